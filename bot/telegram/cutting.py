"""Cut paragraphs to Telegram's message length, at the widest border that fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.reply import Block, Span

# Source: tdlib/td drops these from any text; a lone surrogate is no Unicode text at all.
_DROPPED = re.compile("[\\x00-\\x08\\x0b-\\x1f\u2028-\u202e\ud800-\udfff]")
_BLANKS = "\u2800\ufffc"  # symbols by name, blank to the eye
_BORDERS = ("\n", ". ", "; ", " ")
_MIN_SHARE = 2  # a border counts when it leaves at least 1 / _MIN_SHARE of the room in use


def clean_block(block: Block) -> Block | None:
    """Return the block without characters that Telegram drops, None when nothing readable stays."""
    spans = (replace(span, text=_DROPPED.sub("", span.text)) for span in block.spans)
    cleaned = replace(block, spans=tuple(span for span in spans if span.text))
    return cleaned if _is_readable(cleaned) else None


def cut_block(block: Block, max_chars: int) -> Iterator[Block]:
    """Give the block in pieces of at most `max_chars` code points; styles go on in the next piece."""
    text, start = block.text, 0
    while len(text) - start > max_chars:
        end = start + _find_border(text[start : start + max_chars])
        yield replace(block, spans=_slice(block.spans, start, end))
        start = end
    if start:
        block = replace(block, spans=_slice(block.spans, start, len(text)))
    yield block


def pack(blocks: Iterable[Block], max_chars: int, *, gap_chars: int) -> Iterator[tuple[Block, ...]]:
    """Give the blocks in groups of at most `max_chars` code points, `gap_chars` counted between two blocks."""
    group: list[Block] = []
    room = max_chars
    for block in (piece for each in blocks for piece in cut_block(each, max_chars) if _is_readable(piece)):
        length = len(block.text)
        if group and length + gap_chars > room:
            yield tuple(group)
            group, room = [], max_chars
        room -= length + (gap_chars if group else 0)
        group.append(block)
    if group:
        yield tuple(group)


def _is_readable(block: Block) -> bool:
    return any(unicodedata.category(char)[0] in "LNPS" and char not in _BLANKS for char in block.text)


def _find_border(text: str) -> int:
    """Return where to cut `text`: after the last wide border in its second half, else at its end."""
    for border in _BORDERS:
        found = text.rfind(border)
        if found >= len(text) // _MIN_SHARE:
            return found + len(border)
    return len(text)


def _slice(spans: tuple[Span, ...], start: int, end: int) -> tuple[Span, ...]:
    kept, at = [], 0
    for span in spans:
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        at += len(span.text)
        if text:
            kept.append(replace(span, text=text))
    return tuple(kept)
