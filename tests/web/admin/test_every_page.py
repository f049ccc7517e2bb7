"""Every declared page of the desk in a real Chromium: accessible, light, self-contained, no wider than the screen."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from bot.web.admin.page import Page
from bot.web.admin.pages import PAGES
from tests.bot.cast import LAN
from tests.web.admin.conftest import Office, sit_down

playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe-playwright-python is not installed")
if TYPE_CHECKING:
    from playwright.async_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE, DESKTOP = (390, 844), (1280, 800)
MAX_PAGE_BYTES = 100_000
SHOWN = [page for page in PAGES if page.method == "GET" and not page.is_file]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with playwright.async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("page", SHOWN, ids=[page.path for page in SHOWN])
async def test_page_is_fit_for_everybody(
    browser: Browser, office: Office, origin: str, page: Page, size: tuple[int, int]
) -> None:
    await office.app.conversation.ask(LAN, "phí chứng thực bao nhiêu <b>", key="one question")
    seat = await sit_down(browser, office, origin, size)
    seat.requests.clear()
    await seat.open(page.path.format(**page.example))
    assert await seat.page.locator("h1").count() == 1
    assert not await seat.is_too_wide()
    found = await axe.Axe().run(seat.page)
    assert found.violations_count == 0, found.generate_report()
    assert all(url.startswith((origin, "data:")) for url in seat.requests)
    assert seat.complaints == []
    assert await seat.weigh() < MAX_PAGE_BYTES
