"""Every declared page of the desk in a real Chromium: accessible, light, self-contained, no wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.web.admin.page import Page
from bot.web.admin.pages import PAGES
from tests.bot.cast import LAN
from tests.web.admin.conftest import Office, sit_down

axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe-playwright-python is not installed")
if TYPE_CHECKING:
    from playwright.async_api import Browser

PHONE, DESKTOP = (390, 844), (1280, 800)
MAX_PAGE_BYTES = 100_000
SHOWN = [page for page in PAGES if page.method == "GET" and not page.is_file]


@pytest.mark.parametrize("page", SHOWN, ids=[page.path for page in SHOWN])
async def test_page_is_fit_for_everybody(browser: Browser, office: Office, origin: str, page: Page) -> None:
    await office.app.conversation.ask(LAN, "phí chứng thực bao nhiêu <b>", key="one question")
    seat = await sit_down(browser, office, origin, PHONE)
    for width, height in (PHONE, DESKTOP):
        await seat.page.set_viewport_size({"width": width, "height": height})
        seat.requests.clear()
        await seat.open(page.path.format(**page.example))
        assert await seat.page.locator("h1").count() == 1
        assert not await seat.is_too_wide()
        found = await axe.Axe().run(seat.page)
        assert found.violations_count == 0, found.generate_report()
        assert all(url.startswith((origin, "data:")) for url in seat.requests)
        assert seat.complaints == []
        assert await seat.weigh() < MAX_PAGE_BYTES
