"""Numbers of official documents (số ký hiệu): find them in texts and in questions, compare them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.document_types import BODY_CODES, DOCUMENT_TYPES
from knowledge.vietnamese import fold

_BLANK = r"[ \t\u00a0]?"
_DASH = r"[-\u2010-\u2014\u2212]"
_CAPS = r"[A-ZĐ][a-zđ&]{0,3}[A-ZĐ][A-Za-zĐđ0-9&]{0,14}"  # two capitals at least: no street, no first word of a sentence
_CODE = r"[A-ZĐ][A-Za-zĐđ0-9&]{0,15}"
_SYMBOL = (
    rf"{_CAPS}(?:(?:{_DASH}|\.){_CODE}|{_BLANK}{_DASH}{_BLANK}{_CAPS})?"
    rf"(?:(?:{_DASH}|\.){_CODE}|{_DASH}{_BLANK}{_CAPS}){{0,2}}"
)
_HEAD = r"(?<![\w/.,\-])(?P<number>\d{1,5}[a-zđ]?)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_WRITTEN = (
    re.compile(rf"{_HEAD}{_BLANK}(?:/{_BLANK}{_YEAR}{_BLANK})?/{_BLANK}(?P<symbol>{_SYMBOL})(?![\w/])"),
    re.compile(rf"{_HEAD}{_BLANK}/{_BLANK}{_YEAR}{_BLANK}{_DASH}{_BLANK}(?P<symbol>{_SYMBOL})(?![\w/])"),
    re.compile(
        rf"{_HEAD}{_BLANK}{_DASH}{_BLANK}(?P<symbol>[A-ZĐ][A-ZĐa-zđ]{{1,5}}{_BLANK}/{_BLANK}[A-ZĐ][A-ZĐa-zđ]{{1,8}})(?![\w/])"
    ),
    re.compile(rf"{_HEAD}-(?P<symbol>[A-Z]{{2,4}})(?![\w/\-])"),
)
_AFTER_NUMBER_WORD = re.compile(r"(?i)\bs[oố]\s{0,3}[:.]?\s{0,3}$")

_NAMES = "|".join(t.name for t in sorted(DOCUMENT_TYPES, key=lambda t: -len(t.name)))
_CITING = "can cu|theo|thuc hien|xet|kem theo|thay the|sau khi|khi|cua|tai|sua doi|bo sung|huy bo|bai bo|duoc"
_SO = r"(?:so\s{0,3}:?\s{0,3})?"
_LETTERHEAD = re.compile(r"(?:^|\|)\s{0,9}so\s{0,3}[:.]?\s{0,3}$")
_TITLE = re.compile(
    rf"(?:^|\()\s{{0,3}}(?:(?!(?:{_CITING})\b)[^,;.()]{{3,80}} ban hanh )?(?:(?:{_NAMES})\s{{1,3}})?{_SO}$"
)
_LEAD = re.compile(rf"(?:^|[,;.\n])\s{{0,3}}(?!(?:{_CITING})\b)[^,;.\n]{{2,120}} ban hanh (?:{_NAMES})\s{{1,3}}{_SO}$")

_PARTY_CODES = frozenset(["BB", "BC", "CĐ", "CT", "CTHĐ", "CTR", "CV", "HD", "KH", "KL", "NQ", "QĐ", "TB", "TTR"])
_CODES = {fold(t.code): t.code for t in reversed(DOCUMENT_TYPES)}
_CODE_OF_NAME = {t.name: t.code for t in DOCUMENT_TYPES}
_PLAIN_CODES = "|".join(sorted((fold(t.code) for t in DOCUMENT_TYPES if t.is_plain), key=len, reverse=True))
_ANY_CODE = "|".join(sorted(_CODES, key=len, reverse=True))
_BODIES = "|".join(sorted(BODY_CODES, key=len, reverse=True))
_JOIN = r"\s?[-\u2010-\u2014/.]\s?"
_FOLDED_HEAD = r"(?<![\w/.,:\-])(?P<number>\d{1,5}[a-d]?)"
_DIGITS = r"(?P<number>\d{1,5}[a-d]?)"
_FOLDED_YEAR = r"(?:\s?/\s?(?P<year>(?:19|20)\d\d)(?!\d))?"
_FOLDED_SYMBOL = (
    rf"(?P<symbol>(?:(?:{_ANY_CODE})(?:(?:{_JOIN}|\s)?(?:{_BODIES}|qh\d\d?))?|{_BODIES}|qh\d\d?)"
    rf"(?:{_JOIN}(?!\d)[a-z0-9&]{{2,12}}){{0,2}})(?!\w)"
)
_BEHIND = (  # what follows a count, a date or an address, never a document's number
    r"(?!\s?[%/:]|[-.,]\d|\w|\s(?:thang|ngay|gio|phut|tuan|quy|lan|nguoi|ho|trieu|ty|dong|so|nam(?!\s(?:19|20)\d\d(?!\s?-))|"
    r"hoc sinh|to dan|khu|diem|buoc|loai|muc|cap|nha|bo|tang)\b)"
)
_AFTER_YEAR = r"(?:,?\s(?:ban hanh\s)?nam\s(?P<later_year>(?:19|20)\d\d)(?!\s?-|\d))?"
_ASKED = (
    re.compile(rf"{_FOLDED_HEAD}{_FOLDED_YEAR}\s?[/\\-]\s?{_FOLDED_SYMBOL}"),
    re.compile(rf"{_FOLDED_HEAD}\s(?P<symbol>(?:{_ANY_CODE})[-\s]?(?:{_BODIES})|(?:{_PLAIN_CODES}))(?![\w/])"),
    re.compile(
        rf"(?<!\w)(?P<type>{_NAMES}|(?:{_PLAIN_CODES})(?=\s|\d)|(?:{_ANY_CODE})(?=\s?so\s))"
        rf"(?:\s?(?P<so>so)\s?:?)?\s{{0,2}}{_DIGITS}{_FOLDED_YEAR}{_BEHIND}{_AFTER_YEAR}"
    ),
    re.compile(rf"(?:^|[?!.]\s|\b(?:van ban|vb|tai lieu)\s)(?P<so>so)\s?:?\s?{_DIGITS}{_FOLDED_YEAR}{_BEHIND}"),
    re.compile(rf"\b(?:van ban|vb)\s{_DIGITS}{_FOLDED_YEAR}{_BEHIND}"),
    re.compile(r"^\W{0,5}(?P<number>\d{2,5}[a-d]?)\W{0,5}$"),
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number that stands in a text: `symbol` as written without blanks, `start` and `end` its place there."""

    number: str
    year: int | None
    symbol: str
    text: str
    start: int = 0
    end: int = 0

    @property
    def key(self) -> str:
        """Return the folded form by which numbers compare: "310/kh-ubnd", "104/2016/qh13", "44-ct/tu"."""
        year = f"/{self.year}" if self.year else ""
        link = "-" if "/" in self.symbol else "/"
        return f"{_bare(self.number)}{year}{link}{fold(self.symbol)}"

    @property
    def type_code(self) -> str | None:
        """Return the code of the document's type ("KH"), None where the symbol names only bodies."""
        first = re.match(r"[^\W\d]+", self.symbol)
        return _canonical_code(first.group()) if first else None


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """A number as a resident typed it; what the question leaves out is None."""

    number: str
    symbol: str | None
    type_code: str | None
    year: int | None
    text: str
    start: int
    end: int

    @property
    def is_bare(self) -> bool:
        """Return whether only digits were given ("số 310"): weak evidence, a house number looks the same."""
        return self.symbol is None and self.type_code is None and self.year is None


