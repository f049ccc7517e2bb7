"""Fetching over a real loopback server: text comes back, private addresses, floods and binaries do not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_address

import pytest
from aiohttp import web

from knowledge.loaders.encoding import MAX_BYTES
from knowledge.loaders.fetch import Address, FetchError, fetch_page, is_public

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def _page(_: web.Request) -> web.Response:
    return web.Response(text="<p>Chào bà con</p>", content_type="text/html", charset="utf-16")


async def _image(_: web.Request) -> web.Response:
    return web.Response(body=b"\x89PNG", content_type="image/png")


async def _flood(_: web.Request) -> web.Response:
    return web.Response(body=b"a" * (MAX_BYTES + 1), content_type="text/plain")


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


async def _away(request: web.Request) -> web.Response:
    raise web.HTTPFound(f"http://127.0.0.1:{request.url.port}/page" if "to" in request.query else "http://127.0.0.1:1/")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    app = web.Application()
    for name, handler in {"page": _page, "image": _image, "flood": _flood, "slow": _slow, "away": _away}.items():
        app.router.add_get(f"/{name}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def fetch(port: int, path: str, *, timeout_s: float = 10) -> str:
    def is_allowed(host: str, address: Address, wanted: int) -> bool:
        return address.is_loopback and wanted == port

    fetched = await fetch_page(f"http://127.0.0.1:{port}/{path}", is_allowed=is_allowed, timeout_s=timeout_s)
    return fetched.data.decode(fetched.charset or "utf-8")


async def test_page_comes_with_its_declared_charset(port: int) -> None:
    assert await fetch(port, "page") == "<p>Chào bà con</p>"


async def test_redirect_is_followed(port: int) -> None:
    assert await fetch(port, "away?to=page") == "<p>Chào bà con</p>"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("image", "is image/png, not a web page"),
        ("flood", "is larger than 5 MB"),
        ("none", "answered with status 404"),
        ("away", "leads to a private or forbidden address"),
    ],
)
async def test_answer_that_is_no_page_is_refused(port: int, path: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        await fetch(port, path)


async def test_slow_server_is_given_up(port: int) -> None:
    with pytest.raises(FetchError, match="took longer"):
        await fetch(port, "slow", timeout_s=0.2)


async def test_private_address_is_refused_by_default(port: int) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "[::1]"):
        with pytest.raises(FetchError, match=r"private or forbidden|cannot be fetched"):
            await fetch_page(f"http://{host}:{port}/page")


@pytest.mark.parametrize(
    "url", ["ftp://hoasua.example/a", "http://", "https://a:b@hoasua.example/", "http://[::1", "tin"]
)
async def test_odd_address_is_refused_before_any_connection(url: str) -> None:
    with pytest.raises(FetchError):
        await fetch_page(url)


@pytest.mark.parametrize(
    ("address", "port", "is_fine"),
    [
        ("93.184.216.34", 443, True),
        ("93.184.216.34", 22, False),
        ("224.0.0.1", 80, False),
        ("fec0::1", 80, False),
        ("2002:7f00:1::", 443, False),
        ("2606:2800:220:1::1", 80, True),
    ],
)
def test_policy_admits_public_web_ports_only(address: str, port: int, is_fine: bool) -> None:
    assert is_public("hoasua.example", ip_address(address), port) is is_fine
