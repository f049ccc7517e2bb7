"""Health: is every part of the service well, and if not, why."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff import Deed
from bot.web.admin.page import Opened, Page


async def show_health(opened: Opened) -> Response:
    """Return the state of every part."""
    return opened.show("health.html", health=await opened.services.health())


PAGES = (Page("/suc-khoe", Deed.INSPECT, show_health, name="health"),)
