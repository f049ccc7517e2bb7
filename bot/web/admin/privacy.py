"""Privacy: how long what is kept, what goes next, and the confirmation of a shortened retention."""

from __future__ import annotations

from starlette.responses import Response

from bot.staff import Deed
from bot.web.admin.page import Opened, Page

PATH = "/rieng-tu"


async def show_privacy(opened: Opened) -> Response:
    """Return the retentions with what each takes next."""
    due = await opened.services.retention.preview()
    return opened.show("privacy.html", due=due, path=PATH, settings=opened.services.settings)


async def confirm(opened: Opened) -> Response:
    """Let go what is too old by the settings, shortened or not, where the page was right about how much that is."""
    retention, seen = opened.services.retention, opened.form.get("rows", "")
    if seen != str(sum(due.rows for due in await retention.preview() if due.is_waiting)):
        return opened.go_on(PATH, "retention_changed")
    await retention.apply()
    return opened.go_on(PATH, "retention_applied")


PAGES = (
    Page(PATH, Deed.INSPECT, show_privacy, name="privacy"),
    Page(PATH, Deed.FORGET, confirm, method="POST"),
)
