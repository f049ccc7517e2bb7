"""Publishing from a phone over the loopback server: forwarded words, a link, a file; killed at every step."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from bot.app import App
from bot.audit import read_attempts
from bot.database import Database, open_database
from bot.office.booth import Notify
from bot.office.files import FetchFile
from bot.office.office import Office
from bot.office_opening import open_office
from bot.tables import AUDIT
from knowledge.loaders import fetch_page
from knowledge.store import ANNOUNCEMENT, Origin
from tests.servers.resident import Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house
from tests.telegram.test_kill import make_environment, running

TITLE = "Thông báo tạm ngừng cấp nước tại tổ dân phố số 5"
NOTICE = f"""{TITLE}

Xí nghiệp nước tạm ngừng cấp nước tại tổ dân phố số 5 từ 8 giờ đến 17 giờ ngày 03/12/2026 để sửa đường ống.
Bà con chủ động trữ nước sinh hoạt trước thời gian trên và khóa van khi không sử dụng."""
FORWARDED = {"text": NOTICE, "forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Lan"}}


@pytest.fixture
def hoa(server: BotApiServer) -> Resident:
    return server.resident("Hoa")


def loopback_office(app: App, fetch_file: FetchFile, notify: Notify, read_username: Callable[[], str]) -> Office:
    """Return the office, which may fetch pages from this machine."""
    return open_office(app, fetch_file, notify, read_username, partial(fetch_page, is_allowed=lambda *_: True))


@asynccontextmanager
async def open_office_of(hoa: Resident, server: BotApiServer, folder: Path) -> AsyncIterator[House]:
    """Give a running bot where Hoa is an official."""
    async with open_house(folder, server, staff=frozenset({hoa.id}), make_office=loopback_office) as house:
        await hire(house.app, hoa.id)
        yield house


@pytest.fixture
async def house(server: BotApiServer, tmp_path: Path, hoa: Resident) -> AsyncIterator[House]:
    async with open_office_of(hoa, server, tmp_path) as opened:
        yield opened


async def count_published(database: Database) -> int:
    query = select(func.count()).select_from(ANNOUNCEMENT).where(ANNOUNCEMENT.c.origin == Origin.CHAT)
    async with database.read() as connection:
        return await connection.scalar(query) or 0


async def start(hoa: Resident) -> None:
    await hoa.send("/dangtin")
    assert "Chưa gì được đăng" in (await hoa.next_message()).plain


async def press(hoa: Resident, message: SentMessage, label: str) -> SentMessage:
    await hoa.press(message, label)
    return await hoa.next_message()


async def test_a_forwarded_text_is_published_and_found(house: House, hoa: Resident) -> None:
    await start(hoa)
    await hoa.send_content(FORWARDED)
    preview = await hoa.next_message()
    assert "chưa đăng" in preview.plain
    done = await press(hoa, preview, "✅ Đăng")
    assert "Đã đăng" in done.plain
    assert TITLE in (await press(hoa, done, "Xem tin")).plain
    lan = house.server.resident("Lan")
    await lan.send("tổ 5 cắt nước mấy giờ")
    assert "từ 8 giờ đến 17 giờ" in (await lan.next_message()).plain


async def test_a_poster_for_the_notice_board_comes_as_files(house: House, hoa: Resident) -> None:
    await start(hoa)
    await hoa.send(NOTICE)
    done = await press(hoa, await hoa.next_message(), "✅ Đăng")
    await hoa.press(done, "Mã QR")
    text, *files = [await hoa.next_message(10) for _ in range(3)]
    assert "Mã QR để in" in text.plain
    names = [file.raw["document"]["file_name"] for file in files]
    assert sorted(name.rpartition(".")[2] for name in names) == ["pdf", "png"]


async def test_a_link_is_published(house: House, hoa: Resident) -> None:
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><p>{NOTICE.partition(chr(10))[2]}</p>"

    async def page(_: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html")

    site = web.Application()
    site.router.add_get("/tin/1", page)
    async with TestServer(site, host="127.0.0.1") as running_site:
        await start(hoa)
        await hoa.send(str(running_site.make_url("/tin/1")))
        preview = await hoa.next_message(10)
        assert f"Nguồn: {running_site.make_url('/tin/1')}" in preview.plain
        await press(hoa, preview, "✅ Đăng")
    assert await count_published(house.app.database) == 1


async def test_a_document_is_published(house: House, hoa: Resident) -> None:
    await start(hoa)
    await hoa.send_document(NOTICE.encode(), "tin.txt", "Nhờ đăng")
    await press(hoa, await hoa.next_message(10), "✅ Đăng")
    assert await count_published(house.app.database) == 1


async def test_what_cannot_be_published_is_refused(house: House, hoa: Resident) -> None:
    await start(hoa)
    await hoa.send_document(b"%PDF-1.7", "tin.pdf")
    assert "chưa đọc được loại này" in (await hoa.next_message(10)).plain
    await hoa.send_photo()
    assert "không đọc chữ trong ảnh" in (await hoa.next_message()).plain
    await hoa.send_sticker()
    assert "không dùng được" in (await hoa.next_message()).plain
    await hoa.send(f"MẬT\n{NOTICE}")
    assert "dấu mật" in (await hoa.next_message(10)).plain
    async with house.app.database.read() as connection:
        kept = str((await connection.execute(select(AUDIT))).all())
    assert "cấp nước" not in kept
    await hoa.send("/huy")
    assert "Đã hủy việc đăng tin" in (await hoa.next_message()).plain


async def test_a_resident_cannot_publish(house: House, hoa: Resident) -> None:
    await start(hoa)
    await hoa.send(NOTICE)
    preview = await hoa.next_message(10)
    lan = house.server.resident("Lan")
    await lan.send(f"/dangtin {NOTICE}")
    refusal = await lan.next_message()
    assert "dành cho cán bộ" in refusal.plain
    await lan.press_data(refusal, preview.find_button("✅ Đăng").data)
    assert "dành cho cán bộ" in (await lan.next_message()).plain
    assert await count_published(house.app.database) == 0
    attempts = await read_attempts(house.app.database)
    assert {(attempt.staff_id, attempt.is_allowed) for attempt in attempts} == {(lan.id, False)}


class Phone:
    """Hoa's phone over a bot that is stopped and opened anew after every step, its last update delivered twice."""

    def __init__(self, hoa: Resident, server: BotApiServer, folder: Path) -> None:
        self._hoa = hoa
        self._server = server
        self._folder = folder

    async def step(self, act: Callable[[], Awaitable[object]]) -> SentMessage:
        """Do one thing, let the bot answer, stop it; deliver the same again to a new one: the same answer."""
        replies = []
        for _ in range(2):
            async with open_office_of(self._hoa, self._server, self._folder) as house:
                await act()
                replies.append(await self._hoa.next_message(10))
                await house.settle()
                assert await house.count_rows(2) == 0
        assert replies[0].plain == replies[1].plain
        return replies[1]


