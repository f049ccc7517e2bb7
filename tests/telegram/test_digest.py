"""The numbers in the chat: a picture with /thongke, and yesterday to staff, each once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.interactions import Event, Interaction, InteractionLog
from bot.office.booth import Notify
from bot.office.yesterday import DailyDigest
from bot.outcome import Outcome
from bot.reply import Reply
from bot.staff import StaffRole
from bot.tables import DIGEST_SENT
from bot.visitor import Channel, Visitor
from tests.bot.cast import HANOI
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house

ADMIN, OFFICIAL = 700, 701
_TODAY = datetime.now(HANOI).replace(hour=7, minute=31, second=0, microsecond=0)
MORNING = (_TODAY - timedelta(days=10)).astimezone(UTC)  # no day that the running bot itself tells of
YESTERDAY = MORNING - timedelta(hours=12)


async def visit(house: House, *, at: datetime = YESTERDAY, people: int = 3) -> None:
    """Record questions of some people."""
    log = InteractionLog(house.app.database, HANOI)
    await asyncio.gather(
        *(
            log.record(
                Interaction(
                    f"v{at:%d%H}-{number}",
                    at + timedelta(seconds=number),
                    Visitor(f"{number:020x}", Channel.TELEGRAM),
                    Event.QUESTION,
                    Outcome.NOT_FOUND,
                    text="lịch tiêm chủng\ncho bé ▮▮▮",
                    announcement_ids=("thu-tuc-khai-sinh",) if number == 0 else (),
                )
            )
            for number in range(people)
        )
    )


@asynccontextmanager
async def ward(server: BotApiServer, folder: Path, url: str = "") -> AsyncIterator[House]:
    """Give a running bot with an admin and an official."""
    async with open_house(folder, server, url=url) as house:
        await hire(house.app, ADMIN, StaffRole.ADMIN)
        await hire(house.app, OFFICIAL)
        yield house


class Post:
    """Keeps what staff are told."""

    def __init__(self) -> None:
        self.told: list[tuple[int, Reply]] = []

    async def notify(self, staff_id: int, reply: Reply) -> None:
        """Keep a reply."""
        await asyncio.sleep(0.01)
        self.told.append((staff_id, reply))


async def send_due(house: House, notify: Notify, now: datetime = MORNING) -> int:
    """Let a process of its own send what is due."""
    return await DailyDigest(replace(house.app.digest, clock=lambda: now)).send_due(notify)


async def test_statistics_come_with_one_picture(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    async with ward(server, tmp_path) as house:
        await lan.send("/thongke")
        assert "Tổng số truy cập: 0" in (await lan.next_message()).plain
        await lan.expect_silence(0.3)
        await visit(house)
        for _ in range(2):
            await lan.send("/thongke")
            words, picture = await lan.next_message(), await lan.next_message()
            assert "Tổng số truy cập" in words.plain
            assert picture.raw["photo"]
        await house.settle()
        picture_now = house.app.digest.picture
        assert await picture_now.show("vi") == await picture_now.show("vi")
        assert (await picture_now.show("vi"))[0] is (await picture_now.show("vi"))[0]
    assert len(server.log.of("sendPhoto")) == 2


async def test_admins_get_yesterday_and_officials_only_on_request(server: BotApiServer, tmp_path: Path) -> None:
    async with ward(server, tmp_path) as house:
        await visit(house)
        await visit(house, at=YESTERDAY - timedelta(days=7), people=2)
        post = Post()
        assert await send_due(house, post.notify) == 1
    ((reader, reply),) = post.told
    assert reader == ADMIN
    assert "Lượt truy cập: 3 (cùng thứ tuần trước: 2)" in reply.text
    assert "Chưa trả lời được: 3" in reply.text
    assert "lịch tiêm chủng cho bé ▮▮▮ — 3" in reply.text
    assert "Đăng ký khai sinh cho trẻ tại phường Hoa Sữa — 1" in reply.text
    (file,) = reply.files
    assert file.is_picture
    assert file.data.startswith(b"\x89PNG")


async def test_everyone_is_told_once_whatever_the_processes(
    server: BotApiServer, tmp_path: Path, database_url: str
) -> None:
    async with ward(server, tmp_path, database_url) as house:
        await house.app.digest.choose(OFFICIAL, is_wanted=True)
        post = Post()
        counts = await asyncio.gather(*(send_due(house, post.notify) for _ in range(5)))
        assert await send_due(house, post.notify, MORNING + timedelta(hours=9)) == 0
        assert (sum(counts), sorted(reader for reader, _ in post.told)) == (2, [ADMIN, OFFICIAL])
        assert await send_due(house, post.notify, MORNING + timedelta(days=1)) == 2
        async with house.app.database.read() as connection:
            ours = DIGEST_SENT.c.day <= MORNING.date()
            rows = (await connection.execute(select(DIGEST_SENT).where(ours))).all()
        assert len(rows) == 4
        assert all(row.told_at for row in rows)


async def test_one_that_was_begun_when_the_process_died_is_not_repeated(server: BotApiServer, tmp_path: Path) -> None:
    async def die(staff_id: int, reply: Reply) -> None:
        raise KeyboardInterrupt

    async with ward(server, tmp_path) as house:
        with pytest.raises(KeyboardInterrupt):
            await send_due(house, die)
        post = Post()
        assert await send_due(house, post.notify) == 0


@pytest.mark.parametrize(("settings", "minutes"), [({"is_on": False}, 0), ({}, -5)], ids=["off", "early"])
async def test_nothing_comes_when_off_or_too_early(
    server: BotApiServer, tmp_path: Path, settings: dict[str, bool], minutes: int
) -> None:
    async with ward(server, tmp_path) as house:
        tools = house.app.digest
        chosen = tools.settings.model_copy(update=settings)
        digest = DailyDigest(replace(tools, settings=chosen, clock=lambda: MORNING + timedelta(minutes=minutes)))
        assert await digest.send_due(Post().notify) == 0


async def press(who: Resident, label: str) -> str:
    """Press a button of the last message that has one, and return what came."""
    message = next(each for each in reversed(who.messages) if any(label in button.label for button in each.buttons))
    seen = len(who.messages)
    await who.press(message, label)
    await who.wait_until(lambda: len(who.messages) > seen)
    return who.messages[-1].plain


async def test_an_official_switches_it_by_button(server: BotApiServer, tmp_path: Path) -> None:
    an = server.resident("An", has_started=True)
    async with open_house(tmp_path, server, staff=frozenset({an.id})) as house:
        await hire(house.app, an.id)
        await visit(house)
        await an.send("/homqua")
        await house.settle()
        assert "Số liệu ngày" in an.messages[0].plain
        assert an.messages[1].raw["photo"]
        assert "Mỗi sáng lúc 07:30" in await press(an, "Nhận mỗi sáng")
        post = Post()
        assert await send_due(house, post.notify) == 1
        await an.send("/homqua")
        await house.settle()
        assert "không gửi" in await press(an, "Thôi nhận")
        assert await send_due(house, post.notify, MORNING + timedelta(days=1)) == 0
