"""The limits: per visitor, per client without a cookie, per address; and whose address it is."""

from __future__ import annotations

import httpx
import pytest
from starlette.requests import Request

from bot.settings import WebSettings
from bot.web.desk import VISITORS_PER_ADDRESS
from bot.web.guests import client_address
from tests.web.conftest import Build


async def ask(browser: httpx.AsyncClient) -> httpx.Response:
    return await browser.post("/api/ask", json={"text": "cắt nước"})


async def test_a_visitor_over_the_limit_is_told_politely_when_to_come_back(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=2))
    async with house.browser() as lan:
        await lan.get("/")
        assert [(await ask(lan)).status_code for _ in range(3)] == [200, 200, 429]
        refused = await ask(lan)
        assert refused.headers["retry-after"] == "60"
        assert "chờ khoảng 60 giây" in refused.json()["html"]
        house.clock.now += 61
        assert (await ask(lan)).status_code == 200


async def test_the_form_is_refused_with_a_whole_page(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=1))
    async with house.browser() as lan:
        await lan.get("/")
        await lan.post("/", data={"text": "cắt nước"})
        refused = await lan.post("/", data={"command": "moinhat"})
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "60"
    assert "Bà con hỏi nhanh quá" in refused.text


async def test_neighbours_behind_one_address_have_limits_of_their_own(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=1))
    async with house.browser() as lan, house.browser() as minh:
        await lan.get("/")
        await minh.get("/")
        assert (await ask(lan)).status_code == 200
        assert (await ask(minh)).status_code == 200


async def test_a_client_without_cookies_is_bounded_by_its_address(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=2))
    found = []
    for _ in range(3):
        async with house.browser() as stranger:
            found.append((await ask(stranger)).status_code)
    assert found == [200, 200, 429]


async def test_invented_cookies_do_not_lift_the_address_s_bound(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=1))
    found = []
    for number in range(VISITORS_PER_ADDRESS + 1):
        async with house.browser(cookie=f"loa_session={number:022d}") as forger:
            found.append((await ask(forger)).status_code)
    assert found == [200] * VISITORS_PER_ADDRESS + [429]


async def test_a_view_over_the_limit_is_shown_and_not_counted(build: Build) -> None:
    house = await build(WebSettings(questions_per_minute=1))
    async with house.browser() as lan:
        for _ in range(VISITORS_PER_ADDRESS + 3):
            assert (await lan.get("/thong-bao/lich-cat-nuoc")).status_code == 200
    assert (await house.conversation.visits()).total == VISITORS_PER_ADDRESS


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusts_proxy", "address"),
    [
        ("192.0.2.1", [], False, "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.9"], False, "192.0.2.1"),
        ("192.0.2.1", ["198.51.100.9"], True, "198.51.100.9"),
        ("192.0.2.1", ["1.2.3.4, 198.51.100.9"], True, "198.51.100.9"),
        ("192.0.2.1", ["1.2.3.4", "198.51.100.9"], True, "198.51.100.9"),
        ("192.0.2.1", ["1.2.3.4, nonsense"], True, "192.0.2.1"),
        ("192.0.2.1", [""], True, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", [], False, "2001:db8:1:2::/64"),
        ("fe80::1%eth0", [], False, "fe80::/64"),
        ("::ffff:192.0.2.1", [], False, "192.0.2.1"),
    ],
    ids=str,
)
def test_address_is_the_one_that_somebody_trusted_saw(
    peer: str, forwarded: list[str], trusts_proxy: bool, address: str
) -> None:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert client_address(request, trusts_proxy=trusts_proxy) == address


async def test_https_at_the_trusted_proxy_makes_cookies_secure(build: Build) -> None:
    house = await build(WebSettings(trusts_proxy=True))
    async with house.browser() as lan:
        response = await lan.get("/", headers={"x-forwarded-proto": "https"})
    assert all("; Secure" in cookie for cookie in response.headers.get_list("set-cookie"))
