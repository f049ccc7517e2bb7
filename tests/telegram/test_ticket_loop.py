"""Closing the loop with a bot in a process of its own, killed with -9 at every step: asked, answered, known to all."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.database import open_database
from bot.staff import Member, StaffRole, add_member
from bot.tables import TICKET, TICKET_ASKER, TICKET_NOTICE
from tests.bot.cast import NOON
from tests.servers.group import Group
from tests.servers.resident import Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.servers.views import ChatView
from tests.telegram.test_kill import make_environment, running

QUESTION = "Sân bóng nhà văn hóa tổ 7 cho thuê buổi tối bao nhiêu tiền một giờ?"
OTHER_WORDS = "gia thue san bong nha van hoa to 7 buoi toi"
ANSWER = "Sân bóng nhà văn hóa tổ 7 cho thuê buổi tối 150.000 đồng một giờ, đăng ký tại ban quản lý nhà văn hóa."


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward with its staff group; An and Bình are officials, Chi rules, Lan and Mai live there."""

    folder: Path
    server: BotApiServer
    group: Group
    an: Resident
    binh: Resident
    chi: Resident
    lan: Resident
    mai: Resident

    @property
    def url(self) -> str:
        """Return the database's URL."""
        return f"sqlite:///{self.folder}/loa.db"

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Process]:
        """Give the bot, which is killed with -9 at the end."""
        async with running(self.folder, make_environment(self.folder, self.server)) as process:
            yield process

    async def step(self, act: Callable[[], Awaitable[object]], where: ChatView, *awaited: str) -> SentMessage:
        """Do one thing while the bot cannot say anything, kill it, and return what the next one says with these words.

        It is an edited message where the words came by an edit, and a button's label counts as a word.
        """
        stuck = self.server.faults.time_out(method="sendMessage")
        seen = {message.state for message in map(Seen, where.messages)}
        async with self.bot():
            await act()
            async with asyncio.timeout(60):
                while len(self.server.backend.updates):  # noqa: ASYNC110 - the update is fetched, maybe handled
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.5)
        stuck.end()
        async with self.bot(), asyncio.timeout(60):
            while not (  # noqa: ASYNC110 - the other process tells nothing
                found := [each for each in map(Seen, where.messages) if each.is_new(seen, awaited)]
            ):
                await asyncio.sleep(0.05)
            await self.settle()
        return found[-1].message

    async def settle(self) -> None:
        """Wait until nothing is left to be told."""
        left = select(func.count()).where(TICKET_NOTICE.c.state.in_(("pending", "sending")))
        while (await self.rows(left))[0][0]:  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.3)

    async def rows(self, query: Any) -> list[Any]:
        """Return what the database says."""
        database = await open_database(self.url)
        async with database.read() as connection:
            found = list(await connection.execute(query))
        await database.close()
        return found


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands now."""

    message: SentMessage

    @property
    def state(self) -> tuple[int, str]:
        """Return by what its present state is known."""
        return self.message.id, " ".join((self.message.plain, *(button.label for button in self.message.buttons)))

    def is_new(self, seen: set[tuple[int, str]], words: tuple[str, ...]) -> bool:
        """Return whether it came or changed since, with these words."""
        return self.state not in seen and all(word in self.state[1] for word in words)


async def found_ward(server: BotApiServer, folder: Path) -> Ward:
    """Return a ward whose staff are known and in the group."""
    an, binh, chi, lan, mai = (server.resident(name, has_started=True) for name in ("An", "Bình", "Chi", "Lan", "Mai"))
    group = await server.group("Cán bộ phường", chi, an, binh)
    ward = Ward(folder, server, group, an, binh, chi, lan, mai)
    database = await open_database(ward.url)
    for official, role in ((an, StaffRole.OFFICIAL), (binh, StaffRole.OFFICIAL), (chi, StaffRole.ADMIN)):
        await add_member(database, Member(official.id, role), now=NOON)
    await database.close()
    return ward


def told(resident: Resident, words: str) -> list[SentMessage]:
    """Return the messages to a resident with these words."""
    return [message for message in resident.messages if words in message.plain]


async def test_kill_9_at_every_step_closes_the_loop_once(server: BotApiServer, tmp_path: Path) -> None:
    ward = await found_ward(server, tmp_path)
    an, binh, lan, mai, group = ward.an, ward.binh, ward.lan, ward.mai, ward.group
    await ward.step(lambda: ward.chi.send("/nhomcanbo", chat=group), group, "Nhóm này nhận phiếu")
    unanswered = await ward.step(lambda: lan.send(QUESTION), lan, "Hỏi cán bộ")
    card = await ward.step(lambda: lan.press(unanswered, "Hỏi cán bộ"), group, "Phiếu #", QUESTION)
    preview = await ward.step(lambda: an.send(ANSWER, chat=group, reply_to=card), group, "Chưa gửi")
    assert not told(lan, "150.000"), "the answer went out before it was looked at"
    card = await ward.step(lambda: an.press(preview, "Gửi"), group, "Đưa vào kho hỏi đáp", "Đã báo cho 1 người")
    await ward.step(lambda: an.press(card, "Đưa vào kho"), group, "Người soạn không được tự duyệt")
    await ward.step(lambda: binh.press(card, "Đưa vào kho"), group, "đã vào kho hỏi đáp")
    answer = await ward.step(lambda: mai.send(OTHER_WORDS), mai, "150.000")
    assert answer.marked("blockquote"), "the next asker was not answered word for word"
    assert "đã duyệt" in answer.plain or "Nguồn" in answer.plain
    assert len(told(lan, "Mã theo dõi")) == 1
    assert len(told(lan, "đã trả lời phiếu")) == 1, "who asked was not told exactly once"
    await check(ward)


async def check(ward: Ward) -> None:
    """Check that everything happened once."""
    ((state, knowledge_id),) = await ward.rows(select(TICKET.c.state, TICKET.c.knowledge_id))
    assert state == "answered"
    assert knowledge_id
    assert await ward.rows(select(func.count()).select_from(TICKET_ASKER)) == [(1,)]
    assert {row.state for row in await ward.rows(select(TICKET_NOTICE.c.state))} == {"sent"}
