"""The web face: routes, limits and refusals around the heart."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from bot.catalogue import Catalogue
from bot.conversation import Conversation
from bot.fair_use import Allowance, FairUse
from bot.health import Health
from bot.settings import Settings
from bot.web.admin.pages import admin_routes
from bot.web.admin.services import Services
from bot.web.announcements import show_announcement
from bot.web.chat import answer_call, converse, reply_json, show_chat
from bot.web.desk import VISITORS_PER_ADDRESS, Desk, Limits, Wish, desk_of
from bot.web.follow import follow, show_follow
from bot.web.guard import Guard
from bot.web.guests import choose_language
from bot.web.metrics import show_metrics
from bot.web.render import Renderer
from bot.web.service import Assets, show_health, show_icon, show_robots
from knowledge.base import KnowledgeBase

Site: TypeAlias = Starlette
_EXPLAINED = frozenset({400, 403, 404, 405, 413, 415, 429, 503})


def create_site(
    conversation: Conversation,
    settings: Settings,
    *,
    secret: bytes,
    base: KnowledgeBase,
    health: Callable[[], Awaitable[Health]],
    catalogue: Catalogue,
    services: Services | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Site:
    """Return the site: chat, announcements' pages, health, and the desk of staff where there are `services` for it.

    `clock` counts seconds for the limits.
    """
    assets = Assets()
    site = Starlette(
        routes=[
            Route("/", show_chat, methods=["GET"]),
            Route("/", converse, methods=["POST"]),
            Route("/api/ask", answer_call(Wish.TEXT), methods=["POST"]),
            Route("/api/press", answer_call(Wish.ACTION), methods=["POST"]),
            Route("/api/command", answer_call(Wish.COMMAND), methods=["POST"]),
            Route("/thong-bao/{announcement_id}", show_announcement, name="announcement"),
            Route("/theo-doi", show_follow, methods=["GET"]),
            Route("/theo-doi", follow, methods=["POST"]),
            Route("/healthz", show_health),
            Route("/metrics", show_metrics),
            Route("/robots.txt", show_robots),
            Route("/favicon.ico", show_icon),
            Mount("/static", assets),
            *(admin_routes() if services else ()),
        ],
        middleware=[Middleware(Guard, refuse=refuse, own_url=settings.web.url)],
        exception_handlers={HTTPException: refuse},
    )
    site.state.services = services
    site.state.monitored = None  # whoever has metrics puts a Monitored there
    site.state.desk = Desk(
        conversation=conversation,
        base=base,
        settings=settings,
        secret=secret,
        health=health,
        renderer=Renderer(catalogue, settings.zone, assets.address),
        limits=_set_limits(settings.web.questions_per_minute, clock),
    )
    return site


async def refuse(request: Request, error: Exception) -> Response:
    """Return a polite page, or JSON for chat.js, that says what went wrong without saying how."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    desk = desk_of(request)
    language = choose_language(request, desk.settings)
    wait = (headers or {}).get("Retry-After", "")
    message = desk.renderer.message(f"error_{status if status in _EXPLAINED else 500}", language, wait=wait)
    if request.scope["path"].startswith("/api/"):
        return JSONResponse(reply_json(desk, message, language), status, headers=headers)
    page = desk.renderer.render("error.html", language, unit=desk.unit, message=message, status=status)
    return HTMLResponse(page, status, headers=headers)


def _set_limits(per_minute: int, clock: Callable[[], float]) -> Limits:
    each = Allowance(per_minute, 60)
    crowd = Allowance(per_minute * VISITORS_PER_ADDRESS, 60)
    return Limits(FairUse(each, clock=clock), FairUse(each, clock=clock), FairUse(crowd, clock=clock))
