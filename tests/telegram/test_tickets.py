"""Tickets over the loopback server: reports with photo and place, strangers in the group, the private way, /xoa."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from bot.staff import StaffRole
from bot.tables import TICKET, TICKET_NOTICE
from tests.servers.group import Group
from tests.servers.resident import PIXEL, Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.servers.views import ChatView
from tests.telegram.house import House, hire, open_house
from tests.telegram.test_ticket_loop import ANSWER, QUESTION

AN, CHI = 7001, 7003
STAFF = frozenset({AN, CHI})


async def heard(where: ChatView, *words: str) -> SentMessage:
    """Return the first message with all these words, as it is now."""
    async with asyncio.timeout(15):
        while not (found := [each for each in where.messages if all(word in each.plain for word in words)]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[0]


async def staffed(house: House) -> tuple[Resident, Resident, Group]:
    """Return an official, an admin and their group, which gets the tickets."""
    an, chi = (house.server.resident(name, user_id=each, has_started=True) for name, each in (("An", AN), ("Chi", CHI)))
    await hire(house.app, AN)
    await hire(house.app, CHI, StaffRole.ADMIN)
    group = await house.server.group("Cán bộ", chi, an)
    await chi.send("/nhomcanbo", chat=group)
    await heard(group, "Nhóm này nhận phiếu")
    return an, chi, group


async def test_report_with_photo_and_place_reaches_the_group(server: BotApiServer, tmp_path: Path) -> None:
    async with open_house(tmp_path, server, staff=STAFF) as house:
        _, _, group = await staffed(house)
        lan = server.resident("Lan")
        await lan.send("/phananh")
        await heard(lan, "phản ánh việc gì")
        await lan.send("Đèn đường hỏng ba hôm nay, gọi tôi 0912345678")
        await heard(lan, "gửi một ảnh")
        await lan.send_photo(PIXEL)
        await heard(lan, "tên đường")
        await lan.send_location(21.03, 105.81)
        await lan.press(await heard(lan, "Gửi phản ánh này"), "Gửi cán bộ")
        receipt = await heard(lan, "Mã theo dõi")
        card = await heard(group, "Phiếu #", "Đèn đường hỏng")
        assert not [each for each in (*group.messages, *lan.messages) if "0912345678" in each.plain]
        assert "21.030000" in str(card.links)
        assert server.log.of("sendPhoto")
        code = receipt.plain.split("Mã theo dõi: ")[1][:7]
        await lan.send(f"/theodoi {code}")
        await heard(lan, "đang chờ cán bộ nhận")


async def test_a_photo_outside_a_report_is_not_kept(server: BotApiServer, tmp_path: Path) -> None:
    async with open_house(tmp_path, server) as house:
        lan = server.resident("Lan")
        await lan.send_photo(PIXEL)
        await heard(lan, "bằng chữ")
        await house.settle()
        async with house.app.database.read() as connection:
            assert list(await connection.execute(select(TICKET.c.photo))) == []


async def test_strangers_in_the_group_answer_nothing(server: BotApiServer, tmp_path: Path) -> None:
    async with open_house(tmp_path, server, staff=STAFF) as house:
        _, _, group = await staffed(house)
        lan, thief = server.resident("Lan"), server.resident("Người lạ")
        group.add(thief.user)
        await lan.send(f"/hoicanbo {QUESTION}")
        card = await heard(group, "Phiếu #", "Sân bóng")
        await thief.send("Miễn phí!", chat=group, reply_to=card)
        await heard(group, "dành cho cán bộ")
        press = await thief.press(card, "Nhận việc")
        assert "dành cho cán bộ" in (await press.answered())["text"]
        await thief.send("/nhomcanbo", chat=group)
        await heard(group, "Chỉ quản trị viên")
        async with house.app.database.read() as connection:
            assert (await connection.execute(select(TICKET.c.state))).scalar_one() == "open"


async def test_an_official_answers_in_private_and_a_blocked_asker_is_noted(
    server: BotApiServer, tmp_path: Path
) -> None:
    async with open_house(tmp_path, server, staff=STAFF) as house:
        an, _, group = await staffed(house)
        lan = server.resident("Lan")
        await lan.send(f"/hoicanbo {QUESTION}")
        await heard(group, "Phiếu #", "Sân bóng")
        await lan.block_bot()
        await an.send("/traloi")
        await an.press(await heard(an, "phiếu đang chờ"), "Sân bóng")
        await an.press(await heard(an, "Phiếu #", "Chưa ai nhận"), "Trả lời")
        await heard(an, "gõ câu trả lời vào đây")
        await an.send(ANSWER)
        await an.press(await heard(an, "Chưa gửi"), "Gửi")
        await heard(group, "không nhận được")


async def test_who_erases_everything_is_gone_from_the_group_too(server: BotApiServer, tmp_path: Path) -> None:
    async with open_house(tmp_path, server, staff=STAFF) as house:
        _, _, group = await staffed(house)
        lan = server.resident("Lan")
        await lan.send_photo(PIXEL, caption="/phananh Đèn đường hỏng")
        await lan.press(await heard(lan, "tên đường"), "Bỏ qua")
        await lan.press(await heard(lan, "Gửi phản ánh này"), "Gửi cán bộ")
        await heard(group, "Phiếu #", "Đèn đường hỏng")
        await lan.send("/dulieu")
        await heard(lan, "1 phiếu")
        await lan.send("/xoa")
        await heard(lan, "Đã xóa 1 phiếu")
        await heard(group, "đã xóa nội dung")
        assert not [each for each in group.messages if "Đèn đường" in each.plain]
        assert server.log.of("deleteMessage")
        async with house.app.database.read() as connection:
            assert (
                list(await connection.execute(select(TICKET_NOTICE.c.asker_id).where(TICKET_NOTICE.c.asker_id > 0)))
                == []
            )
