"""The loudspeaker as it runs: bot, command line and Bot API server each in a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from sqlalchemy import select

from bot.database import connect
from bot.tables import BROADCAST
from tests.broadcasts.shell import Shell
from tests.servers.control import FIRST_USER_ID
from tests.servers.journal import Entry
from tests.servers.server import DEFAULT_TOKEN

ROOT = Path(__file__).resolve().parents[2]
AUTHOR_ID, APPROVER_ID = STAFF = 901, 902
POLL_S = 0.1
OVER = frozenset({"done", "cancelled", "stopped", "expired", "refused"})


class Recipient(NamedTuple):
    """One line of the report's CSV."""

    chat_id: int
    state: str
    code: str
    message_id: int | None
    attempts: int


class Outcome(NamedTuple):
    """The report of a broadcast, and its line for each recipient."""

    report: dict[str, Any]
    rows: list[Recipient]


class Books(NamedTuple):
    """The server's ledger: rows, the call number to read on from, the highest rate, and how often 429 was given."""

    entries: list[Entry]
    calls: int
    peak_per_s: int
    refused_429: int
    violations: list[str]


class CommandError(Exception):
    """A command of the command line that ended with an error; the message is what it said."""


class Telegram:
    """A loopback Bot API server in another process, driven over HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self._session = session

    async def drive(self, action: str, **parameters: Any) -> Any:
        """Return the answer of one action of the server's driver. Raises ValueError when it refuses."""
        async with self._session.post(f"{self.url}/__driver/{action}", json=parameters) as response:
            answer = await response.json()
        if response.status != 200:
            raise ValueError(f"{action}: {answer}")
        return answer

    async def books(self, after: int = 0) -> Books:
        """Return the ledger of sending and changing calls from number `after` on, but for what staff are told."""
        found = await self.drive("ledger", after=after)
        entries = [entry for entry in (Entry(*row) for row in found["rows"]) if entry.chat_id not in STAFF]
        return Books(entries, found["calls"], found["peak_per_s"], found["refused_429"], found["violations"])

    async def delivered(self) -> int:
        """Return how many messages of the bot arrived."""
        return int((await self.drive("delivered"))["messages"])


@asynccontextmanager
async def telegram(*options: str) -> AsyncIterator[Telegram]:
    """Give a server of its own process, started with these options of `python -m tests.servers`."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers", "--quiet-log", *options, cwd=ROOT, stdout=PIPE
    )
    assert process.stdout is not None
    timeout = aiohttp.ClientTimeout(total=120)
    try:
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession(timeout=timeout) as session:
            yield Telegram(url, session)
    finally:
        process.terminate()
        await process.wait()


def people(number: int) -> list[int]:
    """Return the ids of the server's first `number` residents."""
    return list(range(FIRST_USER_ID, FIRST_USER_ID + number))


