"""/metrics, for a monitor alone: by its token, or from this very machine where no token is set."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded", "via")  # a proxy on this machine speaks for somebody else


@dataclass(frozen=True, slots=True)
class Monitored:
    """What is told to a monitor, and the `token` that it must bring, "" for none."""

    render: Callable[[], Awaitable[bytes]]
    content_type: str
    token: str = ""


async def show_metrics(request: Request) -> Response:
    """Return the numbers; raises HTTPException 403 for whoever may not read them."""
    monitored = cast("Monitored | None", request.app.state.monitored)
    if monitored is None:
        raise HTTPException(404)
    if not may_read(request, monitored.token):
        raise HTTPException(403)
    return Response(await monitored.render(), media_type=monitored.content_type, headers={"Cache-Control": "no-store"})


def may_read(request: Request, token: str) -> bool:
    """Return whether the request brings the token; without one, whether it was sent on this machine itself."""
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    is_forwarded = any(name in request.headers for name in _FORWARDED)
    return not is_forwarded and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
