"""The audit: what staff did and tried, allowed or not."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import Response

from bot.admin.roster import MACHINE
from bot.audit import Filters, read_attempts
from bot.staff import Deed
from bot.web.admin.page import Opened, Page
from bot.web.admin.wishes import read_choice, read_number

PAGE_ROWS = 50
REASONS = ("role", "not_staff", "topic", "unit", "author", "not_author")  # others are shown as they are noted
_WISHES = ("ai", "viec", "tu-choi")


async def show_audit(opened: Opened) -> Response:
    """Return a page of attempts, filtered as the address says."""
    deed, before = read_choice(opened.asked("viec"), Deed), read_number(opened.asked("truoc"))
    filters = Filters(read_number(opened.asked("ai")), deed, is_refused=bool(opened.asked("tu-choi")))
    found = await read_attempts(opened.services.database, filters, before=before, limit=PAGE_ROWS + 1)
    attempts, has_more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    wishes = {name: value for name in _WISHES if (value := opened.asked(name))}
    say = opened.services.catalogue.text
    members = await opened.services.roster.members()
    return opened.show(
        "audit.html",
        attempts=attempts,
        wishes=wishes,
        deeds=tuple(Deed),
        names={member.telegram_id: member.name for member in members},
        machine=MACHINE,
        reasons={each: say(f"desk.audit.reason.{each}", opened.language) for each in REASONS},
        older=urlencode(wishes | {"truoc": attempts[-1].number}) if has_more else "",
        newest=urlencode(wishes),
        is_newest=before is None,
    )


PAGES = (Page("/thao-tac", Deed.AUDIT, show_audit, name="audit"),)
