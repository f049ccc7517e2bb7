"""Staff at the desk: who has which role for which topics, and how to give and take it."""

from __future__ import annotations

from starlette.responses import Response

from bot.office.office import OfficeCommand
from bot.staff import Deed
from bot.web.admin import office
from bot.web.admin.page import Opened, Page

PATH = "/can-bo"
_PLACE = office.Place(PATH, "members.html", (OfficeCommand.STAFF,))


async def show_members(opened: Opened) -> Response:
    """Return all staff."""
    return await office.show(opened, _PLACE, await office.call(opened, OfficeCommand.STAFF))


async def go_on(opened: Opened) -> Response:
    """Return the next step; words name a person to add."""
    if who := opened.form.get("who"):
        return await office.show(opened, _PLACE, await office.call(opened, OfficeCommand.STAFF, who))
    return await office.show(opened, _PLACE, await office.go_on(opened, _PLACE))


PAGES = (
    Page(PATH, Deed.APPOINT, show_members, name="members"),
    Page(PATH, Deed.APPOINT, go_on, method="POST", is_noted=False),
)
