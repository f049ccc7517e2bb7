"""The conversations of the office on pages of the desk: what the chat asks and offers, with the very same checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.office.flow import Staffer, Submission
from bot.office.office import OfficeCommand
from bot.reply import File, Reply, Verb, parse_action
from bot.web.admin.page import PRIVATE, Opened


@dataclass(frozen=True, slots=True)
class Place:
    """A page where flows of the office are worked at: those of `commands`."""

    path: str
    template: str
    commands: tuple[OfficeCommand, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What the office says, and words that nobody awaited: they stay in the form."""

    reply: Reply
    left: str = ""


async def call(opened: Opened, command: OfficeCommand, argument: str = "") -> Turn:
    """Return what a command leads to."""
    return Turn(await opened.services.office.command(_staffer(opened), command, argument))


async def go_on(opened: Opened, place: Place) -> Turn:
    """Return what a button, a command of the place or words lead to; a step that comes twice leads to the same."""
    office, staffer, form = opened.services.office, _staffer(opened), opened.form
    if action := parse_action(form.get("action", "")):
        if action.verb is not Verb.OFFICE:
            raise HTTPException(400)
        return Turn(await office.press(staffer, action.argument))
    named = next((each for each in place.commands if each.value == form.get("command")), None)
    if named is not None:
        return await call(opened, named)
    text = form.get("text", "")
    taken = await office.receive(staffer, Submission(text))
    return Turn(taken or Reply(), "" if taken else text)


async def show(opened: Opened, place: Place, turn: Turn, **values: Any) -> Response:
    """Return the page of a place with a turn of its conversation, or the file that the turn made."""
    if turn.reply.files:
        return _download(turn.reply.files[0])
    awaiting = await opened.services.office.awaiting(_staffer(opened))
    values |= {"reply": turn.reply, "left": turn.left, "path": place.path, "commands": place.commands}
    return opened.show(place.template, is_awaiting=bool(turn.left) or awaiting in place.commands, **values)


def _download(file: File) -> Response:
    headers = PRIVATE | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.data, media_type="application/octet-stream", headers=headers)


def _staffer(opened: Opened) -> Staffer:
    return Staffer(opened.member.telegram_id, opened.language)
