"""What residents asked without getting an answer, what most people miss first."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff import Deed
from bot.web.admin.page import Opened, Page

DAYS = (7, 30, 90)
SHOWN = 50


async def show_unanswered(opened: Opened) -> Response:
    """Return the groups of unanswered questions of the last days."""
    wished = opened.asked("ngay")
    days = next((days for days in DAYS if str(days) == wished), DAYS[1])
    asked = await opened.services.numbers.asked.read(days)
    groups = asked.unanswered()
    return opened.show(
        "unanswered.html", asked=asked, groups_found=groups[:SHOWN], total=len(groups), days=days, choices=DAYS
    )


PAGES = (Page("/chua-tra-loi", Deed.READ_LOG, show_unanswered, name="unanswered"),)
