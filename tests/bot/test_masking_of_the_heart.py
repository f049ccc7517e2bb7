"""No identifier of 2,000 questions gets past the heart: database, log, numbers, export."""

from __future__ import annotations

import asyncio
import logging
from datetime import date

import pytest

from bot.admin.exports.order import Order, Sheet
from bot.admin.exports.rows import Rows
from bot.admin.exports.writing import write_csv
from bot.admin.naming import Names
from bot.admin.periods import Span
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.visitor import Channel, Visitor
from tests.bot.cast import HANOI
from tests.bot.house import House, build_house
from tests.bot.scan import read_cells
from tests.bot.typed import Typed, find_leaks, write_questions

AT_ONCE = 100


async def test_no_identifier_is_kept_logged_or_exported(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    house, questions = build_house(database), tuple(write_questions(2000))
    with caplog.at_level(logging.DEBUG):
        await _ask_all(house, questions)
        export = await _export(database, house)
    kept = "\n".join(f"{cell.table}.{cell.column}: {cell.text}" for cell in await read_cells(database))
    assert len(kept) > 100 * len(questions)
    logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert export.count("\n") > len(questions)
    for text in (kept, logged, export):
        assert find_leaks(questions, text) == []
    assert len(find_leaks(questions, "\n".join(typed.text for typed in questions))) > 1800  # it finds what is there


async def _ask_all(house: House, questions: tuple[Typed, ...]) -> None:
    people = [Visitor(f"{number:020x}"[::-1], Channel.TELEGRAM) for number in range(len(questions))]
    for start in range(0, len(questions), AT_ONCE):
        asked = zip(people[start : start + AT_ONCE], questions[start : start + AT_ONCE], strict=True)
        asks = (house.conversation.ask(who, typed.text, key=f"k{who.person}") for who, typed in asked)
        replies = await asyncio.gather(*asks)
        assert find_leaks(questions, "\n".join(reply.text for reply in replies)) == []
    await house.log.close()


async def _export(database: Database, house: House) -> str:
    order = Order(Sheet.QUESTIONS, Span(date(2026, 1, 1), date(2026, 12, 31)), "vi", has_text=True)
    rows = Rows(database, Names(load_catalogue(), house.base), HANOI)
    chunks = [chunk async for chunk in write_csv(rows.head(order), rows.batches(order))]
    return b"".join(chunks).decode()
