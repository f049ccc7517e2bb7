"""Tickets at the desk: seen, answered after a look, published by somebody else; followed by code on the public page."""

from __future__ import annotations

import re

import httpx

from bot.tickets.ticket import TicketKind, Wanted
from bot.visitor import Channel, Visitor
from tests.web.admin.conftest import Office

LAN = Visitor("1a" * 10, Channel.TELEGRAM, chat_id=1001)
QUESTION = "Sân bóng tổ 7 cho thuê bao nhiêu tiền?"


async def press(client: httpx.AsyncClient, page: str, label: str) -> str:
    """Press the button with that label and return the page that it leads to."""
    found = re.search(rf'name="action" value="([^"]+)">[^<]*{label}', page)
    assert found, label
    return (await client.post("/quan-tri/phieu", data={"action": found[1]})).text


async def test_an_answer_is_looked_at_sent_and_published_by_another(
    office: Office, official: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    taken = await office.app.tickets.intake.open(LAN, Wanted("tg1", TicketKind.QUESTION, QUESTION))
    listed = (await official.get("/quan-tri/phieu")).text
    assert QUESTION in listed
    page = (await official.get(f"/quan-tri/phieu?ma={taken.ticket.code}")).text
    await press(official, page, "✍️ Trả lời")
    looked = (await official.post("/quan-tri/phieu", data={"text": "150.000 đồng một giờ."})).text
    assert "Chưa gửi" in looked
    await press(official, looked, "✅ Gửi")
    page = (await official.get(f"/quan-tri/phieu?ma={taken.ticket.code}")).text
    assert "không được tự duyệt" in await press(official, page, "Đưa vào kho")
    assert "đã vào kho hỏi đáp" in await press(admin, page, "Đưa vào kho")
    followed = (await office.browser().post("/theo-doi", data={"code": taken.ticket.code})).text
    assert "150.000" in followed
    assert QUESTION not in followed


async def test_the_page_of_codes_says_when_there_is_none(office: Office) -> None:
    stranger = office.browser()
    assert (await stranger.get("/theo-doi")).status_code == 200
    assert "Không có phiếu" in (await stranger.post("/theo-doi", data={"code": "AAA-AAA"})).text
    assert (await stranger.post("/theo-doi", data={})).status_code == 400


async def test_a_session_that_comes_back_is_shown_the_answer(office: Office) -> None:
    minh = office.browser()
    page = (await minh.post("/", data={"text": f"/hoicanbo {QUESTION}"})).text
    code = re.search(r"Mã theo dõi: .{0,10}?(\w{3}-\w{3})", page)
    assert code, page
    desk = office.app.tickets.desk
    draft = await desk.draft(501, code[1], "150.000 đồng một giờ.", key="d1")
    await desk.send(501, draft.id)
    assert "150.000" in (await minh.get("/")).text
    assert "150.000" not in (await minh.get("/")).text
