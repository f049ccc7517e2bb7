"""The shapes of personal identifiers as people type them; every expression takes linear time.

Source: the shapes as issued (12-digit personal number: province, century and sex, year, serial).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_SPACE = r"[ \t\r\n\u00a0\u2000-\u200a\u202f\u3000]"
_GAP = rf"(?:[.\-–‐‑_)]|\.?{_SPACE}{{1,2}}|[.)]{_SPACE}|{_SPACE}\.{_SPACE})?"
_RULE = (
    rf"{_SPACE}{{0,2}}[,/;:|\\*~+.\-–]{{1,2}}{_SPACE}{{0,2}}"  # parts groups of digits, where only whole groups count
)
_ANY = rf"(?:{_RULE}|[.\-–‐‑_)]|\.?{_SPACE}{{1,2}})"
_NOT_DATE = (
    rf"(?!\d{{1,2}}[.\-]\d{{1,2}}[.\-](?:19|20)\d\d(?!\d)|\d{{1,2}}{_SPACE}\d{{1,2}}{_SPACE}(?:19|20)\d\d(?!\d))"
)
_NOT_MONEY = r"(?!\d{1,3}(?:[.,]\d{3}){0,3}[.,]000(?!\d))"
_NOT_YEARS = r"(?!(?:(?:19|20)\d\d[ ,.\-]{1,2}){1,4}(?:19|20)\d\d(?![ ,.\-]{0,2}\d))"
_DIGIT_WORD = "(?:không|khong|một|mốt|mot|hai|ba|bốn|bon|tư|tu|năm|nam|lăm|lam|sáu|sau|bảy|bẩy|bay|tám|tam|chín|chin)"
_MOBILE = rf"(?:\(?(?:\+|00)?84{_GAP}(?:\(?0{_GAP})?|\(?0{_GAP}|(?<!\w)[Oo])[35789](?:{_GAP}\d){{8}}(?!\d)"
_LANDLINE = rf"\(?(?:(?:\+|00)?84{_GAP}|0)2\d{{1,2}}\)?(?:{_GAP}\d){{7,8}}(?!\d)"
_PHONE = rf"(?:{_MOBILE}|{_LANDLINE})"
_ABROAD = rf"(?:\+|00)?84{_ANY}?(?:\(?0\)?{_ANY}?)?"


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
class Shape:
    """One way to write an identifier. What gets masked is group 1 or the next that took part, else the whole.

    `is_meant` looks at a match again where the expression alone cannot tell.
    """

    kind: Identifier
    pattern: re.Pattern[str]
    is_meant: Callable[[str], bool]


def _grouped(sizes: str) -> str:
    """Return the expression for digits in groups of such sizes: "433 46" is 0912 345 678 or 0912 345678."""
    return "|".join(_ANY.join(rf"\d{{{size}}}" for size in each) for each in sizes.split())


def _named(words: str, digits: str, *, within: int, behind: int = 15) -> str:
    """Return the expression for digits that one of `words` names, before them or behind them."""
    before = rf"(?i:(?<!\w)(?:{words}))\D{{0,{within}}}?(?<![\d/]){digits}"
    return rf"{before}|(?<![\d.,/\-]){digits}(?=[^\d\n.;?!]{{1,{behind}}}(?i:(?<!\w)(?:{words})(?!\w)))"


def _is_no_list_of_days(number: str) -> bool:
    """Return whether it is not a list of days such as 03 05 07 09 11: pairs that grow, none above 31."""
    pairs = re.findall(r"\d+", number)
    days = [int(pair) for pair in pairs]
    return not (all(len(pair) <= 2 for pair in pairs) and len(days) >= 4 and _grow(days) and days[-1] <= 31)


def _grow(numbers: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(numbers))


def _has_length_of_phone(spoken: str) -> bool:
    """Return whether words and digits make up a number of ten to twelve digits, with a word behind the first."""
    parts = re.findall(r"\w+", spoken)
    return 10 <= sum(len(each) if each.isdigit() else 1 for each in parts) <= 12 and not "".join(parts[1:]).isdigit()


# Digits in groups, parted by what would else mean a list: only the groupings in which numbers are written.
_CARD_GROUPS = _grouped("3333 66 444 39 93 336")
_MOBILE_GROUPS = _grouped("37 334 343 3223 3322 46 433 4222 424 442 55 523 532")
_LANDLINE_GROUPS = _grouped("38 344 335 3233 47 443 434 4322 37 334 46 433")
_ABROAD_GROUPS = _grouped("27 234 243 36 333 3222 45 9 28 244 37 343 334")

_HOST = r"(?:gmail|gmai|yahoo|ymail|hotmail|outlook|icloud|zoho|proton|live|mail)"
_DOT = r"(?: ?[.,] ?| ?[(\[{] ?(?:dot|chấm|cham|\.) ?[)\]}] ?| (?:dot|chấm|cham) )"
_AT_WORD = r"(?:a còng|a cong|acong|a móc|a moc)"
_AT = rf"(?: ?[(\[{{<] ?(?:at|@|{_AT_WORD}) ?[)\]}}>] ?| ?(?<![A-Za-z]){_AT_WORD}(?!\w) ?| ?[@＠] ?)"
_DOMAIN = rf"[\w-]{{1,63}}(?:{_DOT}[A-Za-z][\w-]{{0,62}}){{1,4}}"
_MAILBOX = r"(?<![\w.%+-])[\w.%+-]{1,256}"
_CARD_WORDS = "cmnd|cmt|cmtnd|cccd|chứng minh|chung minh|căn cước|can cuoc"
_TAX_WORDS = "mst|mã số thuế|ma so thue|mã thuế|ma thue|mã số doanh nghiệp|ma so doanh nghiep"
_ACCOUNT_WORDS = "stk|số tài khoản|so tai khoan|tài khoản|tai khoan|tk nh|số tk|so tk"
_CARD_START = r"(?<![\d/.\-])(?=0(?:0[1-9]|[1-8]\d|9[0-6]))"
_PLACES = ("lô", "lo", "Lô", "LÔ", "thửa", "thua", "tòa", "toa", "căn", "phòng", "nhà", "nha")
_NO_PLACE = "".join(f"(?<!{place} )" for place in _PLACES)
_NO_QUANTITY = r"(?!\d\d ?(?:kg|km|tr|ha|cm|mm|m[23]?|[khgđd]) )"


def _shape(kind: Identifier, *ways: str, is_meant: Callable[[str], bool] = lambda _: True) -> Shape:
    return Shape(kind, re.compile("|".join(ways)), is_meant)


# The order matters: what a keyword names goes before bare digits.
SHAPES: tuple[Shape, ...] = (
    _shape(Identifier.EMAIL, rf"{_MAILBOX} ?@ ?[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{1,4}}"),
    _shape(
        Identifier.EMAIL,
        rf"(?i:{_MAILBOX}(?:{_AT}(?:{_DOMAIN}|{_HOST}(?!\w))|{_SPACE}at{_SPACE}{_HOST}(?:{_DOT}\w{{2,10}})?))",
    ),
    _shape(
        Identifier.INSURANCE,
        rf"(?<!\w)[A-Za-z]{{2}}{_ANY}?[1-5]{_ANY}?\d{{2}}(?:{_ANY}?\d){{10}}(?!\d)",
        _named("bhxh|bhyt|bảo hiểm|bao hiem", rf"(\d(?:{_GAP}\d){{9}})(?!\d)", within=40),
    ),
    _shape(Identifier.TAX_CODE, _named(_TAX_WORDS, r"(\d(?:[ .,\-\n]?\d){9}(?:[ \-]?\d{3})?)(?!\d)", within=40)),
    _shape(
        Identifier.ACCOUNT,
        _named(
            _ACCOUNT_WORDS,
            rf"(?!1[89]00){_NOT_MONEY}{_NOT_YEARS}(\d(?:[ .,\-\n]?\d){{5,18}})(?!\d)",
            within=40,
            behind=10,
        ),
    ),
    _shape(
        Identifier.ID_CARD,
        rf"{_CARD_START}0\d\d(?:{_GAP}\d){{9}}(?![\d/])",
        rf"{_CARD_START}(?:{_CARD_GROUPS})(?![\d/])",
    ),
    _shape(
        Identifier.ID_CARD,
        _named(_CARD_WORDS, rf"{_NOT_MONEY}{_NOT_YEARS}(\d(?:[ .,\-\n]?\d){{8,11}})(?!\d)", within=20),
        rf"(?i:(?<!\w)(?:{_CARD_WORDS}))[^\n]{{0,40}}?(?<![\d.,])(\d{{9}})(?![\d.,]*\d)",
    ),
    _shape(Identifier.PHONE, rf"(?<![\d/]){_NOT_DATE}{_PHONE}(?:/{_PHONE})*", is_meant=_is_no_list_of_days),
    _shape(
        Identifier.PHONE,
        rf"(?<![\d/])(?=0[35789])(?:{_MOBILE_GROUPS})(?![\d/])",
        rf"(?<![\d/])(?=02)(?:{_LANDLINE_GROUPS})(?![\d/])",
        rf"(?<![\d/]){_ABROAD}(?=[235789])(?:{_ABROAD_GROUPS})(?![\d/])",
    ),
    _shape(Identifier.PHONE, rf"(?i:(?<!\w){_DIGIT_WORD}(?:[\s,.\-/]{{1,3}}{_DIGIT_WORD}){{8,11}}(?!\w))"),
    _shape(
        Identifier.PHONE,
        rf"(?i:(?<!\w)(?:không|khong|0\d{{0,3}})(?:[\s,.\-/]{{1,3}}(?:{_DIGIT_WORD}|\d{{1,4}})){{2,11}}(?!\w))",
        is_meant=_has_length_of_phone,
    ),
    _shape(
        Identifier.PLATE,
        rf"(?<!\w){_NO_PLACE}[1-9]\d[ \-]?[A-ZĐ]{{1,2}}\d?[ \-]?\d{{3}}[. ]?\d{{2}}(?![\d/])",
        rf"(?<!\w){_NO_PLACE}{_NO_QUANTITY}[1-9]\d(?:[a-zđ]{{1,2}}|[ \-][a-zđ])\d?[ \-]?\d{{3}}\.?\d{{2}}(?![\d/])",
        rf"(?<!\w){_NO_PLACE}[1-9]\d-?[a-zđ]{{1,2}}\d?[ \-]?\d{{3}}\.\d{{2}}(?![\d/])",
        rf"(?<!\w){_NO_PLACE}[1-9]\d[ \-]?[A-ZĐ]{{1,2}}\d?[ \-]\d{{4}}(?![\d/])",
        r"(?i:biển số|bien so|biển xe|bien xe)\D{0,15}([1-9]\d[ \-]?[A-Za-zĐđ]{1,2}\d?[ \-.]?\d{3}[. ]?\d{1,2})(?!\d)",
    ),
    _shape(
        Identifier.PASSPORT,
        r"(?<![\w/\-])[A-Z]\d{7,8}(?![\w/])",
        r"(?i:hộ chiếu|ho chieu|passport)\D{0,20}([A-Za-z] ?\d{7,8})(?!\d)",
    ),
)
