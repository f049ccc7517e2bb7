"""Headers, origins, bodies, times and refusals: what holds for every request."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from bot.health import Part
from bot.web.guard import MAX_BODY_BYTES, SECURITY_HEADERS, Guard, is_own_form
from tests.web.conftest import House

PATHS = ("/", "/healthz", "/robots.txt", "/favicon.ico", "/static/site.css", "/thong-bao/lich-cat-nuoc", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
async def test_every_response_carries_the_security_headers(lan: httpx.AsyncClient, path: str) -> None:
    response = await lan.get(path)
    assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


async def test_policy_allows_nothing_from_elsewhere(lan: httpx.AsyncClient) -> None:
    policy = (await lan.get("/")).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;")
    assert "unsafe" not in policy


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    async with house.browser() as browser:
        for cookie in (await browser.get("/")).headers.get_list("set-cookie"):
            assert "HttpOnly" in cookie
            assert "SameSite=lax" in cookie
            assert "Secure" not in cookie


async def test_cookies_are_secure_over_https(house: House) -> None:
    transport = httpx.ASGITransport(house.site)
    async with httpx.AsyncClient(transport=transport, base_url="https://loa.test") as browser:
        cookies = (await browser.get("/")).headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("; Secure" in cookie for cookie in cookies)


@pytest.mark.parametrize(
    ("headers", "is_own"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://loa.test"}, False),
        ({"origin": "http://loa.test"}, True),
        ({"origin": "https://hoi.example"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://loa.test.evil.example"}, False),
        ({"origin": "http://[broken"}, False),
    ],
    ids=str,
)
def test_forms_of_other_sites_are_told_apart(headers: dict[str, str], is_own: bool) -> None:
    assert is_own_form(Headers({"host": "loa.test", **headers}), "hoi.example") is is_own


@pytest.mark.parametrize("path", ["/", "/api/ask"])
async def test_cross_site_post_is_refused_and_not_recorded(lan: httpx.AsyncClient, house: House, path: str) -> None:
    response = await lan.post(path, json={"text": "cắt nước"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "trang khác" in response.text
    assert (await house.conversation.visits()).total == 0


async def test_a_body_too_large_is_refused_politely(lan: httpx.AsyncClient) -> None:
    question = {"text": "a" * MAX_BODY_BYTES}
    for response in (await lan.post("/", data=question), await lan.post("/api/ask", json=question)):
        assert response.status_code == 413
        assert "Câu hỏi dài quá" in response.text


async def test_a_streamed_body_is_not_read_beyond_the_bound(lan: httpx.AsyncClient) -> None:
    sent = []

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(1000):
            sent.append(1)
            yield b"x" * 1024

    response = await lan.post("/api/ask", content=stream(), headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert len(sent) <= MAX_BODY_BYTES // 1024 + 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/thong-bao/khong-co", 404), ("DELETE", "/", 405), ("GET", "/static/../x", 404)],
)
async def test_wrong_addresses_get_a_polite_page(lan: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    response = await lan.request(method, path)
    assert response.status_code == status
    assert "Chưa thực hiện được" in response.text
    assert "Hỏi Loa Phường" in response.text


async def test_refusals_speak_the_visitor_s_language(lan: httpx.AsyncClient) -> None:
    await lan.get("/?lang=en")
    assert "That did not work" in (await lan.get("/nowhere")).text


async def test_an_error_inside_never_shows_a_trace(
    lan: httpx.AsyncClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise RuntimeError("secret of the house")

    house.site.state.desk.conversation.visits = fail
    response = await lan.get("/")
    assert response.status_code == 500
    assert "Máy đang gặp trục trặc" in response.text
    assert "secret of the house" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"]
    assert [record.message for record in caplog.records] == ["GET / failed"]


async def test_a_request_that_takes_too_long_ends_politely() -> None:
    async def sleep(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    async def refuse(request: Request, error: Exception) -> Response:
        return PlainTextResponse("xin chờ", getattr(error, "status_code", 0))

    transport = httpx.ASGITransport(Guard(sleep, refuse, "", timeout_s=0.01))
    async with httpx.AsyncClient(transport=transport, base_url="http://loa.test") as browser:
        response = await browser.get("/")
    assert (response.status_code, response.text) == (503, "xin chờ")


async def test_a_client_that_hangs_up_leaves_no_error(house: House, caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Message] = []

    async def hang_up() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/api/ask", "query_string": b"", "headers": headers}
    await house.site(scope | {"scheme": "http", "client": None}, hang_up, send)
    assert sent == []
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_health_is_ready_when_every_part_is(lan: httpx.AsyncClient) -> None:
    response = await lan.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"status": "ready", "parts": [{"name": "database", "is_ready": True, "reason": ""}]}


async def test_health_names_the_part_that_is_not_ready(lan: httpx.AsyncClient, house: House) -> None:
    house.parts.append(Part("telegram", False, "no good poll for 312 s"))
    response = await lan.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.text)["parts"][1]["reason"] == "no good poll for 312 s"


async def test_static_files_are_kept_for_ever_under_their_content_s_address(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/")).text
    address = page.partition('href="/static/site.css')[2].partition('"')[0]
    current = await lan.get(f"/static/site.css{address}")
    assert "immutable" in current.headers["cache-control"]
    assert (await lan.get("/static/site.css?v=old")).headers["cache-control"] == "no-cache"
    again = await lan.get("/static/site.css", headers={"if-none-match": current.headers["etag"]})
    assert again.status_code == 304


async def test_icon_and_crawler_rules_are_there(lan: httpx.AsyncClient) -> None:
    assert (await lan.get("/favicon.ico")).headers["content-type"] == "image/svg+xml"
    assert "Disallow: /api/" in (await lan.get("/robots.txt")).text
