"""Staff at the desk: who has which role for which topics, and how to give and take it."""

from __future__ import annotations

from starlette.responses import Response

from bot.office.office import OfficeCommand
from bot.staff import Deed
from bot.web.admin import office
from bot.web.admin.page import Opened, Page

PATH = "/can-bo"


async def show_members(opened: Opened) -> Response:
    """Return all staff."""
    return await office.show(opened, "members.html", await office.call(opened, OfficeCommand.STAFF), PATH)


async def go_on(opened: Opened) -> Response:
    """Return the next step."""
    return await office.show(opened, "members.html", await office.go_on(opened, (OfficeCommand.STAFF,)), PATH)


PAGES = (
    Page(PATH, Deed.APPOINT, show_members, name="members"),
    Page(PATH, Deed.APPOINT, go_on, method="POST", is_noted=False),
)
