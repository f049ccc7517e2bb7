"""The shipped typeface: which letters it has, how wide they are, how words are set into a box."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

MAX_CHARS = 400  # of one text: more cannot be read from a notice board
LEADING = 1.36  # from baseline to baseline, in sizes: the marks of Ẳ never touch the tail of a g above
_SHRINK = 0.94
_MORE = "…"
_SOFT_HYPHEN = "\xad"  # pages hide it, the typeface draws it as a dash


@dataclass(frozen=True, slots=True)
class Typeface:
    """One weight of the typeface; `widths` holds each letter's width in sizes."""

    path: Path
    widths: dict[str, float]

    def measure(self, text: str) -> float:
        """Return the width of `text` in sizes."""
        return sum(self.widths[letter] for letter in text)


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines at one size (millimetres, the height of a line's letters with their marks)."""

    size_mm: float
    lines: tuple[str, ...]

    @property
    def height_mm(self) -> float:
        """Return the height of the lines together."""
        return self.size_mm * LEADING * len(self.lines)


@lru_cache(maxsize=2)
def load_typeface(*, is_bold: bool) -> Typeface:
    """Return the shipped typeface, regular or bold."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy, and only posters need it

    path = Path(str(resources.files("bot") / "fonts" / f"DejaVuSans{'-Bold' if is_bold else ''}.ttf"))
    with TTFont(path) as font:
        em, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        return Typeface(path, {chr(code): advances[glyph][0] / em for code, glyph in font.getBestCmap().items()})


def keep_printable(text: str) -> str:
    """Return `text` in one line with only letters that the typeface has, at most MAX_CHARS."""
    known = load_typeface(is_bold=False).widths.keys() & load_typeface(is_bold=True).widths.keys() - {_SOFT_HYPHEN}
    composed = unicodedata.normalize("NFC", " ".join(text[: MAX_CHARS * 4].split()))
    kept = " ".join("".join(letter for letter in composed if letter in known).split())
    return kept if len(kept) <= MAX_CHARS else kept[: MAX_CHARS - 1] + _MORE


def fit(text: str, face: Typeface, box_mm: tuple[float, float], sizes_mm: tuple[float, float]) -> Setting:
    """Return `text` as large as a box (width, height) allows, from the largest to the smallest size.

    Words are broken only at the smallest size; what does not fit even then ends in an ellipsis. `text` comes from
    keep_printable.
    """
    (width, height), (size, smallest) = box_mm, sizes_mm
    words = text.split()
    while size > smallest:
        rows = _rows(height, size)
        widest = max(map(face.measure, words), default=0.0)
        if widest * size <= width and len(lines := _wrap(words, face, width / size)) <= rows:
            return Setting(size, _balance(words, lines, face, width / size))
        size *= _SHRINK
    lines = _wrap(_break(words, face, width / smallest), face, width / smallest)
    rows = max(1, _rows(height, smallest))
    if len(lines) > rows:
        lines = [*lines[: rows - 1], _shorten(lines[rows - 1], face, width / smallest)]
    return Setting(smallest, tuple(lines))


def _rows(height_mm: float, size_mm: float) -> int:
    return int(height_mm / (size_mm * LEADING) + 1e-9)


def _wrap(words: list[str], face: Typeface, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and face.measure(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balance(words: list[str], lines: list[str], face: Typeface, width: float) -> tuple[str, ...]:
    """Return as many lines as `lines`, as equal in width as can be: no word stays alone on the last one."""
    for share in (0.6, 0.7, 0.8, 0.9):
        narrower = _wrap(words, face, width * share)
        if len(narrower) == len(lines) and max(map(face.measure, narrower), default=0.0) <= width:
            return tuple(narrower)
    return tuple(lines)


def _break(words: list[str], face: Typeface, width: float) -> list[str]:
    pieces: list[str] = []
    for word in words:
        piece = ""
        for letter in word:
            if piece and face.measure(piece + letter) > width:
                pieces.append(piece)
                piece = ""
            piece += letter
        pieces.append(piece)
    return pieces


def _shorten(line: str, face: Typeface, width: float) -> str:
    while line and face.measure(line + _MORE) > width:
        line = line[:-1]
    return line.rstrip() + _MORE
