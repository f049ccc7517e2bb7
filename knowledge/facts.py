"""Kinds of fact that residents ask for, and where a passage holds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from knowledge.vietnamese import fold

Span = tuple[int, int]


class Fact(StrEnum):
    """A kind of fact; WHEN and CONTACT are only asked for: a passage holds them as one of several others."""

    TIME = "time"
    DATE = "date"
    WHEN = "when"
    DURATION = "duration"
    PRICE = "price"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    PLACE = "place"
    CONTACT = "contact"
    PERSON = "person"
    NUMBER = "number"
    DOCUMENTS = "documents"
    NAME = "name"


_MET_BY = {
    Fact.WHEN: (Fact.DATE, Fact.TIME, Fact.DURATION),
    Fact.CONTACT: (Fact.PHONE, Fact.EMAIL, Fact.PLACE, Fact.PERSON),
    Fact.PLACE: (Fact.PLACE, Fact.LINK),
}

_MONEY = (
    r"\b\d{1,3}(?:[.,]\d{3}){1,4} ?(?:dong|d|vnd)\b"
    r"|\b\d{1,9}(?:[.,]\d{1,3})? ?(?:trieu|ty|nghin|ngan|dong|vnd|k)\b"
)
_FREE = (
    r"\bmien (?:phi|le phi|hoc phi|tien)\b|\bduoc mien\b"
    r"|\bkhong (?:phai )?(?:thu|mat|nop|dong|tinh|ton|tra)(?: them)? (?:\w{1,10} )?(?:phi|tien)\b"
)
_AT_AN_OFFICE = re.compile(  # read with its accents: "tại phòng" is a place, "tài khoản" none
    r"(?:\b(?:tại|đến|ở|về|ra) (?:\w{1,8} )?|(?::|^ {0,3}[-–+*•]|^ {0,3}\w\)) ?)(?:"
    r"bảng tin|trụ sở|phòng|quầy|nhà|trạm|điểm|trường|sân|trung tâm|cổng|ubnd|ủy ban|"
    r"uỷ ban|bộ phận|địa chỉ|bưu cục|bưu điện|sở|kho|khu|sảnh|tầng|nơi|hội trường|ngân hàng|đình|chợ|cơ quan|bất kỳ|"
    r"phố|ngõ|đường|phường|bệnh viện|công an|cơ sở|tòa|cửa hàng|bãi|thư viện|công viên|chùa)\b",
    re.MULTILINE,
)
_FOLDED: Mapping[Fact, re.Pattern[str]] = {
    Fact.PRICE: re.compile(f"{_MONEY}|{_FREE}"),
    Fact.TIME: re.compile(
        r"(?<![\d/.])(?:[01]?\d|2[0-4]) ?(?:h|g|gio)(?: ?[0-5]\d)?(?: phut)?\b(?! lam viec)"
        r"|(?<![\d/:])(?:[01]?\d|2[0-3]):[0-5]\d\b|\b24/24\b|\bgio hanh chinh\b|\bsuot ngay dem\b"
    ),
    Fact.DATE: re.compile(
        r"\bngay \d{1,2}(?:[/.-]\d{1,2}(?:[/.-]\d{2,4})?| thang \d{1,2}(?: nam \d{4})?)?(?![\d/])"
        r"|(?<![\d/])\d{1,2}/\d{1,2}/\d{4}\b|\bthang \d{1,2}(?:/\d{4}| nam \d{4})?(?![\d/])"
        r"|\b(?:sang|chieu|toi|tu|den|ngay) thu (?:hai|ba|tu|nam|sau|bay|[2-7])\b|\bchu nhat\b|\bcuoi tuan\b"
        r"|\b(?:hang|moi) (?:ngay|tuan|thang|quy|nam)\b|\bmung \d{1,2}\b|\btu nam \d{4}\b"
    ),
    Fact.DURATION: re.compile(
        r"(?<![\d/])\d{1,3} (?:ngay|gio|thang|nam|tuan|phut)\b(?! 20\d\d)|\btrong (?:ngay|buoi)\b"
        r"|\b(?:lay|tra|nhan|cap|xong) (?:\w{1,9} ){0,3}ngay\b"
    ),
    Fact.PHONE: re.compile(
        r"(?<![\d/])(?:\+?84|0)\d{1,3}(?:[ .-]?\d{2,4}){2,3}(?!\d)|\b1[89]00[ .]?\d{2,4}(?:[ .]?\d{2})?\b"
        r"|\b(?:so|goi|dai|nong)(?: so)? (?:11[1-5]|1022)\b"
    ),
    Fact.EMAIL: re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    Fact.LINK: re.compile(
        r"https?://\S{3,200}|(?<![\w@.-])[a-z0-9-]{2,40}(?:\.[a-z0-9-]{2,20}){0,3}\.(?:vn|com|net|org|example)\b"
        r"|\bcong (?:dich vu cong|thong tin)\b|\bvneid\b|\betax\b|\bung dung \w{2,12}"
    ),
    Fact.PLACE: re.compile(
        r"\bso (?:nha )?\d{1,4}[a-z]?(?:/\d{1,4}){0,3},? (?:duong|pho|ngo|ngach|hem)\b"
        r"|\b(?:phong|quay) (?:so )?\d{1,3}\b|\btang \d{1,2}\b|\btru so\b|\bnop (?:\w{1,8} ){0,3}(?:cho|qua|voi) "
    ),
    Fact.DOCUMENTS: re.compile(
        r"\bto khai\b|\bcan cuoc\b|\bban (?:sao|chinh)\b|\bho so(?: \w{1,9}){0,4}(?: gom|:)|\bmau (?:so )?[a-z]{0,3}\d"
        r"|\bgiay (?:chung|khai|uy|to|xac|hen|moi|cam|phep|bao|ra)\b|\bmang (?:theo )?(?:so|the|giay|don|anh)\b"
    ),
    Fact.NAME: re.compile(
        r"\b(?:chu de|khau hieu|ten goi|tieu de|mang ten|ten la)\b[^.;\n]{0,80}?(?:\bla\b|[:\u201c\u00ab\"])"
    ),
}
_WEEKDAY = re.compile(r"\bthứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)\b|\bThứ (?:hai|ba|tư|năm|sáu|bảy|Hai|Ba|Tư|Năm|Sáu|Bảy)\b")
_NAME = r"((?:[^\W\d_]{1,8} ?){2,5})"
_NAMED = (
    re.compile(rf"\b(?:[ÔôO]ng|[Bb]à|[Aa]nh|[Cc]hị|[Đđ]ồng chí|[Bb]ác sĩ|[Đđ]ại úy|[Tt]hượng úy|[Tt]hiếu tá) {_NAME}"),
    re.compile(rf"\b(?:[Cc]hủ tịch|[Tt]rưởng \w{{1,8}}|[Cc]hánh \w{{1,8}}|CHỦ TỊCH|TRƯỞNG \w{{1,8}})[:,]?\s{_NAME}"),
)
_COUNT = re.compile(r"(?<![\w/.,-])\d{1,9}(?:[.,]\d{1,3}){0,3} ?(?:%|[^\W\d_]{1,9}[\u00b2\u00b32]?)")
_CITED = re.compile(r"\b(?:luat|nghi dinh|thong tu|quyet dinh|nghi quyet|phap lenh|hien phap|can cu)\b[^.;\n]{0,90}$")
_PERIOD = re.compile(r"\b(?:trong|vong|it nhat|toi da|toi thieu|khoang|moi|keo dai|suot) $")
_NO_COUNT_AFTER = re.compile(r"\b(?:so|dieu|khoan|muc|mau|nam|thang|ngay|lop|phong|tang|quay|quy|ngo|ngach|hem) $")
_MAX_CHARS = 20_000


@lru_cache(maxsize=4096)
def find_facts(text: str) -> Mapping[Fact, tuple[Span, ...]]:
    """Return the places (start, end) in `text` of each kind of fact that it holds, in reading order.

    The date of a cited law is no date; a count is a number that is no date, time, price, phone or duration. Only the
    first 20,000 characters are read. Linear in the length of `text`.
    """
    text = text[:_MAX_CHARS]
    folded = fold_in_place(text)
    found = {fact: [m.span() for m in pattern.finditer(folded)] for fact, pattern in _FOLDED.items()}
    found[Fact.DATE] = sorted(found[Fact.DATE] + [m.span() for m in _WEEKDAY.finditer(text)])
    found[Fact.PLACE] = sorted(found[Fact.PLACE] + [m.span() for m in _AT_AN_OFFICE.finditer(_lower_in_place(text))])
    found[Fact.DATE] = [s for s in found[Fact.DATE] if not _CITED.search(folded[max(0, s[0] - 110) : s[0]])]
    found[Fact.PERSON] = list(_find_persons(text))
    _part_times_from_durations(found, folded)
    found[Fact.NUMBER] = list(_find_counts(text, folded, found))
    return MappingProxyType({fact: tuple(spans) for fact, spans in found.items() if spans})


def held_facts(asked: Iterable[Fact], found: Iterable[Fact]) -> frozenset[Fact]:
    """Return those of the asked kinds that a passage with the `found` kinds holds."""
    present = frozenset(found)
    return frozenset(fact for fact in asked if not present.isdisjoint(kinds_that_meet(fact)))


def kinds_that_meet(fact: Fact) -> tuple[Fact, ...]:
    """Return the kinds of fact in a passage that meet the asked one."""
    return _MET_BY.get(fact, (fact,))


def fold_in_place(text: str) -> str:
    """Return `text` folded character by character: every place means the same in both, blanks become spaces."""
    return "".join(_fold_char(char) for char in text)


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isprintable() or char == "\n" else " "
    bare = fold(char)
    return bare if len(bare) == 1 and not bare.isspace() else " "


def _lower_in_place(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[:1] for c in text)


def _find_persons(text: str) -> Iterator[Span]:
    """Yield the names behind a title or post: at least two words with a capital."""
    for match in sorted((m for pattern in _NAMED for m in pattern.finditer(text)), key=re.Match.start):
        words = match[1].split()
        named = next((i for i, word in enumerate(words) if not word[0].isupper()), len(words))
        if named >= 2 and not words[0].isupper():
            yield match.start(), match.start(1) + len(" ".join(words[:named]))


def _part_times_from_durations(found: dict[Fact, list[Span]], folded: str) -> None:
    """Take hours that count ("trong 24 giờ") from the times, parts of a date ("7 tháng 5") from the durations."""
    found[Fact.TIME] = [s for s in found[Fact.TIME] if not _is_period(folded, s)]
    taken = found[Fact.TIME] + found[Fact.DATE]
    found[Fact.DURATION] = [s for s in found[Fact.DURATION] if not _overlaps(s, taken)]


def _is_period(folded: str, span: Span) -> bool:
    return folded[slice(*span)].endswith("gio") and _PERIOD.search(folded[max(0, span[0] - 12) : span[0]]) is not None


def _find_counts(text: str, folded: str, found: Mapping[Fact, list[Span]]) -> Iterator[Span]:
    others = (Fact.TIME, Fact.DATE, Fact.PRICE, Fact.PHONE, Fact.DURATION)
    taken = sorted(span for fact in others for span in found[fact])
    is_free = _sweep(taken)
    for match in _COUNT.finditer(text):
        if is_free(match.span()) and not _NO_COUNT_AFTER.search(folded[max(0, match.start() - 8) : match.start()]):
            yield match.span()


def _sweep(taken: list[Span]) -> Callable[[Span], bool]:
    """Return a test whether a span overlaps none of `taken`; one pass, spans must be asked in reading order."""
    rest = iter(taken)
    current: Span | None = next(rest, None)

    def is_free(span: Span) -> bool:
        nonlocal current
        while current and current[1] <= span[0]:
            current = next(rest, None)
        return current is None or current[0] >= span[1]

    return is_free


def _overlaps(span: Span, taken: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)
