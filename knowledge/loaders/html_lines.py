"""An HTML tree -> its visible lines, the way a person who saves the page as text gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from knowledge.vietnamese import clean

MAX_LINES = 20_000
MAX_CELL = 300  # characters; rows with a longer cell are layout, not data

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tfoot", "tr", "ul", "br",
))
# fmt: on
_CELLS = frozenset({"td", "th"})
_WRAP = re.compile(r"[ \t\r\n\f]+")
_MARKED = re.compile(r"^(?:[-+*•–]\s|\d{1,2}[.)]|[a-zđ]\)|[IVX]{1,5}\.)")


def read_lines(root: LexborNode) -> list[str]:
    """Return the non-blank lines of text under `root`, at most MAX_LINES.

    Blocks and <br> end a line, list items start with "- ", cells of a data row are joined by " | ". Linear in the
    size of the tree; nesting does not recurse.
    """
    lines: list[str] = []
    line: list[str] = []
    row_depth = 0
    for node, is_entered in _walk(root):
        tag = node.tag
        if tag == "-text" and is_entered:
            line.append(_WRAP.sub(_wrap, node.text_content or ""))
        elif tag == "tr" and (row_depth or not is_entered or _is_data_row(node)):
            row_depth = max(0, row_depth + (1 if is_entered else -1))
        if tag in _CELLS and row_depth:
            if not is_entered and _next_cell(node):
                line.append(" | ")
        elif (tag in _BLOCKS and (not row_depth or tag == "tr")) or tag in _CELLS:
            _end_line(line, lines)
            if tag == "li" and is_entered:
                line.append("- ")
        elif tag in _BLOCKS and is_entered:
            line.append(" ")
        if len(lines) >= MAX_LINES:
            break
    _end_line(line, lines)
    return lines


def _wrap(blanks: re.Match[str]) -> str:
    """Return a run of blanks as it shows: only plain spaces stay as they are."""
    return " " if blanks[0].strip(" ") else blanks[0]


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield each node when it is entered (True) and, unless it is text, when it is left (False)."""
    pending: list[tuple[LexborNode, bool]] = [(root, True)]
    while pending:
        node, is_entered = pending.pop()
        yield node, is_entered
        if not is_entered or node.tag == "-text":
            continue
        pending.append((node, False))
        children = list(node.iter(include_text=True))
        pending.extend((child, True) for child in reversed(children))


def _end_line(line: list[str], lines: list[str]) -> None:
    text = clean("".join(line)).strip()
    line.clear()
    text = text[2:] if text.startswith("- ") and _MARKED.match(text[2:]) else text
    if " | " in text or text.startswith("|"):
        text = re.sub(r" {2,}", " ", text).strip("| ")
    if text and text != "-":
        lines.append(text)
    elif text == "-":
        line.append("- ")


def _next_cell(node: LexborNode) -> bool:
    sibling = node.next
    while sibling is not None and sibling.tag not in _CELLS:
        sibling = sibling.next
    return sibling is not None


def _is_data_row(row: LexborNode) -> bool:
    """Return whether a table row holds two short cells at least, and no table within."""
    if row.css_first("table") is not None:
        return False
    cells = [cell for cell in row.iter() if cell.tag in _CELLS]
    texts = [(cell.text() or "").strip() for cell in cells]
    return sum(bool(text) for text in texts) >= 2 and max(map(len, texts)) <= MAX_CELL
