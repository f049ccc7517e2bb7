"""Who opens the page: a session cookie, a language, an address for the limits."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import LANGUAGES
from bot.settings import Settings
from bot.visitor import Channel, Visitor, person_key

SESSION_COOKIE = "loa_session"
LANGUAGE_COOKIE = "loa_lang"
COOKIE_DAYS = 30
_SESSION = re.compile(r"[A-Za-z0-9_-]{22}")
_BROWSER = ("Mozilla/", "Opera/")  # every browser says so; link previews, scripts and feeds mostly do not
_MACHINE = re.compile(r"(?<!cu)bot|crawl|spider|headless|lighthouse|preview|facebookexternalhit", re.IGNORECASE)
_SUBSCRIBER_BITS = 64  # an IPv6 line owns a whole /64


@dataclass(frozen=True, slots=True)
class Guest:
    """A visitor of the page; `has_cookie` is False at the first request and for clients that keep no cookies."""

    visitor: Visitor
    session: str
    has_cookie: bool
    address: str
    is_secure: bool


def meet(request: Request, settings: Settings, secret: bytes) -> Guest:
    """Return who sent `request`; an absent or malformed session cookie makes a new session."""
    cookie = request.cookies.get(SESSION_COOKIE, "")
    has_cookie = bool(_SESSION.fullmatch(cookie))
    session = cookie if has_cookie else secrets.token_urlsafe(16)
    agent = request.headers.get("user-agent", "")
    visitor = Visitor(
        person=person_key(secret, Channel.WEB, session),
        channel=Channel.WEB,
        language=choose_language(request, settings),
        is_counted=_is_person(request, agent),
    )
    is_secure = _is_secure(request, trusts_proxy=settings.web.trusts_proxy)
    return Guest(
        visitor, session, has_cookie, client_address(request, trusts_proxy=settings.web.trusts_proxy), is_secure
    )


def _is_person(request: Request, agent: str) -> bool:
    """Return whether a browser asks, and for somebody to see; CUBOT is a phone."""
    is_ahead_of_time = "prefetch" in request.headers.get("sec-purpose", "").lower()
    return agent.startswith(_BROWSER) and not _MACHINE.search(agent) and not is_ahead_of_time


def remember(response: Response, guest: Guest) -> None:
    """Set the session and language cookies on `response`."""
    for name, value in ((SESSION_COOKIE, guest.session), (LANGUAGE_COOKIE, guest.visitor.language)):
        age_s = COOKIE_DAYS * 86_400
        response.set_cookie(name, value, max_age=age_s, httponly=True, samesite="lax", secure=guest.is_secure)


def choose_language(request: Request, settings: Settings) -> str:
    """Return the language asked for in the address, else remembered in the cookie, else the unit's."""
    asked = request.query_params.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")
    return next((language for language in asked if language in LANGUAGES), settings.unit.language)


def client_address(request: Request, *, trusts_proxy: bool) -> str:
    """Return the client's address for the limits, IPv6 as its /64 network.

    Behind the one trusted proxy this is the last value of X-Forwarded-For: the proxy itself wrote it, everything
    before it is the client's word. Without a proxy the header is ignored.
    """
    peer = request.client.host if request.client else ""
    forwarded = ",".join(request.headers.getlist("x-forwarded-for"))
    last = forwarded.rpartition(",")[2].strip() if trusts_proxy else ""
    return _network(last) or _network(peer) or "unknown"


def _network(text: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(text[:45])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        plain = IPv6Address(int(address))  # without a zone such as %eth0
        return str(plain.ipv4_mapped or IPv6Network((plain, _SUBSCRIBER_BITS), strict=False))
    return str(address)


def _is_secure(request: Request, *, trusts_proxy: bool) -> bool:
    forwarded = request.headers.get("x-forwarded-proto", "") if trusts_proxy else ""
    return (forwarded.rpartition(",")[2].strip() or request.scope["scheme"]) == "https"