class Ward:
    """One installation in `folder`: its settings, its command line over `shell`, and the bot, which can be killed.

    `settings` go to the environment, e.g. LOA_BROADCAST__RATE_PER_S="100". It is never quiet unless they say so.
    """

    def __init__(self, folder: Path, shell: Shell, server_url: str, *, database_url: str = "", **settings: str) -> None:
        self.folder = folder
        self._shell = shell
        self.database_url = database_url or f"sqlite:///{folder}/loa.db"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_TOKEN": DEFAULT_TOKEN,
            "TELEGRAM_API_URL": server_url,
            "DATABASE_URL": self.database_url,
            "LOA_SECRET": "a secret for the tests, 32 bytes",
            "LOA_CONTENT": "",
            "LOA_UNIT__TIME_ZONE": "UTC",
            "LOA_WEB__PORT": "0",
            "LOA_TELEGRAM__POLL_TIMEOUT_S": "1",
            **_never_quiet(),
            **settings,
        }

    @property
    def rate_per_s(self) -> float:
        """Return how many messages a second the loudspeaker is set to send."""
        return float(self.environment.get("LOA_BROADCAST__RATE_PER_S", "25"))

    async def command(self, *words: str) -> str:
        """Return what `python -m bot` prints. Raises CommandError."""
        printed = await self._shell.run(words, self.environment, self.folder)
        if printed.code:
            raise CommandError(f"{' '.join(words)}: {printed.error}")
        return printed.out

    async def prepare(self, chat_ids: Iterable[int]) -> None:
        """Name an author and an approver, and subscribe the chats from a CSV file."""
        path = self.folder / "subscribers.csv"
        path.write_text("\n".join(["chat_id", *map(str, chat_ids)]) + "\n", encoding="utf-8")
        await self.command("staff", "add", str(AUTHOR_ID), "--role", "official")
        await self.command("staff", "add", str(APPROVER_ID), "--role", "official")
        await self.command("import-subscribers", str(path))

    async def broadcast(self, text: str, *options: str) -> int:
        """Create and approve a broadcast and return its number."""
        number = int(await self.command("broadcast", "create", "--text", text, *options, "--by", str(AUTHOR_ID)))
        await self.command("broadcast", "approve", str(number), "--by", str(APPROVER_ID))
        return number

    async def recall(self, number: int) -> int:
        """Take a broadcast back and return the number of the recall."""
        told = await self.command("broadcast", "recall", str(number), "--by", str(APPROVER_ID))
        return int(told.split()[0])

    async def outcome(self, number: int) -> Outcome:
        """Return what the command line reports of a broadcast."""
        path = self.folder / f"recipients-{number}.csv"
        told = await self.command("broadcast", "report", str(number), "--json", "--csv", str(path))
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return Outcome(json.loads(told), [_recipient(line) for line in csv.DictReader(lines)])

    async def wait_until_over(self, number: int, timeout_s: float) -> Outcome:
        """Return the outcome once the broadcast is over. Raises TimeoutError with what was reported last."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        database = connect(self.database_url)
        query = select(BROADCAST.c.state).where(BROADCAST.c.id == number)
        state: str | None = None
        try:
            while state not in OVER:  # asked in the database: a process for each question would disturb the bot
                if asyncio.get_running_loop().time() > deadline:
                    raise TimeoutError(
                        f"after {timeout_s:.0f} s: {(await self.outcome(number)).report}; {self.log_tail()}"
                    )
                await asyncio.sleep(POLL_S)
                async with database.read() as connection:
                    state = await connection.scalar(query)
        finally:
            await database.close()
        return await self.outcome(number)

    def log_tail(self) -> str:
        """Return the last lines that the bot logged."""
        path = self.folder / "log"
        return "\n".join(path.read_text(encoding="utf-8").splitlines()[-5:]) if path.is_file() else "no log"

    async def start(self) -> Process:
        """Start the bot and return its process; the caller ends it."""
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Process]:
        """Give the running bot and stop it at the end as an init system does, unless it was killed."""
        process = await self.start()
        try:
            yield process
        finally:
            await stop(process)


async def stop(process: Process, timeout_s: float = 20.0) -> int:
    """Send SIGTERM, after `timeout_s` SIGKILL, and return the exit code."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), timeout_s)
        except TimeoutError:
            process.kill()
    return await process.wait()


async def kill(process: Process) -> None:
    """End a process as kill -9 does."""
    process.kill()
    await process.wait()


async def wait_for_messages(server: Telegram, number: int, timeout_s: float) -> float:
    """Wait until `number` messages of the bot have arrived; return the seconds that took. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    while (arrived := await server.delivered()) < number:
        if loop.time() - started > timeout_s:
            raise TimeoutError(f"{arrived} of {number} messages after {timeout_s:.0f} s")
        await asyncio.sleep(POLL_S)
    return loop.time() - started


def _recipient(line: dict[str, str]) -> Recipient:
    message_id = int(line["message_id"]) if line["message_id"] else None
    return Recipient(int(line["chat_id"]), line["state"], line["code"], message_id, int(line["attempts"]))


def _never_quiet() -> dict[str, str]:
    """Return settings whose quiet hours are as far away as they can be."""
    far = datetime.now(UTC) + timedelta(hours=12)
    until = far + timedelta(minutes=1)
    return {"LOA_BROADCAST__QUIET_FROM": f"{far:%H:%M}", "LOA_BROADCAST__QUIET_UNTIL": f"{until:%H:%M}"}
