"""What residents ask most, and what many more of them ask than before."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff import Deed
from bot.web.admin.page import Opened, Page

SHOWN = 30


async def show_asked(opened: Opened) -> Response:
    """Return the questions of the last weeks, grouped by likeness."""
    asked = await opened.services.numbers.asked.read()
    return opened.show("asked.html", asked=asked, rising=asked.rising()[:SHOWN], most=asked.most_asked()[:SHOWN])


PAGES = (Page("/cau-hoi", Deed.READ_LOG, show_asked, name="asked"),)
