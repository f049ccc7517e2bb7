"""Fetch one public web page: no private network, bounded in bytes and time, only text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from httpx_secure import SSRFProtectionError, httpx_ssrf_protection

from knowledge.loaders.encoding import MAX_BYTES
from knowledge.loaders.result import Fault

MAX_REDIRECTS = 5
TIMEOUT_S = 20.0
USER_AGENT = "LoaPhuong/0.1 (ward announcement bot)"

_PORTS = (80, 443)
_DENIED_V6 = (IPv6Network("fec0::/10"), IPv6Network("2002::/16"))  # site-local, 6to4: ipaddress calls them global
_PLAIN = "text/plain"
_TYPES = ("text/html", "application/xhtml+xml", _PLAIN)

Address = IPv4Address | IPv6Address
IsAllowed = Callable[[str, Address, int], bool]


class FetchError(Exception):
    """A page could not be fetched; `reason` says why and what to do."""

    def __init__(self, reason: str, fault: Fault = Fault.WEB) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched page: its last address, its bytes, the charset and kind that the server declared."""

    url: str
    data: bytes
    charset: str | None = None
    is_plain: bool = False


class Fetcher(Protocol):
    """Whatever fetches a page."""

    async def __call__(self, url: str) -> Fetched:
        """Return the page at `url`, or raise FetchError."""
        ...


def is_public(host: str, address: Address, port: int) -> bool:
    """Return whether a connection may go there: the two web ports, no multicast, site-local or 6to4 address."""
    if port not in _PORTS or address.is_multicast:
        return False
    return not (isinstance(address, IPv6Address) and any(address in network for network in _DENIED_V6))


async def fetch_page(url: str, *, is_allowed: IsAllowed | None = None, timeout_s: float = TIMEOUT_S) -> Fetched:
    """Return the HTML or text page at a public http(s) `url`, redirects followed and checked again.

    `is_allowed` replaces the whole policy of addresses (tests allow one loopback port). `timeout_s` bounds the whole
    exchange, MAX_BYTES the unpacked body.

    Raises:
        FetchError: a refused address, a failed exchange, a wrong status or content type, too large or too slow.
    """
    _check_url(url)
    try:
        async with asyncio.timeout(timeout_s):
            return await _fetch(url, is_allowed)
    except TimeoutError as error:
        raise FetchError(
            f"took longer than {timeout_s:.0f} s; try again later or save the page to a file", Fault.SLOW
        ) from error
    except SSRFProtectionError as error:
        reason = "leads to a private or forbidden address; give the page's public address"
        raise FetchError(reason, Fault.ADDRESS) from error
    except httpx.TooManyRedirects as error:
        raise FetchError("redirects without end; give the page's last address") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise FetchError(f"cannot be fetched ({type(error).__name__}); check the address and the network") from error


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.username or parts.password)
    except ValueError:
        is_good = False
    if not is_good or len(url) > 2000:
        raise FetchError("is no plain web address; write e.g. https://hoasua.example/tin/1", Fault.ADDRESS)


async def _fetch(url: str, is_allowed: IsAllowed | None) -> Fetched:
    client = httpx.AsyncClient(
        trust_env=False, follow_redirects=True, max_redirects=MAX_REDIRECTS, headers={"User-Agent": USER_AGENT}
    )
    async with client:
        httpx_ssrf_protection(
            client, custom_validator=is_allowed or is_public, check_globally_reachable=is_allowed is None
        )
        async with client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise FetchError(f"answered with status {response.status_code}; open it in a browser and check")
            kind = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
            if kind not in _TYPES:
                raise FetchError(f"is {kind[:60]}, not a web page; save its text to a file and load that", Fault.KIND)
            data = await _read_bounded(response)
            return Fetched(str(response.url), data, response.charset_encoding, kind == _PLAIN)


async def _read_bounded(response: httpx.Response) -> bytes:
    data = bytearray()
    async for block in response.aiter_bytes(65_536):
        data += block
        if len(data) > MAX_BYTES:
            raise FetchError(f"is larger than {MAX_BYTES // 1_000_000} MB; save only the article to a file", Fault.SIZE)
    return bytes(data)
