"""The desk as a Mini App: Telegram hands our page data that it signed; a script of ours posts it, once."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.admin.access import DESK_PATH
from bot.admin.mini_app import MAX_CHARS, read_proof
from bot.web.admin.entrance import begin
from bot.web.admin.page import PRIVATE, services_of
from bot.web.desk import desk_of

PATH = f"{DESK_PATH}/mini"


async def wait(request: Request) -> Response:
    """Return the page whose script posts the data; without a script it says how else to get in."""
    return _page(request, "mini")


async def enter(request: Request) -> Response:
    """Begin a session for whom the data proves, when that is a member of staff and the data is not used yet."""
    services = services_of(request)
    async with request.form(max_files=0, max_fields=2) as form:
        data = form.get("data")
    text = data if isinstance(data, str) and len(data) <= MAX_CHARS else ""
    proof = read_proof(text, services.token.get_secret_value(), now=services.clock())
    session = proof and await services.access.enter_with(
        proof.credential, proof.telegram_id, expires_at=proof.expires_at
    )
    return begin(request, session) if session else _page(request, "over", 403)


def _page(request: Request, state: str, status: int = 200) -> Response:
    desk = desk_of(request)
    language = desk.settings.unit.language
    page = desk.renderer.render("admin/entrance.html", language, unit=desk.unit, state=state, path=PATH)
    return HTMLResponse(page, status, headers=PRIVATE)


ROUTES = (Route(PATH, wait, methods=["GET"]), Route(PATH, enter, methods=["POST"]))
