"""The chat page and its calls, with the real heart behind them."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.web.conftest import House


def choices(html: str) -> list[str]:
    """Return the encoded actions that a page offers."""
    return re.findall(r'name="action" value="([^"]+)"', html)


async def test_page_greets_in_vietnamese_and_says_that_a_machine_answers(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/")).text
    assert '<html lang="vi">' in page
    assert "Phường Cúc Vàng (mẫu)" in page
    assert "máy trả lời tự động" in page


async def test_language_asked_for_once_is_remembered(lan: httpx.AsyncClient) -> None:
    assert '<html lang="en">' in (await lan.get("/?lang=en")).text
    assert "automatic answering service" in (await lan.get("/")).text
    assert '<html lang="vi">' in (await lan.get("/?lang=vi")).text


async def test_an_unknown_language_is_the_unit_s_own(lan: httpx.AsyncClient) -> None:
    assert '<html lang="vi">' in (await lan.get("/?lang=../../etc")).text


async def test_submitted_form_shows_question_and_answer(lan: httpx.AsyncClient) -> None:
    page = (await lan.post("/", data={"text": "trồng cây bóng mát"})).text
    assert '<span class="unseen">Bà con hỏi:</span>trồng cây bóng mát</article>' in page
    assert "30/11/2024" in page


async def test_api_gives_the_same_reply_as_the_form(lan: httpx.AsyncClient) -> None:
    page = (await lan.post("/", data={"command": "moinhat"})).text
    answer = (await lan.post("/api/command", json={"command": "moinhat"})).json()
    assert answer["html"]
    assert "".join(answer["html"].split()) in "".join(page.split())


async def test_a_button_opens_what_it_names(lan: httpx.AsyncClient) -> None:
    newest = (await lan.post("/api/command", json={"command": "moinhat"})).json()
    action = next(a for a in choices(newest["html"]) if "lich-cat-nuoc" in a)
    opened = (await lan.post("/", data={"action": action})).text
    assert "Lịch cắt nước &lt;tháng 12&gt; &amp; cách trữ nước" in opened


async def test_a_typed_command_works_as_on_other_channels(lan: httpx.AsyncClient) -> None:
    async def send(text: str) -> str:
        return str((await lan.post("/api/ask", json={"text": text})).json()["html"])

    await send("cắt nước")
    assert "<strong>1</strong> lượt" in await send("/dulieu")
    await send(" /XOA ")
    assert "<strong>0</strong> lượt" in await send("/dulieu")


async def test_a_reply_that_quotes_leads_to_the_text_on_our_own_page(lan: httpx.AsyncClient) -> None:
    opened = (await lan.post("/api/press", json={"action": "o:lich-cat-nuoc/s0"})).json()["html"]
    address = re.findall(r'href="(/thong-bao/[^"#]+)', opened)
    assert [(await lan.get(each)).status_code for each in address] == [200]


async def test_a_reply_that_quotes_nothing_has_no_page(lan: httpx.AsyncClient) -> None:
    newest = (await lan.post("/api/command", json={"command": "moinhat"})).json()["html"]
    assert "/thong-bao/" not in newest


async def test_every_turn_is_recorded_once_with_the_visitor(lan: httpx.AsyncClient, house: House) -> None:
    await lan.post("/", data={"text": "cắt nước ngày nào"})
    await lan.post("/api/ask", json={"text": "số báo sự cố"})
    assert (await house.conversation.visits()).total == 2
    assert (await house.conversation.visits()).online == 1


async def test_opening_the_chat_records_nothing(lan: httpx.AsyncClient, house: House) -> None:
    await lan.get("/")
    assert (await house.conversation.visits()).total == 0


async def test_footer_shows_the_portal_s_numbers(lan: httpx.AsyncClient) -> None:
    await lan.post("/api/ask", json={"text": "cắt nước"})
    page = (await lan.get("/")).text
    numbers = re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page)
    assert numbers == [
        ("Đang online", "1"),
        ("Trong tuần", "1"),
        ("Trong tháng", "1"),
        ("Trong năm", "1"),
        ("Tổng số", "1"),
    ]


async def test_feedback_comes_back_as_a_note(lan: httpx.AsyncClient) -> None:
    section = (await lan.post("/api/press", json={"action": "o:lich-cat-nuoc/s0"})).json()
    useful = next(a for a in choices(section["html"]) if a.startswith("u:"))
    answer = (await lan.post("/api/press", json={"action": useful})).json()
    assert answer == {"html": "", "toast": "Cảm ơn bà con đã góp ý!"}
    assert '<p class="note">Cảm ơn bà con đã góp ý!</p>' in (await lan.post("/", data={"action": useful})).text


@pytest.mark.parametrize(
    "agent",
    [
        "Googlebot/2.1",
        "my-crawler",
        "Baiduspider",
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1",
        "WhatsApp/2.24",
        "Mozilla/5.0 (X11; Linux) HeadlessChrome/130.0",
        "Mozilla/5.0 (Linux) Chrome-Lighthouse",
        "Mozilla/5.0 (compatible) BingPreview/1.0b",
    ],
    ids=str,
)
async def test_crawlers_are_answered_and_not_counted(lan: httpx.AsyncClient, house: House, agent: str) -> None:
    answer = await lan.post("/api/ask", json={"text": "trồng cây bóng mát"}, headers={"user-agent": agent})
    assert "30/11/2024" in answer.json()["html"]
    assert (await house.conversation.visits()).total == 0


async def test_a_phone_whose_name_ends_in_bot_is_counted(lan: httpx.AsyncClient, house: House) -> None:
    await lan.post("/api/ask", json={"text": "cắt nước"}, headers={"user-agent": "Mozilla/5.0 (Linux; CUBOT NOTE 50)"})
    assert (await house.conversation.visits()).total == 1
