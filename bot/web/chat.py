"""The chat: the page, the form for browsers without JavaScript, and the calls of chat.js."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.reply import Reply
from bot.web.desk import Desk, Turn, Wish, clean, desk_of
from bot.web.guests import Guest, remember

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a visitor sent and what came back."""

    turn: Turn
    reply: Reply


async def show_chat(request: Request) -> Response:
    """Return the chat page with the greeting."""
    desk = desk_of(request)
    return await _chat_page(desk, desk.meet(request), None)


async def converse(request: Request) -> Response:
    """Return the chat page with the reply to a submitted form."""
    desk = desk_of(request)
    guest = desk.meet(request)
    turn = await _read_form(request)
    return await _chat_page(desk, guest, Exchange(turn, await desk.reply(guest, turn)))


def answer_call(wish: Wish) -> Endpoint:
    """Return the endpoint that takes {"<wish>": "..."} and gives {"html", "toast"}."""

    async def answer(request: Request) -> Response:
        desk = desk_of(request)
        guest = desk.meet(request)
        turn = Turn(wish, await _read_json(request, wish))
        reply = await desk.reply(guest, turn)
        response = JSONResponse(reply_json(desk, reply, guest.visitor.language))
        remember(response, guest)
        return response

    return answer


def reply_json(desk: Desk, reply: Reply, language: str) -> dict[str, str]:
    """Return what chat.js adds to the conversation."""
    return {"html": desk.renderer.render_reply(reply, language), "toast": reply.toast}


async def _chat_page(desk: Desk, guest: Guest, exchange: Exchange | None) -> Response:
    language = guest.visitor.language
    page = desk.renderer.render(
        "chat.html",
        language,
        unit=desk.unit,
        welcome=desk.renderer.message("welcome", language, unit=desk.unit.name),
        exchange=exchange,
        news=await desk.conversation.news(guest.visitor) if guest.has_cookie else (),
        visits=await desk.conversation.visits(),
    )
    response = HTMLResponse(page, headers={"Cache-Control": "private, no-cache"})
    remember(response, guest)
    return response


async def _read_form(request: Request) -> Turn:
    async with request.form(max_files=0, max_fields=4) as form:
        for wish in (Wish.ACTION, Wish.COMMAND, Wish.TEXT):
            value = form.get(wish.value)
            if isinstance(value, str):
                return Turn(wish, clean(value))
    raise HTTPException(400)


async def _read_json(request: Request, name: str) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    try:
        value = json.loads(await request.body())[name]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise HTTPException(400) from error
    if not isinstance(value, str):
        raise HTTPException(400)
    return clean(value)
