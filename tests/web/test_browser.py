"""The chat in a real Chromium: phone and desktop, keyboard only, without JavaScript, nothing from elsewhere."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import House
from tests.web.test_serve import served

playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, NARROW, DESKTOP = (360, 740), (320, 568), (1280, 800)
MAX_PAGE_BYTES = 100_000
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@dataclass(slots=True)
class Visit:
    """One open page with what it asked for and complained about."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def ask(self, question: str) -> str:
        """Type a question, press Enter and return the last reply."""
        await self.page.get_by_label("Câu hỏi của bà con").fill(question)
        await self.page.keyboard.press("Enter")
        return await self.last_reply()

    async def last_reply(self) -> str:
        await self.page.locator(".asked ~ .told, #tra-loi").last.wait_for()
        return await self.page.locator(".told").last.inner_text()

    async def weigh(self) -> int:
        """Return the bytes of the page with everything that it fetched."""
        entries = "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        return int(await self.page.evaluate(f"{entries}.reduce((sum, entry) => sum + entry.encodedBodySize, 0)"))

    async def is_too_wide(self) -> bool:
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def origin(house: House) -> AsyncIterator[str]:
    async with served(house, asyncio.Event()) as port:
        yield f"http://127.0.0.1:{port}"


async def visit(browser: Browser, origin: str, size: tuple[int, int] = PHONE, *, has_scripts: bool = True) -> Visit:
    """Open the chat in a fresh context."""
    viewport: ViewportSize = {"width": size[0], "height": size[1]}
    page = await (await browser.new_context(viewport=viewport, java_script_enabled=has_scripts)).new_page()
    opened = Visit(page, origin)
    page.on("request", lambda request: opened.requests.append(request.url))
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    await page.goto(f"{origin}/")
    return opened


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=str)
async def test_a_question_is_answered_in_place(browser: Browser, origin: str, size: tuple[int, int]) -> None:
    lan = await visit(browser, origin, size)
    assert not await lan.is_too_wide()
    assert "30/11/2024" in await lan.ask("trồng cây bóng mát")
    await lan.ask("rấtdài" * 40)
    assert not await lan.is_too_wide()
    assert lan.page.url == f"{origin}/"
    assert all(url.startswith(origin) for url in lan.requests)
    assert lan.complaints == []
    assert 5_000 < await lan.weigh() < MAX_PAGE_BYTES


async def test_everything_works_with_the_keyboard_alone(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.page.keyboard.press("Tab")
    await lan.page.keyboard.press("Enter")  # the skip link leads to the question's box
    await lan.page.keyboard.type("trồng cây bóng mát")
    await lan.page.keyboard.press("Tab")
    await lan.page.keyboard.press("Enter")  # the send button
    assert "30/11/2024" in await lan.last_reply()
    await lan.page.get_by_role("button", name="Mới nhất").focus()
    await lan.page.keyboard.press("Space")
    await lan.page.get_by_role("button", name="Kế hoạch trồng cây của quận").wait_for()


async def test_a_button_shows_what_it_names_and_feedback_thanks(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.page.get_by_role("button", name="Mới nhất").click()
    await lan.page.get_by_role("button", name="Kế hoạch trồng cây của quận").click()
    await lan.page.get_by_role("button", name="Mỗi tổ dân phố").click()
    await lan.page.get_by_text("trước ngày 30/11/2024", exact=False).last.wait_for()
    await lan.page.get_by_role("button", name="Có ích").click()
    await lan.page.get_by_text("Cảm ơn bà con đã góp ý!").wait_for()
    assert lan.complaints == []


async def test_the_page_works_without_javascript(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin, has_scripts=False)
    await lan.page.get_by_label("Câu hỏi của bà con").fill("trồng cây bóng mát")
    await lan.page.get_by_role("button", name="Gửi").click()
    assert "30/11/2024" in await lan.last_reply()
    await lan.page.get_by_role("button", name="Mới nhất").click()
    await lan.page.get_by_role("button", name="Kế hoạch trồng cây của quận").click()
    assert "12/KH-UBND" in await lan.last_reply()


async def test_hostile_words_stay_words(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.ask("<img src=x onerror=alert(1)> cắt nước <script>alert(1)</script>")
    assert "<img src=x onerror=alert(1)>" in await lan.page.locator(".asked").inner_text()
    assert lan.complaints == []


async def test_a_lost_connection_is_said_and_the_question_kept(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.page.route("**/api/ask", lambda route: route.abort())
    await lan.page.get_by_label("Câu hỏi của bà con").fill("trồng cây bóng mát")
    await lan.page.keyboard.press("Enter")
    await lan.page.get_by_text("Chưa gửi được câu hỏi.").wait_for()
    assert await lan.page.get_by_label("Câu hỏi của bà con").input_value() == "trồng cây bóng mát"


async def test_screen_readers_find_log_label_and_speakers(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.ask("trồng cây bóng mát")
    tree = await lan.page.locator("body").aria_snapshot()
    for part in (
        'log "Cuộc trò chuyện"',
        'textbox "Câu hỏi của bà con"',
        "Bà con hỏi:",
        "Loa Phường trả lời:",
        "contentinfo",
    ):
        assert part in tree


async def test_touch_targets_are_large(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin, NARROW)
    boxes = [await button.bounding_box() for button in await lan.page.get_by_role("button").all()]
    assert boxes
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in boxes)


async def test_an_anchor_leads_to_the_section_below_the_header(browser: Browser, origin: str) -> None:
    lan = await visit(browser, origin)
    await lan.page.goto(f"{origin}/thong-bao/lich-cat-nuoc#s2")
    box = await lan.page.locator("#s2").bounding_box()
    header = await lan.page.locator("header").bounding_box()
    assert box
    assert header
    assert box["y"] >= header["height"]
    assert box["y"] + box["height"] <= PHONE[1]
