"""Where everything stands on a poster: one layout in millimetres that every painter follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

from bot.posters.lettering import LEADING, Setting, fit, keep_printable, load_typeface
from bot.posters.poster import Paper, Poster

# Measures of an A4 sheet; others are scaled. Printers leave about 5 mm of the edge white.
_WIDTH, _HEIGHT = Paper.A4.value
_MARGIN = 14.0
_INNER = _WIDTH - 2 * _MARGIN
_RULE = 0.8
_LARGEST_CODE = 150.0
_QUIET_SQUARES = 4  # white around a QR code: ISO/IEC 18004, 6.3.8
_RISE = 1.12  # from the top of a line to its baseline, in sizes: as high as Ẳ


# Of each text: height of its box, largest and smallest size, white below.
_UNIT = (18.0, (9.0, 4.5), 5.0)
_HEADING = (27.5, (20.0, 7.0), 3.0)
_CALL = (16.0, (8.5, 5.0), 2.0)
_SUBJECT = (40.0, (16.0, 5.0), 1.5)
_NOTE = (9.0, (6.5, 3.5), 0.0)
_LINK = (13.0, (6.5, 3.6), 1.5)
_HINT = (13.0, (5.6, 3.6), 6.0)
_FOOTER = (9.0, (6.2, 3.6), 0.0)


@dataclass(frozen=True, slots=True)
class Words:
    """One line, centred on `x_mm`, its baseline at `y_mm` from the top."""

    x_mm: float
    y_mm: float
    size_mm: float
    text: str
    is_bold: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A black rectangle; `x_mm`, `y_mm` is its upper left corner."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A poster ready to be painted. `code` holds the QR code's runs of black, `code_box` its
    place with the quiet zone.
    """

    width_mm: float
    height_mm: float
    words: tuple[Words, ...]
    bars: tuple[Bar, ...]
    code: tuple[Bar, ...]
    code_box: Bar


@dataclass(frozen=True, slots=True)
class _Block:
    setting: Setting
    is_bold: bool
    gap_mm: float

    @property
    def height_mm(self) -> float:
        return self.setting.height_mm + self.gap_mm


def lay_out(poster: Poster, paper: Paper) -> Sheet:
    """Return where the words and the code of a poster stand on a sheet; nothing overlaps or leaves it."""
    unit = _set(poster.unit, _UNIT, is_bold=True)
    above = [
        *unit,
        *_set(poster.heading, _HEADING, is_bold=True),
        *_set(poster.call, _CALL),
        *_set(poster.subject, _SUBJECT, is_bold=True),
        *_set(poster.note, _NOTE),
    ]
    below = [*_set(poster.link.removeprefix("https://").rstrip("/"), _LINK, is_bold=True), *_set(poster.hint, _HINT)]
    footer = [block for line in poster.footer[:2] for block in _set(line, _FOOTER, is_bold=line == poster.footer[-1])]
    foot = _HEIGHT - _MARGIN - _height(footer)
    start, room = _MARGIN + _height(above), foot - _height(below) - _MARGIN - _height(above)
    side = min(_LARGEST_CODE, room)
    box = Bar((_WIDTH - side) / 2, start + (room - side) / 2, side, side)
    words = (*_stack(above, _MARGIN), *_stack(below, foot - _height(below)), *_stack(footer, foot))
    rules = [Bar(_MARGIN, foot - 3, _INNER, _RULE)] if footer else []
    rules += [Bar(_MARGIN, _MARGIN + _height(unit) - 3.5, _INNER, _RULE)] if unit else []
    sheet = Sheet(_WIDTH, _HEIGHT, words, tuple(rules), tuple(_draw_code(poster.link, box)), box)
    return sheet if paper is Paper.A4 else _scale(sheet, paper)


def _set(text: str, kind: tuple[float, tuple[float, float], float], *, is_bold: bool = False) -> list[_Block]:
    height, sizes, gap = kind
    printable = keep_printable(text)
    if not printable:
        return []
    return [_Block(fit(printable, load_typeface(is_bold=is_bold), (_INNER, height), sizes), is_bold, gap)]


def _height(blocks: list[_Block]) -> float:
    return sum(block.height_mm for block in blocks)


def _stack(blocks: list[_Block], top: float) -> Iterator[Words]:
    for block in blocks:
        size = block.setting.size_mm
        for number, line in enumerate(block.setting.lines):
            yield Words(_WIDTH / 2, top + (number * LEADING + _RISE) * size, size, line, block.is_bold)
        top += block.height_mm


def _draw_code(link: str, box: Bar) -> Iterator[Bar]:
    """Give the runs of black squares, row by row; the quiet zone lies inside `box`."""
    matrix = segno.make_qr(link, error="m").matrix
    square = box.width_mm / (len(matrix) + 2 * _QUIET_SQUARES)
    for row, squares in enumerate(matrix):
        y, column = box.y_mm + (row + _QUIET_SQUARES) * square, 0
        for is_black, run in groupby(squares):
            length = len(list(run))
            if is_black:
                yield Bar(box.x_mm + (column + _QUIET_SQUARES) * square, y, length * square, square)
            column += length


def _scale(sheet: Sheet, paper: Paper) -> Sheet:
    width, height = paper.value
    by = min(width / sheet.width_mm, height / sheet.height_mm)

    def bar(each: Bar) -> Bar:
        return Bar(each.x_mm * by, each.y_mm * by, each.width_mm * by, each.height_mm * by)

    words = (Words(w.x_mm * by, w.y_mm * by, w.size_mm * by, w.text, w.is_bold) for w in sheet.words)
    bars, code = tuple(map(bar, sheet.bars)), tuple(map(bar, sheet.code))
    return Sheet(width, height, tuple(words), bars, code, bar(sheet.code_box))
