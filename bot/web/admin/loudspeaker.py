"""The loudspeaker at the desk: write, approve, report."""

from __future__ import annotations

from starlette.responses import Response

from bot.office.office import OfficeCommand
from bot.staff import Deed
from bot.web.admin import office
from bot.web.admin.page import Opened, Page

PATH = "/phat-loa"
_PLACE = office.Place(PATH, "loudspeaker.html", (OfficeCommand.COMPOSE, OfficeCommand.APPROVE, OfficeCommand.REPORT))


async def show_reports(opened: Opened) -> Response:
    """Return the latest broadcasts."""
    return await _page(opened, await office.call(opened, OfficeCommand.REPORT))


async def go_on(opened: Opened) -> Response:
    """Return the next step."""
    return await _page(opened, await office.go_on(opened, _PLACE))


async def _page(opened: Opened, turn: office.Turn) -> Response:
    return await office.show(opened, _PLACE, turn)


PAGES = (
    Page(PATH, Deed.REPORT, show_reports, name="loudspeaker"),
    Page(PATH, Deed.REPORT, go_on, method="POST", is_noted=False),
)
