"""The desk's door: a one-time link opens it, by a press of a button only: a link's preview must not use it up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.admin.access import DESK_PATH, DOOR_PATH
from bot.web.admin.page import PRIVATE, SESSION_COOKIE, services_of
from bot.web.desk import desk_of


async def explain(request: Request) -> Response:
    """Return the page that says how to get in."""
    return _page(request, "how")


async def offer(request: Request) -> Response:
    """Return the page with the button that uses the link, or the word that it opens nothing."""
    is_open = await services_of(request).access.is_open(request.path_params["token"])
    return _page(request, "offer" if is_open else "over", 200 if is_open else 410)


async def enter(request: Request) -> Response:
    """Use the link and begin a session."""
    session = await services_of(request).access.enter(request.path_params["token"])
    return _page(request, "over", 410) if session is None else begin(request, session)


async def leave(request: Request) -> Response:
    """End the session."""
    await services_of(request).access.leave(request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse(DOOR_PATH, 303, headers=PRIVATE)
    response.delete_cookie(SESSION_COOKIE, path=DESK_PATH)
    return response


def begin(request: Request, session: str) -> Response:
    """Return the way to the desk with the session's cookie."""
    response = RedirectResponse(DESK_PATH, 303, headers=PRIVATE)
    is_secure = desk_of(request).meet(request).is_secure
    response.set_cookie(SESSION_COOKIE, session, path=DESK_PATH, httponly=True, samesite="lax", secure=is_secure)
    return response


def _page(request: Request, state: str, status: int = 200) -> Response:
    desk = desk_of(request)
    page = desk.renderer.render(
        "admin/entrance.html", desk.settings.unit.language, unit=desk.unit, state=state, path=request.url.path
    )
    return HTMLResponse(page, status, headers=PRIVATE)


ROUTES = (
    Route(DOOR_PATH, explain, methods=["GET"]),
    Route(f"{DOOR_PATH}/{{token}}", offer, methods=["GET"]),
    Route(f"{DOOR_PATH}/{{token}}", enter, methods=["POST"]),
    Route(f"{DESK_PATH}/ra", leave, methods=["POST"]),
)
