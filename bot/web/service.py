"""What machines ask the site: its health, its icon, its rules for crawlers, its static files."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from importlib import resources

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.web.desk import desk_of

_ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /quan-tri\n"
_FOREVER = "public, max-age=31536000, immutable"


async def show_health(request: Request) -> Response:
    """Return every part's state as JSON, with 503 when one is not ready."""
    health = await desk_of(request).health()
    body = {"status": "ready" if health.is_ready else "not ready", "parts": [asdict(part) for part in health.parts]}
    return JSONResponse(body, 200 if health.is_ready else 503, headers={"Cache-Control": "no-store"})


async def show_robots(request: Request) -> Response:
    """Return the rules for crawlers."""
    return PlainTextResponse(_ROBOTS, headers={"Cache-Control": "public, max-age=86400"})


class Assets(StaticFiles):
    """The files of bot/web/static; an address with the content's hash may be kept for ever."""

    def __init__(self) -> None:
        super().__init__(packages=[("bot.web", "static")])
        folder = resources.files("bot.web") / "static"
        self._hashes = {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in folder.iterdir() if file.is_file()
        }

    def address(self, name: str) -> str:
        """Return the address of a file, which changes with its content; raises KeyError for an unknown one."""
        return f"/static/{name}?v={self._hashes[name]}"

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file with its caching rule."""
        response = await super().get_response(path, scope)
        version = scope.get("query_string", b"").decode("latin-1")
        is_current = version == f"v={self._hashes.get(path)}"
        response.headers["Cache-Control"] = _FOREVER if is_current else "no-cache"
        return response


async def show_icon(request: Request) -> Response:
    """Return the loudspeaker mark."""
    icon = (resources.files("bot.web") / "static" / "loa.svg").read_bytes()
    return Response(icon, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
