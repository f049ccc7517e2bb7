"""Headings of administrative documents: which line opens a part, how deep it ranks, how it is keyed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from knowledge.vietnamese import fold


class Rank(IntEnum):
    """How deep a heading stands; a smaller rank holds the larger ones."""

    PART = 0
    CHAPTER = 1
    DIVISION = 2
    SUBDIVISION = 3
    MARKDOWN = 4
    LETTER = 10
    ARTICLE = 11
    ROMAN = 12
    NUMBER = 13
    DECIMAL = 14
    LEAD = 17
    STEP = 18
    POINT = 19


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a part of a document.

    `key` names the marker in ASCII ("i", "2", "a", "d5"); `order` is its place among its siblings, 0 where it has
    none; `rest` is the line without the marker.
    """

    rank: int
    key: str
    order: int
    line: str
    rest: str


POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"  # Vietnamese order of điểm. Source: Decree 30/2020/NĐ-CP, annex I
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINALS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_UPPER_RANKS = {
    "phan": (Rank.PART, "ph"),
    "chuong": (Rank.CHAPTER, "c"),
    "muc": (Rank.DIVISION, "m"),
    "tieu muc": (Rank.SUBDIVISION, "tm"),
}
_UPPER = re.compile(
    r"(?i)^(phần|chương|tiểu mục|mục)\s+((?:thứ\s+)?[a-zà-ỹ]{2,5}|[ivxlc]{1,7}|\d{1,2}|[a-h])\s?"
    r"(?:([.:–\-])\s*|\s+|$)(.*)$"
)
_ARTICLE = re.compile(r"(?i)^điều\s+(\d{1,3})([a-zđ]?)\s?(?:[.:]\s*|$)(.*)$")
_STEP = re.compile(r"(?i)^bước\s+(\d{1,2})\s?(?:[.:\-–]\s*|$)(.*)$")
_ROMAN_LINE = re.compile(r"^([IVX]{1,6})\s?[.)\-–:]\s*(\S.*)$")
_LETTER_LINE = re.compile(r"^([A-HĐ])\s?[.)\-–]\s*(\S.*)$")
_DECIMAL_LINE = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){1,3})\s?[.)\-–:]*\s+(\D.*)$")
_NUMBER_LINE = re.compile(r"^(\d{1,2})\s?(?:[.)]\s*|/\s+)([^\d\s./)].*)$")
_POINT_LINE = re.compile(rf"^([{POINT_LETTERS}])\s?[.)]\s*(\S.*)$")
_MARKDOWN = re.compile(r"^(#{1,6})\s+(\S.*)$")
_LEAD = re.compile(r"^[^\W\d_][^:.;!?]{1,59}:$")
_NO_LEAD = re.compile(r"(?:nhu sau|sau day|duoi day|cu the|kinh gui|noi nhan|kinh moi|luu y|chu y|ghi chu)\s?:$")
BULLET = re.compile(r"^(?:[-+*•●○▪–—‣◦✓]|\+\+)\s+\S")


def read_heading(line: str) -> Heading | None:
    """Return the heading that `line` is, None for running text. Headings need the line's start.

    Source: Decree 30/2020/NĐ-CP, annex I (phần, chương, mục, điều, khoản, điểm), and the forms of plans.
    """
    markdown = _MARKDOWN.match(line)
    if markdown:
        return _markdown_heading(len(markdown[1]), markdown[2])
    return next((h for read in _READERS if (h := read(line))), None)


def slug(text: str, max_chars: int) -> str:
    """Return `text` as ASCII words joined by hyphens, cut between words to at most `max_chars` characters."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:max_chars]
        if len(longer) > max_chars:
            break
        made = longer
    return made


def _markdown_heading(depth: int, title: str) -> Heading:
    marked = read_heading(title) if not title.startswith("#") else None
    key = marked.key if marked and marked.rank is not Rank.LEAD else slug(title, 20)
    return Heading(Rank.MARKDOWN + min(depth, 6) - 1, key or "muc", marked.order if marked else 0, title, title)


def _read_upper(line: str) -> Heading | None:
    match = _UPPER.match(line) if len(line) <= 200 else None
    if match is None:
        return None
    order = _ordinal(match[2])
    rest = match[4]
    if not order or (rest and not match[3] and not rest[:1].isupper()):
        return None
    rank, prefix = _UPPER_RANKS[fold(match[1])]
    return Heading(rank, f"{prefix}{order}", order, line, rest)


def _read_article(line: str) -> Heading | None:
    match = _ARTICLE.match(line)
    return match and Heading(Rank.ARTICLE, f"d{match[1]}{fold(match[2])}", int(match[1]), line, match[3])


def _read_step(line: str) -> Heading | None:
    match = _STEP.match(line)
    return match and Heading(Rank.STEP, f"b{match[1]}", int(match[1]), line, match[2])


def _read_roman(line: str) -> Heading | None:
    match = _ROMAN_LINE.match(line)
    order = _roman(match[1]) if match else 0
    return Heading(Rank.ROMAN, match[1].lower(), order, line, match[2]) if match and order else None


def _read_letter(line: str) -> Heading | None:
    match = _LETTER_LINE.match(line)
    if match is None or not match[2][:1].isupper() or len(line) > 200:
        return None
    return Heading(Rank.LETTER, _letter_key(match[1].lower()), "abcdđegh".find(match[1].lower()) + 1, line, match[2])


def _read_decimal(line: str) -> Heading | None:
    match = _DECIMAL_LINE.match(line)
    if match is None:
        return None
    parts = match[1].split(".")
    return Heading(Rank.DECIMAL + len(parts) - 2, match[1].replace(".", "-"), int(parts[-1]), line, match[2])


def _read_number(line: str) -> Heading | None:
    match = _NUMBER_LINE.match(line)
    return match and Heading(Rank.NUMBER, str(int(match[1])), int(match[1]), line, match[2])


def _read_point(line: str) -> Heading | None:
    match = _POINT_LINE.match(line)
    return match and Heading(Rank.POINT, _letter_key(match[1]), POINT_LETTERS.index(match[1]) + 1, line, match[2])


def _read_lead(line: str) -> Heading | None:
    if not _LEAD.match(line) or not line[0].isupper() or len(line.split()) > 8 or _NO_LEAD.search(fold(line)):
        return None
    return Heading(Rank.LEAD, slug(line, 20) or "muc", 0, line, line)


_READERS: tuple[Callable[[str], Heading | None], ...] = (
    _read_upper,
    _read_article,
    _read_step,
    _read_roman,
    _read_letter,
    _read_decimal,
    _read_number,
    _read_point,
    _read_lead,
)


def _ordinal(text: str) -> int:
    """Return the value of an arabic, roman, capital-letter or spelled ordinal, 0 where it is none."""
    if text.isascii() and text.isdigit():
        return int(text)
    word = fold(text).removeprefix("thu").strip()
    if word in _ORDINALS:
        return _ORDINALS.index(word) + 1
    if len(text) == 1 and text.upper() in "ABDEGH":
        return "ABCDEFGH".index(text.upper()) + 1
    return _roman(text.upper())


def _roman(text: str) -> int:
    if not text or not re.fullmatch(r"(?:X{0,3})(?:IX|IV|V?I{0,3})", text):
        return 0
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < later else v for v, later in zip(values, [*values[1:], 0], strict=True))


def _letter_key(letter: str) -> str:
    return "dd" if letter == "đ" else letter