async def test_a_conversation_survives_a_restart_at_every_step(
    server: BotApiServer, tmp_path: Path, hoa: Resident
) -> None:
    phone = Phone(hoa, server, tmp_path)
    await phone.step(lambda: hoa.send("/dangtin"))
    preview = await phone.step(lambda: hoa.send_content(FORWARDED))
    fields = await phone.step(lambda: hoa.press(preview, "Sửa mục"))
    await phone.step(lambda: hoa.press(fields, "Số, ký hiệu"))
    mended = await phone.step(lambda: hoa.send("15/TB-UBND"))
    assert "Số, ký hiệu: 15/TB-UBND" in mended.plain
    assert "Đã đăng" in (await phone.step(lambda: hoa.press(mended, "✅ Đăng"))).plain
    database = await open_database(f"sqlite:///{tmp_path}/loa.db")
    assert await count_published(database) == 1
    await database.close()


@pytest.mark.parametrize("seconds", [0.0, 0.3])
async def test_kill_9_while_publishing_publishes_once(
    server: BotApiServer, tmp_path: Path, hoa: Resident, seconds: float
) -> None:
    async with open_office_of(hoa, server, tmp_path) as house:
        await start(hoa)
        await hoa.send(NOTICE)
        preview = await hoa.next_message(10)
        await house.settle()
    environment = make_environment(tmp_path, server)
    stuck = server.faults.time_out(method="sendMessage")
    async with running(tmp_path, environment):
        await hoa.press(preview, "✅ Đăng")
        async with asyncio.timeout(20):
            while len(server.backend.updates):  # noqa: ASYNC110 - the update is fetched
                await asyncio.sleep(0.01)
        await asyncio.sleep(seconds)
    stuck.end()
    async with running(tmp_path, environment):
        assert "Đã đăng" in (await hoa.next_message(20)).plain
    database = await open_database(f"sqlite:///{tmp_path}/loa.db")
    assert await count_published(database) == 1
    await database.close()
