"""Serving over a real socket: ready, refused, stopped."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import httpx
import pytest
from starlette.applications import Starlette

from bot.settings import SettingsError
from bot.web.serve import PATIENCE_S, serve
from tests.web.conftest import House


class Served(Protocol):
    """What has a site."""

    @property
    def site(self) -> Starlette: ...


@asynccontextmanager
async def served(house: Served, stop: asyncio.Event, *, patience_s: float = PATIENCE_S) -> AsyncIterator[int]:
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(
        serve(house.site, "127.0.0.1", 0, stop, on_ready=ready.set_result, patience_s=patience_s)
    )
    try:
        yield await asyncio.wait_for(ready, 10)
    finally:
        stop.set()
        await asyncio.wait_for(serving, 10)


async def test_serve_answers_on_the_port_it_names_until_stopped(house: House) -> None:
    stop = asyncio.Event()
    async with served(house, stop) as port, httpx.AsyncClient() as browser:
        assert (await browser.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_serve_lets_a_running_request_end(house: House) -> None:
    stop, arrived = asyncio.Event(), asyncio.Event()
    ask = house.conversation.visits

    async def visit_slowly() -> object:
        arrived.set()
        await asyncio.sleep(0.3)
        return await ask()

    house.site.state.desk.conversation.visits = visit_slowly
    async with served(house, stop) as port, httpx.AsyncClient() as browser:
        asking = asyncio.create_task(browser.get(f"http://127.0.0.1:{port}/"))
        await arrived.wait()
        stop.set()
        assert (await asking).status_code == 200


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: a\r\n", b"GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"],
    ids=["silent", "half a first request", "half a second request"],
)
async def test_a_connection_that_asks_nothing_whole_is_closed(house: House, sent: bytes) -> None:
    async with served(house, asyncio.Event(), patience_s=0.3) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        with suppress(ConnectionResetError):
            await asyncio.wait_for(reader.read(), 4)  # ends only when the server closes
        writer.close()


async def test_a_slow_answer_outlasts_the_patience(house: House) -> None:
    ask = house.conversation.visits

    async def visit_slowly() -> object:
        await asyncio.sleep(0.6)
        return await ask()

    house.site.state.desk.conversation.visits = visit_slowly
    async with served(house, asyncio.Event(), patience_s=0.2) as port, httpx.AsyncClient() as browser:
        for _ in range(2):
            assert (await browser.get(f"http://127.0.0.1:{port}/")).status_code == 200


async def test_a_taken_port_is_one_clear_line(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"^web\.port: {port} on 127\.0\.0\.1 is taken .*LOA_WEB__PORT=8081$"):
            await serve(house.site, "127.0.0.1", port, asyncio.Event(), on_ready=lambda port: None)


async def test_a_foreign_address_is_one_clear_line(house: House) -> None:
    with pytest.raises(SettingsError, match=r"^web\.host: cannot listen on '192\.0\.2\.1'"):
        await serve(house.site, "192.0.2.1", 0, asyncio.Event(), on_ready=lambda port: None)
