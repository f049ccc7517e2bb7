"""An announcement's page: its full text, verbatim, with an anchor at each section."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.reply import Action, Verb
from bot.web.desk import desk_of
from bot.web.guests import remember
from bot.web.render import new_headings, section_key
from knowledge.announcement import Announcement


async def show_announcement(request: Request) -> Response:
    """Return the page of a published announcement and count the view; raises HTTPException 404 without one."""
    desk = desk_of(request)
    guest = desk.meet(request)
    announcement = desk.base.announcement(request.path_params["announcement_id"])
    if announcement is None:
        raise HTTPException(404)
    if request.method == "GET":
        await desk.record_view(guest, Action(Verb.ANNOUNCEMENT, announcement.id))
    owner = desk.base.unit(announcement.unit_id)
    page = desk.renderer.render(
        "announcement.html",
        guest.visitor.language,
        unit=desk.unit,
        owner=owner,
        successors=", ".join(unit.name for unit in map(desk.base.unit, owner.successors if owner else ()) if unit),
        announcement=announcement,
        parts=_list_parts(announcement),
        visits=await desk.conversation.visits(),
    )
    response = HTMLResponse(page, headers={"Cache-Control": "private, no-cache"})
    remember(response, guest)
    return response


def _list_parts(announcement: Announcement) -> list[dict[str, object]]:
    parts: list[dict[str, object]] = []
    before: tuple[str, ...] = ()
    for section in sorted(announcement.sections, key=lambda section: section.position):
        headings = new_headings(section.heading_path, before)
        lines = section.text.split("\n")
        parts.append({"key": section_key(section), "role": section.role.value, "headings": headings, "lines": lines})
        before = section.heading_path
    return parts
