"""Mask personal identifiers in what residents type, before anything is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bot.identifiers import SHAPES, Identifier

__all__ = ["MASK", "Identifier", "Masked", "mask"]

MASK = "▮▮▮"  # no letters: the search passes over it
# What nobody sees must not part the digits of a number; a full-width character means the ASCII one.
_UNSEEN = (
    *(0xAD, 0x34F, 0x61C, 0x180E, 0x20E3, 0x3164, 0xFEFF),
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10)),
)
_PLAIN = dict.fromkeys(_UNSEEN) | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LOOKALIKE = re.compile(r"(?<!\w)(?=[OoIl|]*\d)[\dOoIl|]{2,20}(?!\w)|(?<=\d[ .\-])[OoIl|](?=[ .\-]\d)")
_AS_DIGITS = str.maketrans("OoIl|", "00111")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, and which kinds stood in it."""

    text: str
    kinds: frozenset[Identifier]


def mask(text: str) -> Masked:
    """Return `text` with every personal identifier replaced by MASK; linear in its length.

    Document numbers, dates, money, counters and hotlines stay. An office number in an announcement is no business of
    this function: it is for what residents type.
    """
    text = unicodedata.normalize("NFC", text.translate(_PLAIN))
    if not text.isascii():
        text = "".join(map(_as_ascii_digit, text))
    masked = _mask_as_read(Masked(text, frozenset()), text)
    return _mask_as_read(masked, _LOOKALIKE.sub(lambda found: found.group().translate(_AS_DIGITS), masked.text))


def _mask_as_read(masked: Masked, read: str) -> Masked:
    """Return `masked` with what the shapes find in `read`, its equally long reading, masked as well."""
    text, kinds = masked.text, set(masked.kinds)
    for shape in SHAPES:
        spans = [_span(found) for found in shape.pattern.finditer(read) if shape.is_meant(found.group())]
        if spans:
            text, read = _cover(text, spans), _cover(read, spans)
            kinds.add(shape.kind)
    return Masked(text, frozenset(kinds))


def _span(found: re.Match[str]) -> tuple[int, int]:
    return found.span(found.lastindex or 0)


def _cover(text: str, spans: list[tuple[int, int]]) -> str:
    ends = (0, *(end for _, end in spans))
    kept = [text[end:start] for end, (start, _) in zip(ends, spans, strict=False)]
    return MASK.join((*kept, text[ends[-1] :]))


def _as_ascii_digit(character: str) -> str:
    """Return the ASCII digit that a character stands for; a raised one, as in m², is a unit's and stays."""
    digit = unicodedata.digit(character, None) if character > "\x7f" else None
    is_raised = unicodedata.decomposition(character).startswith(("<super>", "<sub>"))
    return character if digit is None or is_raised else str(digit)
