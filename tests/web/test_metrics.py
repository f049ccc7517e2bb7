"""Who may read /metrics: whoever brings the token, without one this machine alone."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from bot.web.metrics import Monitored
from tests.web.conftest import House


async def _render() -> bytes:
    return b"loa_database_up 1.0"


async def ask(site: Starlette, address: str, token: str = "", **headers: str) -> int:
    """Return the status that a client at `address` gets."""
    site.state.monitored = Monitored(_render, "text/plain", token)
    transport = httpx.ASGITransport(site, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://loa.test") as client:
        return (await client.get("/metrics", headers={k.replace("_", "-"): v for k, v in headers.items()})).status_code


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
async def test_this_machine_may_read(house: House, address: str) -> None:
    assert await ask(house.site, address) == 200


@pytest.mark.parametrize("address", ["203.0.113.7", "10.0.0.1", "unknown", ""])
async def test_nobody_else_may(house: House, address: str) -> None:
    assert await ask(house.site, address) == 403


@pytest.mark.parametrize("name", ["x_forwarded_for", "forwarded", "via", "x_real_ip"])
async def test_what_a_proxy_on_this_machine_passes_on_may_not(house: House, name: str) -> None:
    assert await ask(house.site, "127.0.0.1", **{name: "203.0.113.7"}) == 403


async def test_with_a_token_only_the_token_counts(house: House) -> None:
    assert await ask(house.site, "203.0.113.7", "s3cret", authorization="Bearer s3cret") == 200
    assert await ask(house.site, "203.0.113.7", "s3cret", authorization="Bearer s3cre") == 403
    assert await ask(house.site, "127.0.0.1", "s3cret") == 403


async def test_a_site_without_metrics_has_none(house: House) -> None:
    transport = httpx.ASGITransport(house.site, client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://loa.test") as client:
        assert (await client.get("/metrics")).status_code == 404
