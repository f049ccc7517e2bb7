"""kill -9 while updates are pending: every question is answered, none is lost, every one is counted once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import func, select

from bot.database import open_database
from bot.tables import INBOX, INTERACTION, VISIT_COUNTER
from bot.telegram.inbox import State
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer
from tests.telegram.house import copy_content

ROOT = Path(__file__).resolve().parents[2]
RESIDENTS, QUESTIONS = 100, 5
TOTAL = RESIDENTS * QUESTIONS
# When the process dies: so many calls of a method after its start. Fetching and answering are both cut.
DEATHS = (("getUpdates", 2), ("sendMessage", 40), ("sendMessage", 90), ("getUpdates", 1), ("sendMessage", 70))


def make_environment(folder: Path, server: BotApiServer) -> dict[str, str]:
    """Return the environment of a bot that works in `folder`."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "TELEGRAM_TOKEN": server.token,
        "TELEGRAM_API_URL": server.base_url,
        "DATABASE_URL": f"sqlite:///{folder}/loa.db",
        "LOA_SECRET": "a secret for the tests, 32 bytes",
        "LOA_CONTENT": str(copy_content(folder)),
        "LOA_WEB__PORT": "0",
        "LOA_TELEGRAM__POLL_TIMEOUT_S": "1",
    }


@asynccontextmanager
async def running(folder: Path, environment: dict[str, str]) -> AsyncIterator[Process]:
    """Give a bot in a process of its own, and kill it at the end unless it has ended."""
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def wait_for_calls(server: BotApiServer, method: str, number: int) -> None:
    """Wait until the bot has made `number` more calls of a method, or has nothing left to do."""
    before = len(server.log.of(method))
    async with asyncio.timeout(30):
        while len(server.log.of(method)) < before + number:  # noqa: ASYNC110 - the other process tells nothing
            await asyncio.sleep(0.002)


def unanswered(people: list[Resident]) -> int:
    """Return how many questions have no reply yet."""
    return sum(QUESTIONS - len({message.reply_to for message in lan.messages}) for lan in people)


async def test_five_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(5)
    async with BotApiServer(latency_s=0.005) as server:
        people = server.residents(RESIDENTS)
        for number in range(QUESTIONS):
            for lan in people:
                await lan.send(f"giấy khai sinh {number}")
        environment = make_environment(tmp_path, server)
        for method, calls in DEATHS:
            async with running(tmp_path, environment):
                await wait_for_calls(server, method, calls)
                await asyncio.sleep(chance.uniform(0, 0.02))
        assert unanswered(people), "the kills came too late to show anything"
        async with running(tmp_path, environment) as process:
            async with asyncio.timeout(60):
                while unanswered(people) or len(server.backend.updates):  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.05)
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 20) == 0
        assert server.violations == []
    await check_database(f"sqlite:///{tmp_path}/loa.db")
    assert '"level": "error"' not in (tmp_path / "log").read_text()


async def check_database(url: str) -> None:
    """Check that every question is recorded once, counted once, and done."""
    database = await open_database(url)
    async with database.read() as connection:
        keys = await connection.scalar(select(func.count(func.distinct(INTERACTION.c.key))))
        rows = await connection.scalar(select(func.count()).select_from(INTERACTION))
        counted = await connection.scalar(select(func.sum(VISIT_COUNTER.c.count)).where(VISIT_COUNTER.c.subject == ""))
        done = await connection.scalar(select(func.count()).where(INBOX.c.state == State.DONE, INBOX.c.raw.is_(None)))
        stored = await connection.scalar(select(func.count()).select_from(INBOX))
    await database.close()
    assert (keys, rows, counted, done, stored) == (TOTAL,) * 5