def find_numbers(text: str) -> tuple[DocumentNumber, ...]:
    """Return the document numbers that `text` writes out, in reading order, none overlapping."""
    found: list[DocumentNumber] = []
    for match in sorted((m for p in _WRITTEN for m in p.finditer(text)), key=lambda m: (m.start(), -m.end())):
        if found and match.start() < found[-1].end:
            continue
        if _is_number(match):
            found.append(_document_number(match))
    return tuple(found)


def parse_number(text: str) -> DocumentNumber | None:
    """Return the first document number in `text` whatever its letter case, None without one."""
    found = find_numbers(text) or find_numbers(text.upper())
    return found[0] if found else None


def is_asked(number: DocumentNumber | str, asked: AskedNumber) -> bool:
    """Return whether `number` is the one asked for.

    Parts compare folded and without leading zeros. A part that the question, or the document's number (its year),
    leaves out does not matter; a part that differs does.
    """
    own = parse_number(number) if isinstance(number, str) else number
    if own is None or _bare(own.number) != _bare(asked.number):
        return False
    if asked.year and own.year and asked.year != own.year:
        return False
    if asked.type_code and not _is_type(own, asked.type_code):
        return False
    return asked.symbol is None or _is_symbol(own.symbol, asked.symbol)


def own_number(*, letterhead: Sequence[str] = (), title: str = "", lead: str = "") -> DocumentNumber | None:
    """Return the number that a document bears itself, None where it only cites others.

    It stands (a) behind "Số:" at the start of a letterhead line, (b) in the title right behind the type, (c) in the
    lead behind "<body> ban hành <type> số". Places refer to the line, title or lead where it was found.
    Source: Decree 30/2020/NĐ-CP, art. 8 (number and symbol belong to the letterhead).
    """
    lines = ((line, _LETTERHEAD) for line in letterhead)
    for text, before in (*lines, (title, _TITLE), (lead, _LEAD)):
        for number in find_numbers(text):
            if before.search(fold(text[: number.start])[-200:]):
                return number
    return None


