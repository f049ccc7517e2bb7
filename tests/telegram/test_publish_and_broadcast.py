"""Publish and broadcast in one conversation with a bot in a process of its own, killed with -9 at every step."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.audit import read_attempts
from bot.database import open_database
from bot.staff import Member, StaffRole, add_member
from tests.bot.broadcasts.station import Station
from tests.bot.cast import NOON
from tests.servers.resident import Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.telegram.test_kill import make_environment, running
from tests.telegram.test_publishing import FORWARDED, TITLE, count_published


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward whose bot runs in a process of its own; An and Bình are officials."""

    folder: Path
    server: BotApiServer
    an: Resident
    binh: Resident
    people: list[Resident]

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return f"sqlite:///{self.folder}/loa.db"

    async def found(self) -> None:
        """Make the officials and the subscribers known."""
        database = await open_database(self.url)
        for official in (self.an, self.binh):
            await add_member(database, Member(official.id, StaffRole.OFFICIAL), now=NOON)
        await Station(database).subscribe(lan.id for lan in self.people)
        await database.close()

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Process]:
        """Give the bot, which is killed with -9 at the end; quiet hours are off."""
        quiet = {"LOA_BROADCAST__QUIET_FROM": "00:00", "LOA_BROADCAST__QUIET_UNTIL": "00:00"}
        async with running(self.folder, make_environment(self.folder, self.server) | quiet) as process:
            yield process

    async def step(self, who: Resident, act: Callable[[], Awaitable[object]], awaited: str) -> SentMessage:
        """Do one thing while the bot cannot answer, kill it, and return the answer with these words of the next one."""
        stuck = self.server.faults.time_out(method="sendMessage")
        async with self.bot():
            await act()
            async with asyncio.timeout(30):
                while len(self.server.backend.updates):  # noqa: ASYNC110 - the update is fetched, maybe handled
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)
        stuck.end()
        async with self.bot():
            async with asyncio.timeout(30):
                while awaited not in (message := await who.next_message(30)).plain:
                    pass
        return message


async def test_kill_9_at_every_step_changes_nothing(server: BotApiServer, tmp_path: Path) -> None:
    people = server.residents(8)
    an, binh = (server.resident(name, has_started=True) for name in ("An", "Bình"))
    ward = Ward(tmp_path, server, an, binh, people)
    await ward.found()
    await ward.step(an, lambda: an.send("/dangtin"), "Đăng tin")
    preview = await ward.step(an, lambda: an.send_content(FORWARDED), "chưa đăng")
    panel = await ward.step(an, lambda: an.press(preview, "Đăng và phát loa"), "bản nháp")
    await ward.step(an, lambda: an.press(panel, "Trình duyệt"), "chờ duyệt")
    card = await ward.step(binh, lambda: binh.send("/duyet"), "chờ duyệt")
    await ward.step(binh, lambda: binh.press(card, "✅ Duyệt"), "Đã duyệt")
    async with ward.bot():
        async with asyncio.timeout(30):
            while not all(lan.messages for lan in people):  # noqa: ASYNC110 - the other process tells nothing
                await asyncio.sleep(0.05)
        await asyncio.sleep(1)
    assert [len(lan.messages) for lan in people] == [1] * 8, "somebody was left out, or told twice"
    assert all(TITLE in lan.messages[0].plain for lan in people)
    await check(ward)


async def check(ward: Ward) -> None:
    """Check that everything happened once, and that the audit tells who did it."""
    database = await open_database(ward.url)
    assert await count_published(database) == 1
    attempts = [each for each in await read_attempts(database) if each.is_allowed]
    steps = [(each.staff_id, each.detail.get("step")) for each in attempts]
    await database.close()
    assert steps.count((ward.an.id, "submit")) == steps.count((ward.binh.id, "approve")) == 1
