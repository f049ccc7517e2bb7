"""No identifier of many questions gets past the Telegram face: not while a question waits, not in the log."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.logs import QUIET
from tests.bot.scan import read_cells
from tests.bot.typed import find_leaks, write_questions
from tests.servers.server import BotApiServer
from tests.telegram.house import House, open_house

QUESTIONS = tuple(write_questions(200, seed=3))


async def _kept(house: House) -> str:
    return "\n".join(f"{cell.table}.{cell.column}: {cell.text}" for cell in await read_cells(house.app.database))


async def test_no_identifier_is_kept_or_logged(
    server: BotApiServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    people = server.residents(20)
    for name in ("", *QUIET):
        caplog.set_level(logging.DEBUG, logger=name)
    async with open_house(tmp_path, server) as house:
        for number, typed in enumerate(QUESTIONS):
            await people[number % len(people)].send(typed.text)
        await house.settle(timeout_s=60)
        kept = await _kept(house)
    assert sum(len(person.messages) for person in people) >= len(QUESTIONS)
    answers = "\n".join(message.plain for person in people for message in person.messages)
    logged = "\n".join(
        f"{record.getMessage()} {record.args}" for record in caplog.records if not record.name.startswith("tests.")
    )
    assert "sendMessage" in logged  # the library's own log was on
    for text in (kept, logged, answers):
        assert find_leaks(QUESTIONS, text) == []


async def test_no_identifier_waits_in_the_inbox(server: BotApiServer, tmp_path: Path) -> None:
    people = server.residents(10)
    fault = server.faults.fail(500, method="sendMessage")
    async with open_house(tmp_path, server) as house:
        for number, typed in enumerate(QUESTIONS):
            await people[number % len(people)].send(typed.text)
        async with asyncio.timeout(30):
            while len(server.backend.updates):  # noqa: ASYNC110 - the server tells
                await asyncio.sleep(0.01)
        kept = await _kept(house)
        fault.is_active = False
        await house.settle(timeout_s=60)
    assert kept.count("inbox.raw") > len(QUESTIONS) // 2
    assert find_leaks(QUESTIONS, kept) == []
