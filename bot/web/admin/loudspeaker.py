"""The loudspeaker at the desk: the very conversations of the office, with the same checks, on a page."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.office.flow import Staffer, Submission
from bot.office.office import OfficeCommand
from bot.reply import File, Reply, Verb, parse_action
from bot.staff import Deed
from bot.web.admin.page import PRIVATE, Opened, Page

PATH = "/phat-loa"
_CALLED = {each.value: each for each in (OfficeCommand.COMPOSE, OfficeCommand.APPROVE, OfficeCommand.REPORT)}


async def show_reports(opened: Opened) -> Response:
    """Return the latest broadcasts."""
    return await _page(opened, await _command(opened, OfficeCommand.REPORT))


async def go_on(opened: Opened) -> Response:
    """Return what a button, a command or words handed in lead to; a step that comes twice leads to the same."""
    form = opened.form
    if action := parse_action(form.get("action", "")):
        if action.verb is not Verb.OFFICE:
            raise HTTPException(400)
        reply = await opened.services.office.press(_staffer(opened), action.argument)
        return _download(reply.files[0]) if reply.files else await _page(opened, reply)
    if command := _CALLED.get(form.get("command", "")):
        return await _page(opened, await _command(opened, command))
    text = form.get("text", "")
    taken = await opened.services.office.receive(_staffer(opened), Submission(text))
    return await _page(opened, taken or await _command(opened, OfficeCommand.REPORT), left="" if taken else text)


async def _command(opened: Opened, command: OfficeCommand) -> Reply:
    return await opened.services.office.command(_staffer(opened), command)


async def _page(opened: Opened, reply: Reply, left: str = "") -> Response:
    """Return the page with a reply; `left` are words that nobody awaited, to be kept in the form."""
    is_awaiting = await opened.services.office.is_awaiting(_staffer(opened))
    return opened.show("loudspeaker.html", reply=reply, path=PATH, left=left, is_awaiting=is_awaiting or bool(left))


def _download(file: File) -> Response:
    headers = PRIVATE | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.data, media_type="application/octet-stream", headers=headers)


def _staffer(opened: Opened) -> Staffer:
    return Staffer(opened.member.telegram_id, opened.language)


PAGES = (
    Page(PATH, Deed.REPORT, show_reports, name="loudspeaker"),
    Page(PATH, Deed.REPORT, go_on, method="POST", is_noted=False),
)
