"""What holds for every request: security headers, a bounded body, a time limit, no foreign forms, no traces."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 16_384
REQUEST_TIMEOUT_S = 20.0
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_LOG = logging.getLogger(__name__)
Refuse = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """ASGI middleware around the whole site.

    `refuse` renders the page for an HTTPException that is raised here; `own_url` is the page's public address, whose
    origin forms may carry besides the Host header's.
    """

    def __init__(self, app: ASGIApp, refuse: Refuse, own_url: str, timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        self._app = app
        self._refuse = refuse
        self._own_host = _host(own_url)
        self._timeout_s = timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; whatever fails inside becomes a polite page and one line in the log."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reply = _Sender(send)
        try:
            async with asyncio.timeout(self._timeout_s) as limit:
                scope["loa.time_limit"] = limit
                self._check_origin(scope)
                await self._app(scope, _Receiver(receive).receive, reply.send)
        except ClientDisconnect:
            _LOG.info("%s %s was given up by the client", scope["method"], scope["path"])
        except Exception as error:
            if reply.has_started:
                raise
            response = await self._refuse(Request(scope), _as_http(error, scope))
            await response(scope, receive, reply.send)

    def _check_origin(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE_METHODS and not is_own_form(headers, self._own_host):
            raise HTTPException(403)


def allow_time(request: Request, seconds: float) -> None:
    """Let this request take so many seconds from now on, instead of the common limit."""
    limit: asyncio.Timeout = request.scope["loa.time_limit"]
    limit.reschedule(asyncio.get_running_loop().time() + seconds)


def is_own_form(headers: Headers, own_host: str) -> bool:
    """Return whether a POST comes from our own pages or from a client that is no browser.

    Source: Fetch Metadata (W3C), Sec-Fetch-Site; Origin decides for browsers and plain-http pages without it.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or _host(origin) in {headers.get("host", ""), own_host} - {""}


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


class _Sender:
    """Adds the security headers and knows whether a response has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


class _Receiver:
    """Passes the body on and stops where it grows beyond MAX_BODY_BYTES."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = MAX_BODY_BYTES

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message


def _as_http(error: Exception, scope: Scope) -> HTTPException:
    if isinstance(error, HTTPException):
        return error
    if isinstance(error, TimeoutError):
        _LOG.warning("%s %s took too long", scope["method"], scope["path"])
        return HTTPException(503, headers={"Retry-After": "30"})
    _LOG.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
    return HTTPException(500)
