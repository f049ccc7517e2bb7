"""The page on which anybody with a code sees where a ticket stands and its answer, without what was asked."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.command import Command
from bot.reply import Reply
from bot.web.desk import Turn, Wish, clean, desk_of
from bot.web.guests import Guest, remember

MAX_CODE_CHARS = 20


async def show_follow(request: Request) -> Response:
    """Return the page with the form."""
    return await _page(request, desk_of(request).meet(request), None)


async def follow(request: Request) -> Response:
    """Return the page with what the code leads to; guessing is held back by the limits of the chat."""
    desk = desk_of(request)
    guest = desk.meet(request)
    async with request.form(max_files=0, max_fields=2) as form:
        code = form.get("code")
    if not isinstance(code, str) or not code.strip():
        raise HTTPException(400)
    turn = Turn(Wish.COMMAND, f"{Command.FOLLOW} {clean(code[:MAX_CODE_CHARS])}")
    return await _page(request, guest, await desk.reply(guest, turn))


async def _page(request: Request, guest: Guest, reply: Reply | None) -> Response:
    desk = desk_of(request)
    page = desk.renderer.render(
        "follow.html",
        guest.visitor.language,
        unit=desk.unit,
        reply=reply,
        visits=await desk.conversation.visits(),
    )
    response = HTMLResponse(page, headers={"Cache-Control": "no-store"})
    remember(response, guest)
    return response
