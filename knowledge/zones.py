"""Zones of an administrative document: letterhead and grounds, operative text, recipients, signature, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.announcement import Role
from knowledge.document_types import DOCUMENT_TYPES
from knowledge.headings import BULLET, read_heading
from knowledge.vietnamese import fold

MAX_LETTERHEAD_LINES = 15
END_MARK = "./."

_LETTERHEAD = re.compile(
    r"^.{0,60}cong hoa xa hoi chu nghia viet nam$|^.{0,60}doc lap\s?-\s?tu do\s?-\s?hanh phuc$|(?:^|\| ?)so\s?:.{0,9}\d"
    r"|,\s?ngay\s.{1,12}\sthang\s.{1,9}\snam\s.{1,6}$"
)
_GROUNDS = re.compile(r"^(?:can cu|xet (?:de nghi|to trinh|bao cao)|theo de nghi|sau khi xem xet)\b|^thuc hien\b.*;$")
_OPERATIVE = re.compile(r"^(?:quyet dinh|quyet nghi|chi thi)\s?:$")
_SUMMARY = re.compile(r"^(?:v/v|ve viec|kinh gui)\b")
_RECIPIENTS = re.compile(r"^noi nhan\s?:?\s?(?:$|[-|])")
_POSTS = "CHỦ TỊCH|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|TRƯỞNG BAN|GIÁM ĐỐC"
_SIGNATURE = re.compile(rf"^(?:TM|KT|TL|TUQ|Q)\.\s?[A-ZĐÀ-Ỹ]{{2}}|^(?:PHÓ |QUYỀN )?(?:{_POSTS})$")
_ANNEX = re.compile(r"^phu luc(?:\s+(?:so\s+)?(?:\d{1,2}|[ivx]{1,5}|[a-h]))?\s?(?:[.:(\-–]|$)")
_TYPE_NAMES = frozenset(t.name for t in DOCUMENT_TYPES)


@dataclass(frozen=True, slots=True)
class Zone:
    """Lines of a document that do the same job, in reading order."""

    role: Role
    lines: tuple[str, ...]


def split_zones(lines: Sequence[str]) -> tuple[Zone, ...]:
    """Return the zones of a document's non-blank `lines`; the end mark "./." becomes a full stop.

    Source: Decree 30/2020/NĐ-CP, art. 8 (components of a document).
    """
    start = _end_of_preamble(lines)
    zones: list[tuple[Role, list[str]]] = [(Role.PREAMBLE, list(lines[:start])), (Role.BODY, [])]
    is_ended = False
    for line in lines[start:]:
        role = _role_of(line, zones[-1][0], is_ended=is_ended)
        if role is not zones[-1][0] or (role is Role.ANNEX and _is_annex_start(line, is_ended=is_ended)):
            zones.append((role, []))
        is_ended = is_ended or line.endswith(END_MARK)
        zones[-1][1].append(line.removesuffix("/.") if line.endswith(END_MARK) else line)
    return tuple(Zone(role, tuple(texts)) for role, texts in zones if texts)


def letterhead_of(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the leading lines that end with the last letterhead line, empty without a letterhead."""
    head = [fold(line) for line in lines[:MAX_LETTERHEAD_LINES]]
    last = max((i for i, line in enumerate(head) if len(line) <= 200 and _LETTERHEAD.search(line)), default=-1)
    return tuple(lines[: last + 1])


def _end_of_preamble(lines: Sequence[str]) -> int:
    """Return how many lines letterhead, title and grounds take."""
    end = len(letterhead_of(lines))
    has_letterhead = end > 0
    while end < len(lines) and (
        _is_ground(lines[end]) or (has_letterhead and _is_title(lines[end], fold(lines[end - 1])))
    ):
        end += 1
    return end


def _is_ground(line: str) -> bool:
    folded = fold(line)
    return _GROUNDS.match(folded) is not None or _OPERATIVE.match(folded) is not None


def _is_title(line: str, folded_above: str) -> bool:
    """Return whether a line under the letterhead names the document: its type, what it is about, to whom it goes."""
    if len(line) > 300 or read_heading(line) is not None:
        return False
    return line.isupper() or _SUMMARY.match(fold(line)) is not None or folded_above in _TYPE_NAMES


def _role_of(line: str, current: Role, *, is_ended: bool) -> Role:
    if _is_annex_start(line, is_ended=is_ended):
        return Role.ANNEX
    if _RECIPIENTS.match(fold(line)) and len(line) <= 200:
        return Role.RECIPIENTS
    if _SIGNATURE.match(line):
        return Role.SIGNATURE
    if is_ended and current is Role.BODY and len(line) <= 80 and not BULLET.match(line) and read_heading(line) is None:
        return Role.SIGNATURE
    return current


def _is_annex_start(line: str, *, is_ended: bool) -> bool:
    folded = fold(line)
    if len(folded) > 160:
        return False
    is_attached_document = is_ended and line.isupper() and folded.strip(" .:") in _TYPE_NAMES
    return is_attached_document or (_ANNEX.match(folded) is not None and (is_ended or line[:7].isupper()))
