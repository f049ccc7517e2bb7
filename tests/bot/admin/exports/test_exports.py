"""Exports: what is in them, what is left out, what a spreadsheet must not run."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.admin.exports import rows as rows_module
from bot.admin.exports import writing
from bot.admin.exports.order import Format, Order, Sheet, permit
from bot.admin.exports.rows import BATCH, Batch, Rows
from bot.admin.exports.writing import WRITERS, as_text, write_csv, write_xlsx
from bot.admin.naming import Names
from bot.admin.periods import Span
from bot.audit import read_attempts
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.outcome import Outcome
from bot.staff import Deed, Gate, Member, NotAllowedError, StaffRole, add_member
from tests.bot.admin.register import asked, person, record
from tests.bot.cast import HANOI, LAN, NOON, OFFICIAL, TODAY
from tests.bot.house import build_house

EVER = Span(date(2026, 1, 1), date(2026, 12, 31))
QUESTIONS = (
    asked("=HYPERLINK(1)", NOON, topic="chung-thuc", confidence=0.5, is_useful=True, section_id="chung-thuc/p1"),
    asked("phí", NOON - timedelta(days=3), OFFICIAL, Outcome.NOT_FOUND, announcement_ids=("chung-thuc",)),
)


async def read(database: Database, order: Order, form: Format = Format.CSV) -> list[list[str]]:
    rows = Rows(database, Names(load_catalogue(), build_house(database).base), HANOI)
    data = b"".join([chunk async for chunk in WRITERS[form](rows.head(order), rows.batches(order))])
    if form is Format.CSV:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [["" if c is None else str(c) for c in row] for row in load_workbook(io.BytesIO(data)).active.values]


async def given_rows(rows: Batch) -> AsyncIterator[Batch]:
    yield rows


async def test_questions_come_without_their_words_and_without_persons(database: Database) -> None:
    numbers = await record(database, *QUESTIONS)
    head, *found = await read(database, Order(Sheet.QUESTIONS, EVER))
    assert head[0] == "Số"
    assert ["|".join(row) for row in found] == [
        f"{numbers[1]}|2026-11-20 12:00:00|Telegram|vi|Chưa tìm thấy||||Chưa góp ý|0.0|Cán bộ hỏi",
        f"{numbers[0]}|2026-11-23 12:00:00|Telegram|vi|Đã trả lời|Chứng thực|0.5|chung-thuc/p1|Có ích|0.0|",
    ]
    assert LAN.person not in str(found)


@pytest.mark.parametrize("form", list(Format))
async def test_words_that_are_asked_for_run_nowhere(sqlite: Database, form: Format) -> None:
    await record(sqlite, *QUESTIONS)
    head, *found = await read(sqlite, Order(Sheet.QUESTIONS, EVER, has_text=True), form)
    assert head[-1] == "Câu hỏi"
    assert [row[-1] for row in found] == ["phí", {Format.CSV: "'=HYPERLINK(1)", Format.XLSX: "=HYPERLINK(1)"}[form]]


async def test_a_spreadsheet_holds_words_as_words() -> None:
    data = b"".join([chunk async for chunk in write_xlsx(["a"], given_rows([("=1+1",), ("https://a.vn",), (" 007",)]))])
    cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows(min_row=2) for cell in row]
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert not any(cell.hyperlink for cell in cells)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=12))
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    cell = str(as_text(text)).lstrip(" ")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert text in str(as_text(text))


@given(st.lists(st.tuples(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00")), st.integers())))
async def test_csv_gives_back_every_word(rows: list[tuple[str, int]]) -> None:
    data = b"".join([chunk async for chunk in write_csv(["a", "b"], given_rows(rows))])
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    assert found == [[str(as_text(text)), str(number)] for text, number in rows]


async def test_batches_follow_without_gap_or_repeat(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "BATCH", 7)
    at_once = [asked(f"câu {n}", NOON, person(n)) for n in range(15)]  # of the same moment: told apart by number
    numbers = await record(database, *at_once, *(asked(f"câu {n}", NOON + timedelta(n)) for n in range(15)))
    _, *found = await read(database, Order(Sheet.QUESTIONS, EVER))
    assert [int(row[0]) for row in found] == numbers
    assert BATCH > 7


async def test_a_full_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_SHEET_ROWS", 4)
    data = b"".join([chunk async for chunk in write_xlsx(["số"], given_rows([(n,) for n in range(7)]))])
    sheets = [[row[0] for row in sheet.values] for sheet in load_workbook(io.BytesIO(data)).worksheets]
    assert sheets == [["số", 0, 1, 2], ["số", 3, 4, 5], ["số", 6]]


async def test_visits_and_views_come_from_the_counters(database: Database) -> None:
    await record(database, *QUESTIONS, asked(at=NOON - timedelta(days=40), announcement_ids=("gone", "chung-thuc")))
    visits, views = [(await read(database, Order(sheet, EVER)))[1:] for sheet in (Sheet.VISITS, Sheet.VIEWS)]
    assert visits == [
        ["2026-10-14", "Đã trả lời", "Telegram", "1"],
        [str(TODAY), "Đã trả lời", "Telegram", "1"],
    ]
    assert views == [
        ["2026-10-14", "chung-thuc", "Chứng thực bản sao từ bản chính", "1"],
        ["2026-10-14", "gone", "gone", "1"],
    ]


@pytest.mark.parametrize("sheet", list(Sheet))
async def test_days_outside_are_left_out(database: Database, sheet: Sheet) -> None:
    await record(database, *QUESTIONS)
    assert len(await read(database, Order(sheet, Span(date(2026, 1, 1), date(2026, 2, 1))))) == 1


@pytest.mark.parametrize(
    ("role", "has_text", "is_allowed"),
    [
        (StaffRole.OFFICIAL, False, True),
        (StaffRole.OFFICIAL, True, False),
        (StaffRole.ADMIN, True, True),
        (None, False, False),
    ],
)
async def test_every_export_is_noted_and_words_are_for_admins(
    database: Database, role: StaffRole | None, has_text: bool, is_allowed: bool
) -> None:
    if role:
        await add_member(database, Member(7, role), now=NOON)
    order = Order(Sheet.QUESTIONS, EVER, has_text=has_text)
    refused = None
    try:
        await permit(Gate(database), 7, order, now=NOON)
    except NotAllowedError as error:
        refused = error
    (noted,) = await read_attempts(database)
    assert (noted.deed, noted.is_allowed) == (Deed.EXPORT_TEXT if has_text else Deed.EXPORT, is_allowed)
    assert noted.subject == "questions 2026-01-01 2026-12-31"
    assert (refused is None) is is_allowed
