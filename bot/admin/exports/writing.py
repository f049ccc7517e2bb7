"""Write an export: rows in, bytes out, never more than a batch in memory and never a formula."""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import IO, Any

from bot.admin.exports.order import Format
from bot.admin.exports.rows import Batch, Cell

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8
CHUNK_BYTES = 64 * 1024
MAX_SHEET_ROWS = 1_048_576
# Source: OWASP, CSV injection; full-width signs are read as the plain ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MOMENT = "yyyy-mm-dd hh:mm:ss"

Writer = Callable[[Sequence[str], AsyncIterator[Batch]], AsyncIterator[bytes]]


def as_text(cell: Cell) -> Cell:
    """Return the cell as CSV may hold it: a word that a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


async def write_csv(head: Sequence[str], batches: AsyncIterator[Batch]) -> AsyncIterator[bytes]:
    """Give the rows as CSV (RFC 4180, UTF-8 with a byte order mark)."""
    yield (BYTE_ORDER_MARK + _lines([tuple(head)])).encode()
    async for batch in batches:
        yield (await asyncio.to_thread(_lines, batch)).encode()


async def write_xlsx(head: Sequence[str], batches: AsyncIterator[Batch]) -> AsyncIterator[bytes]:
    """Give the rows as XLSX, made in a temporary file first; what does not fit one sheet goes on in the next."""
    with tempfile.TemporaryFile() as file:
        book = await asyncio.to_thread(_Book, file, head)
        try:
            async for batch in batches:
                await asyncio.to_thread(book.add, batch)
        finally:
            await asyncio.to_thread(book.close)
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


WRITERS: Mapping[Format, Writer] = {Format.CSV: write_csv, Format.XLSX: write_xlsx}


def _lines(rows: Batch) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue()


class _Book:
    """A workbook that keeps one row in memory."""

    def __init__(self, file: IO[bytes], head: Sequence[str]) -> None:
        import xlsxwriter  # noqa: PLC0415 - heavy, and only exports need it

        no_guessing = {f"strings_to_{what}": False for what in ("formulas", "urls", "numbers")}
        options = {"constant_memory": True, "default_date_format": _MOMENT, **no_guessing}
        self._book: Any = xlsxwriter.Workbook(file, options)
        self._head = head
        self._start_sheet()

    def add(self, rows: Batch) -> None:
        for row in rows:
            if self._next == MAX_SHEET_ROWS:
                self._start_sheet()
            self._sheet.write_row(self._next, 0, row)
            self._next += 1

    def close(self) -> None:
        self._book.close()

    def _start_sheet(self) -> None:
        self._sheet: Any = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._head) - 1, 18)
        self._sheet.write_row(0, 0, self._head, self._book.add_format({"bold": True}))
        self._next = 1
