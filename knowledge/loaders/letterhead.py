"""Who issued a document, when, and under which number: from its letterhead, title or first sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.dates import find_days
from knowledge.numbers import DocumentNumber, own_number
from knowledge.vietnamese import clean, fold
from knowledge.zones import letterhead_of

MAX_LEAD = 1500
_NO_BODY = re.compile(r"cong hoa xa hoi|doc lap\s?-|^so\s?:|\bngay\b.*\bnam\b|^v/v\b|^[\W\d]*$")
_GENERIC_BODY = re.compile(r"^(?:uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd|dang uy)$")
_CLAUSE = re.compile(
    r"(?:^|[,;.\n])\s*([^,;.\n]{2,120}?)\s+(?:(?:vừa|đã|mới|vừa mới)\s+)?ban hành\s[^,;.\n]{0,80}$", re.I
)
_NUMBER_DAY = re.compile(r"^\s?,?\s?(?:ban hành\s)?ngày\s", re.I)


@dataclass(frozen=True, slots=True)
class Issue:
    """The act of issuing: its number, the body as written, the day. What is not written is None."""

    number: DocumentNumber | None = None
    issuer: str | None = None
    issued_on: date | None = None


def read_issue(title: str, lines: Sequence[str]) -> Issue:
    """Return how the document with these body `lines` was issued; cited documents never count."""
    head = letterhead_of(lines)
    lead = "\n".join(lines[len(head) : len(head) + 4])[:MAX_LEAD]
    number = own_number(letterhead=_cells(head), title=title, lead=lead)
    if head:
        return Issue(number, _letterhead_body(head), _letterhead_day(head))
    if number is None:
        return Issue()
    text = lead if lead[number.start : number.end] == number.text else title
    return Issue(number, _clause_body(text, number), _clause_day(text, number))


def _cells(head: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for line in head for cell in line.split("|") if cell.strip())


def _letterhead_body(head: Sequence[str]) -> str | None:
    """Return the issuing body: the last one named before the number, with its name where that stands below."""
    bodies: list[str] = []
    for cell in _cells(head):
        folded = fold(cell)
        if folded.startswith("so") and any(map(str.isdigit, cell)):
            break
        if not _NO_BODY.search(folded) and len(cell) <= 100:
            if bodies and _GENERIC_BODY.match(fold(bodies[-1])):
                bodies[-1] += f" {cell}"
            else:
                bodies.append(cell)
    return bodies[-1] if bodies else None


def _letterhead_day(head: Sequence[str]) -> date | None:
    days = [d.day for cell in _cells(head) if "ngay" in fold(cell) for d in find_days(cell)]
    return days[-1] if days else None


def _clause_body(text: str, number: DocumentNumber) -> str | None:
    """Return the subject of "… ban hành" before the number."""
    match = _CLAUSE.search(clean(text[: number.start]))
    if match is None:
        return None
    body = re.sub(r"(?i)^(?:(?:sáng|chiều|hôm nay|vừa qua|mới đây|ngày)\s[\d/\s.\-]*)+", "", match[1]).strip()
    return body or None


def _clause_day(text: str, number: DocumentNumber) -> date | None:
    """Return the day right behind the number, else the last one before it in the same sentence."""
    behind = text[number.end : number.end + 60]
    if _NUMBER_DAY.match(behind):
        days = find_days(behind)
        if days:
            return days[0].day
    return next(_days_before(text, number), None)


def _days_before(text: str, number: DocumentNumber) -> Iterator[date]:
    sentence = re.split(r"[.!?]\s|\n", text[: number.start])[-1]
    for written in reversed(find_days(sentence)):
        yield written.day
