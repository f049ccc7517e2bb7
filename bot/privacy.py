"""Mask personal identifiers in what residents type, before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

MASK = "▮▮▮"  # no letters: the search passes over it
_SPACE = r"[ \t\u00a0\u2000-\u200a\u202f\u3000]"
_GAP = rf"(?:[.\-–‐‑_)]|\.?{_SPACE}{{1,2}}|[.)]{_SPACE}|{_SPACE}\.{_SPACE})?"
_NOT_DATE = r"(?!\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d\d(?!\d))"
_NOT_MONEY = r"(?!\d{1,3}(?:\.\d{3}){0,3}\.000(?!\d))"
_DIGIT_WORD = "(?:không|khong|một|mốt|mot|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin)"
_MOBILE = rf"(?:\(?(?:\+|00)?84{_GAP}(?:\(?0{_GAP})?|\(?0{_GAP}|(?<!\w)[Oo])[35789](?:{_GAP}\d){{8}}(?!\d)"
_LANDLINE = rf"\(?(?:(?:\+|00)?84{_GAP}|0)2\d{{1,2}}\)?(?:{_GAP}\d){{7,8}}(?!\d)"
_PHONE = rf"(?:{_MOBILE}|{_LANDLINE})"
# A full-width character means the ASCII one; what nobody sees must not part the digits of a number.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF)
)


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
    (Identifier.EMAIL, re.compile(r"[\w.%+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
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
        re.compile(
            r"(?i)(?:stk|số tài khoản|so tai khoan|tài khoản|tai khoan|tk nh)\D{0,40}"
            rf"(?!1[89]00){_NOT_MONEY}(\d(?:[ .\-]?\d){{5,18}})"
        ),
    ),
    (
        Identifier.ID_CARD,
        re.compile(
            rf"(?<![\d/.\-])0(?:0[1-9]|[1-8]\d|9[0-6])(?:{_GAP}\d){{9}}(?![\d/])"
            r"|(?i:cmnd|cmt|cmtnd|chứng minh|chung minh|cccd|căn cước|can cuoc)"
            rf"(?:[^\d\n]{{0,20}}{_NOT_MONEY}(\d(?:[ .\-]?\d){{8,11}})(?!\d)"
            r"|[^\n]{0,40}?(?<![\d.,])(\d{9})(?![\d.,]*\d))"
        ),
    ),
    (
        Identifier.PHONE,
        re.compile(
            rf"(?<![\d/]){_NOT_DATE}{_PHONE}(?:/{_PHONE})*"
            rf"|(?i:(?<!\w){_DIGIT_WORD}(?:[\s,.\-]{{1,3}}{_DIGIT_WORD}){{8,11}}(?!\w))"
        ),
    ),
    (
        Identifier.PLATE,
        re.compile(
            r"(?<!\w)[1-9]\d[ \-]?[A-ZĐa-zđ]{1,2}\d?[ \-]?\d{3}\.?\d{2}(?![\d/])"
            r"|(?<!\w)[1-9]\d[ \-]?[A-ZĐ]{1,2}\d?[ \-]\d{4}(?![\d/])"
        ),
    ),
    (
        Identifier.PASSPORT,
        re.compile(r"(?<![\w/\-])[A-Z]\d{7,8}(?![\w/])|(?i:hộ chiếu|ho chieu|passport)\D{0,20}([A-Za-z]\d{7,8})(?!\d)"),
    ),
)


def mask(text: str) -> Masked:
    """Return `text` with every personal identifier replaced by MASK; linear in its length.

    Document numbers, dates, money, counters and hotlines stay. An office number in an announcement is no business of
    this function: it is for what residents type.
    """
    text, kinds = text.translate(_PLAIN), set()
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