def asked_numbers(question: str) -> tuple[AskedNumber, ...]:
    """Return the document numbers that a resident's question names, in reading order, none overlapping.

    Reads case, diacritics, blanks and separators leniently: "310/kh-ubnd", "310 kh", "ke hoach so 310", "số 310".
    Counts, dates, periods and house numbers are left out. Linear in the length of `question`.
    """
    folded, places = _fold_with_places(question)
    found: list[AskedNumber] = []
    taken: list[tuple[int, int]] = []
    for number in (*_strictly_asked(question), *_leniently_asked(question, folded, places)):
        if all(number.end <= start or end <= number.start for start, end in taken):
            found.append(number)
            taken.append((number.start, number.end))
    return tuple(sorted(found, key=lambda n: n.start))


def _strictly_asked(question: str) -> Iterator[AskedNumber]:
    for n in find_numbers(question):
        yield AskedNumber(n.number, n.symbol, n.type_code or _glued_code(n.symbol), n.year, n.text, n.start, n.end)


def _leniently_asked(question: str, folded: str, places: Sequence[int]) -> Iterator[AskedNumber]:
    for pattern in _ASKED:
        for match in pattern.finditer(folded):
            if _is_likely(match):
                written = question[places[match.start()] : places[match.end()]]
                blanks = len(written) - len(written.lstrip())
                yield _asked_number(match, written.strip(), places[match.start()] + blanks)


def _asked_number(match: re.Match[str], text: str, start: int) -> AskedNumber:
    parts = match.groupdict()
    symbol = parts.get("symbol")
    written = re.sub(r"\s+", "-", re.sub(r"\s?([-/.])\s?", r"\1", symbol)) if symbol else None
    name = parts.get("type")
    code = (_CODE_OF_NAME.get(name) or _CODES.get(name)) if name else None
    year = parts.get("year") or parts.get("later_year")
    return AskedNumber(
        number=match["number"],
        symbol=written,
        type_code=code or (_CODES.get(re.split(r"[-/.]", written)[0]) or _glued_code(written) if written else None),
        year=int(year) if year else None,
        text=text,
        start=start,
        end=start + len(text),
    )


def _is_likely(match: re.Match[str]) -> bool:
    """Return whether the digits can be a document's number: no bare year, no lone digit without "số" or symbol."""
    parts = match.groupdict()
    if parts.get("symbol") or parts.get("so") or parts.get("year") or parts.get("later_year"):
        return True
    digits = parts["number"]
    return len(digits) > 1 and not re.fullmatch(r"(?:19|20)\d\d", digits)


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text and for each of its characters, and its end, the place in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        bare = " " if char.isspace() else fold(char)
        folded.append(bare)
        places.extend([place] * len(bare))
    return "".join(folded), [*places, len(text)]


def _is_number(match: re.Match[str]) -> bool:
    """Return whether the digits and the symbol belong together: a lone short word behind a slash does not."""
    symbol = match["symbol"]
    if match.re is _WRITTEN[2]:
        return symbol.partition("/")[0].strip().rstrip("/").upper() in _PARTY_CODES
    if match.re is _WRITTEN[3]:
        return symbol in ("CP", "HDBT", "TTLB")
    if symbol in ("VNĐ", "VND", "USD"):
        return False
    is_joined = re.search(rf"{_DASH}|\.", symbol) is not None or match.groupdict().get("year") is not None
    capitals = sum(c.isupper() for c in symbol)
    return is_joined or capitals >= 3 or _AFTER_NUMBER_WORD.search(match.string[: match.start()][-12:]) is not None


def _document_number(match: re.Match[str]) -> DocumentNumber:
    year = match.groupdict().get("year")
    symbol = re.sub(_DASH, "-", re.sub(r"\s", "", match["symbol"]))
    return DocumentNumber(
        match["number"], int(year) if year else None, symbol, match.group(), match.start(), match.end()
    )


def _bare(number: str) -> str:
    return fold(number).lstrip("0")


def _canonical_code(text: str) -> str | None:
    exact = next((t.code for t in DOCUMENT_TYPES if t.code == text), None)
    return exact or _CODES.get(fold(text))


def _glued_code(symbol: str) -> str | None:
    """Return the type code of a symbol typed without its dash ("KHUBND"), None where it is none."""
    folded = fold(symbol)
    codes = (c for c in _CODES if folded.startswith(c) and folded[len(c) :] in BODY_CODES)
    return next((_CODES[c] for c in codes), None)


def _is_type(own: DocumentNumber, asked_code: str) -> bool:
    """Return whether the document is of the asked type; a công văn bears no code at all."""
    code = own.type_code or _glued_code(own.symbol) or "CV"
    return fold(code) == fold(asked_code)


def _is_symbol(own: str, asked: str) -> bool:
    """Return whether the asked symbol is the whole, the beginning or some of the groups of `own`."""
    groups, asked_groups = (re.split(r"[-/.]", fold(s)) for s in (own, asked))
    glued, asked_glued = "".join(groups), "".join(asked_groups)
    return glued == asked_glued or all(group in groups for group in asked_groups)
