"""Every page of the desk, in the order of the menu, and its routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.admin.access import DESK_PATH, DOOR_PATH
from bot.staff import MAY
from bot.web.admin import (
    announcements,
    asked,
    audit,
    entrance,
    exports,
    health,
    lesson_form,
    lessons,
    loudspeaker,
    members,
    mini,
    privacy,
    question_log,
    tickets,
    today,
    unanswered,
    visits,
)
from bot.web.admin.page import PRIVATE, SESSION_COOKIE, Page, make_routes, services_of

FEATURES = (
    today,
    tickets,
    unanswered,
    question_log,
    asked,
    visits,
    lessons,
    lesson_form,
    announcements,
    loudspeaker,
    exports,
    members,
    audit,
    privacy,
    health,
)
PAGES: tuple[Page, ...] = tuple(page for feature in FEATURES for page in feature.PAGES)


def admin_routes() -> list[BaseRoute]:
    """Return every route of the desk."""
    return [Route(DESK_PATH, _open_first(PAGES), methods=["GET"]), *entrance.ROUTES, *mini.ROUTES, *make_routes(PAGES)]


def _open_first(pages: tuple[Page, ...]) -> Callable[[Request], Awaitable[Response]]:
    async def open_first(request: Request) -> Response:
        member = await services_of(request).access.member(request.cookies.get(SESSION_COOKIE, ""))
        paths = (page.path for page in pages if member and page.name and page.deed in MAY[member.role])
        first = next(paths, None)
        return RedirectResponse(f"{DESK_PATH}{first}" if first else DOOR_PATH, 303, headers=PRIVATE)

    return open_first
