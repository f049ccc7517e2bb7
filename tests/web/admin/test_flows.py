"""What staff do at the desk, step by step in a real Chromium, on a phone and on a desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.broadcasts.broadcast import BroadcastState
from bot.tickets.ticket import TicketKind, Wanted
from bot.visitor import Channel, Visitor
from tests.web.admin.conftest import ADMIN, OFFICIAL, Office, Seat, sit_down

axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe-playwright-python is not installed")
if TYPE_CHECKING:
    from playwright.async_api import Browser

LAN = Visitor("1a" * 10, Channel.WEB)
on_each_screen = pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])


async def press(seat: Seat, label: str, then: str, *, exact: bool = False) -> None:
    """Press the button whose label holds `label` and wait for the words that it leads to; the page stays fit."""
    await seat.page.get_by_role("button", name=label, exact=exact).first.click()
    await seat.page.get_by_text(then).first.wait_for()
    assert not await seat.is_too_wide()


async def check(seat: Seat) -> None:
    """Check that the page where a flow ends is fit for everybody and asked nobody else."""
    found = await axe.Axe().run(seat.page)
    assert found.violations_count == 0, found.generate_report()
    assert all(url.startswith((seat.origin, "data:")) for url in seat.requests)
    assert seat.complaints == []


@on_each_screen
async def test_a_broadcast_is_written_and_approved(
    browser: Browser, office: Office, origin: str, size: tuple[int, int]
) -> None:
    writer = await sit_down(browser, office, origin, size, staff_id=OFFICIAL)
    await writer.open("/phat-loa")
    await press(writer, "Soạn tin mới", "Gửi nội dung tin")
    await writer.page.get_by_label("Nội dung").fill("Sáng mai 8 giờ tổng vệ sinh toàn phường.")
    await press(writer, "Gửi cho máy", "Người nhận thấy")
    await press(writer, "Trình duyệt", "chờ duyệt")
    await check(writer)
    reader = await sit_down(browser, office, origin, size)
    await reader.open("/phat-loa")
    await press(reader, "Xem tin chờ duyệt", "tổng vệ sinh toàn phường")
    await press(reader, "Duyệt và phát", "Đã duyệt")
    await check(reader)
    (made,) = await office.app.broadcasts.listed()
    assert made.state is BroadcastState.APPROVED


@on_each_screen
async def test_a_ticket_is_answered_and_becomes_knowledge(
    browser: Browser, office: Office, origin: str, size: tuple[int, int]
) -> None:
    room = office.app.tickets
    ticket = (await room.intake.open(LAN, Wanted("web1", TicketKind.QUESTION, "Sân bóng mở lúc nào?"))).ticket
    seat = await sit_down(browser, office, origin, size, staff_id=OFFICIAL)
    await seat.open(f"/phieu?ma={ticket.code}")
    await press(seat, "Trả lời", "gõ câu trả lời")
    await seat.page.get_by_label("Nội dung").fill("Sân bóng mở từ 5h30 đến 21h hằng ngày.")
    await press(seat, "Gửi cho máy", "Chưa gửi")
    await press(seat, "Gửi", "báo cho người hỏi")
    await check(seat)
    other = await sit_down(browser, office, origin, size)
    await other.open(f"/phieu?ma={ticket.code}")
    await press(other, "Đưa vào kho hỏi đáp", "Sân bóng mở từ 5h30")
    await check(other)


@on_each_screen
async def test_an_announcement_is_taken_down_after_a_question(
    browser: Browser, office: Office, origin: str, size: tuple[int, int]
) -> None:
    seat = await sit_down(browser, office, origin, size, staff_id=OFFICIAL)
    await seat.open("/thong-bao")
    await seat.page.get_by_label("Tên hoặc số ký hiệu").fill("khai sinh")
    await seat.page.get_by_role("button", name="Lọc").click()
    await seat.page.get_by_role("link", name="khai sinh").first.click()
    await seat.page.get_by_role("link", name="đã gỡ").click()
    await press(seat, "đã gỡ", "Đã đổi tình trạng văn bản")
    await check(seat)


@on_each_screen
async def test_a_role_is_given_and_noted(browser: Browser, office: Office, origin: str, size: tuple[int, int]) -> None:
    seat = await sit_down(browser, office, origin, size)
    await seat.open("/can-bo")
    await seat.page.get_by_label("Mã Telegram và họ tên").fill("777 Trần Thị Mai")
    await press(seat, "Tiếp tục", "chưa có vai trò")
    await press(seat, "Cán bộ", "Quyền có hiệu lực ngay", exact=True)
    await check(seat)
    await seat.open(f"/thao-tac?ai={ADMIN}")
    await seat.page.get_by_text("staff 777").wait_for()
    await check(seat)


@on_each_screen
async def test_the_log_leads_to_why_and_to_a_file(
    browser: Browser, office: Office, origin: str, size: tuple[int, int]
) -> None:
    await office.app.conversation.ask(LAN, "phi chung thuc bao nhieu", key="k1")
    seat = await sit_down(browser, office, origin, size)
    await seat.open("/nhat-ky")
    await seat.page.get_by_label("Từ trong câu hỏi").fill("chứng thực")
    await seat.page.get_by_role("button", name="Lọc", exact=True).click()
    await seat.page.get_by_role("link", name="phi chung thuc bao nhieu").click()
    await seat.page.get_by_role("heading", name="Vì sao").wait_for()
    await check(seat)
    await seat.open("/xuat-tep")
    async with seat.page.expect_download() as waiting:
        await seat.page.get_by_role("button", name="Xuất tệp").click()
    assert (await waiting.value).suggested_filename.endswith(".csv")


@on_each_screen
async def test_leaving_shuts_the_desk(browser: Browser, office: Office, origin: str, size: tuple[int, int]) -> None:
    seat = await sit_down(browser, office, origin, size)
    await press(seat, "Thoát", "Trang này dành cho cán bộ")
    await seat.open("/nhat-ky")
    assert await seat.page.get_by_text("Trang này dành cho cán bộ").count() == 1
    await check(seat)
