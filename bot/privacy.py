"""Mask personal identifiers in what residents type, before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MASK = "▮▮▮"  # no letters: the search passes over it
_GAP = r"[ \u00a0.\-–]?"


class Identifier(StrEnum):
    """What sort of identifier was masked."""

    EMAIL = "email"
    INSURANCE = "insurance"
    TAX_CODE = "tax_code"
    ACCOUNT = "account"
    ID_CARD = "id_card"
    PHONE = "phone"
    PLATE = "plate"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, and which kinds stood in it."""

    text: str
    kinds: frozenset[Identifier]


# The order matters: what a keyword names goes before bare digits. Group 1, where there is one, is what gets masked.
# Source: the shapes as issued (12-digit personal number: province, century and sex, year, serial).
_SHAPES: tuple[tuple[Identifier, re.Pattern[str]], ...] = (
    (Identifier.EMAIL, re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    (
        Identifier.INSURANCE,
        re.compile(
            rf"(?<!\w)[A-Za-z]{{2}}{_GAP}[1-5]{_GAP}\d{{2}}(?:{_GAP}\d){{10}}(?!\d)"
            rf"|(?i:bhxh|bhyt|bảo hiểm|bao hiem)\D{{0,20}}(\d(?:{_GAP}\d){{9}})(?!\d)"
        ),
    ),
    (Identifier.TAX_CODE, re.compile(r"(?i)(?:mst|mã số thuế|ma so thue)\D{0,12}(\d{10}(?:-?\d{3})?)(?!\d)")),
    (
        Identifier.ACCOUNT,
        re.compile(r"(?i)(?:stk|số tài khoản|so tai khoan|tài khoản|tai khoan|tk nh)\D{0,20}(\d(?:[ .\-]?\d){5,18})"),
    ),
    (
        Identifier.ID_CARD,
        re.compile(
            rf"(?<![\d/.\-])0(?:0[1-9]|[1-8]\d|9[0-6])(?:{_GAP}\d){{9}}(?![\d/])"
            r"|(?i:cmnd|cmt|cmtnd|chứng minh|chung minh|cccd|căn cước|can cuoc)"
            r"[^\d\n]{0,20}(\d(?:[ .\-]?\d){8,11})(?!\d)"
        ),
    ),
    (
        Identifier.PHONE,
        re.compile(
            rf"(?<![\d/])(?:\+?84{_GAP}|0)[35789](?:{_GAP}\d){{8}}(?!\d)"
            rf"|(?<![\d/])(?:\+?84{_GAP}|\(?0)2\d{{1,2}}\)?(?:{_GAP}\d){{7,8}}(?!\d)"
        ),
    ),
    (
        Identifier.PLATE,
        re.compile(
            r"(?<!\w)[1-9]\d[ \-]?[A-ZĐa-zđ]{1,2}\d?[ \-]?\d{3}\.?\d{2}(?![\d/])"
            r"|(?<!\w)[1-9]\d[ \-]?[A-ZĐ]{1,2}\d?[ \-]\d{4}(?![\d/])"
        ),
    ),
    (Identifier.PASSPORT, re.compile(r"(?<![\w/\-])[A-Z]\d{7,8}(?![\w/])")),
)


def mask(text: str) -> Masked:
    """Return `text` with every personal identifier replaced by MASK; linear in its length.

    Document numbers, dates, money, counters and hotlines stay. An office number in an announcement is no business of
    this function: it is for what residents type.
    """
    kinds = set()
    for kind, shape in _SHAPES:
        text, count = shape.subn(_masked, text)
        if count:
            kinds.add(kind)
    return Masked(text, frozenset(kinds))


def _masked(match: re.Match[str]) -> str:
    named = match.lastindex
    if named is None:
        return MASK
    start, end = (offset - match.start() for offset in match.span(named))
    whole = match.group()
    return whole[:start] + MASK + whole[end:]
