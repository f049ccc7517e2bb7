"""Webhooks: secret, order per chat, parallel chats, retries, answers that are methods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.servers.conftest import RawApi, SteppedClock
from tests.servers.server import BotApiServer

Reply = Callable[[dict[str, Any]], web.Response]


class Hook:
    """A bot's webhook endpoint that keeps what it gets; `reply` decides the answer."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.delay_s = 0.0
        self.reply: Reply = lambda _: web.Response()

    async def serve(self, request: web.BaseRequest) -> web.Response:
        update = await request.json()
        self.got.append(update)
        self.headers.append(dict(request.headers))
        await asyncio.sleep(self.delay_s)
        return self.reply(update)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.got]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    endpoint = Hook()
    runner = web.ServerRunner(web.Server(endpoint.serve, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield endpoint
    await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer(time_scale=100.0) as running:
        yield running


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the condition may be anything
            await asyncio.sleep(0.01)


async def test_updates_come_with_the_secret(server: BotApiServer, api: RawApi, hook: Hook) -> None:
    await server.resident().send("trước")
    await api("setWebhook", url=hook.url, secret_token="s-1")
    await server.resident().send("sau")
    await until(lambda: len(hook.got) == 2 and not len(server.backend.updates))
    assert hook.texts == ["trước", "sau"]
    assert {headers["X-Telegram-Bot-Api-Secret-Token"] for headers in hook.headers} == {"s-1"}
    assert (await api("getWebhookInfo")).result["url"] == hook.url


async def test_one_chat_waits_and_others_do_not(server: BotApiServer, api: RawApi, hook: Hook) -> None:
    lan, minh, tu = server.residents(3)
    await api("setWebhook", url=hook.url, max_connections=2)
    await lan.send("đầu")
    await until(lambda: len(hook.got) == 1)
    hook.delay_s = 0.1
    for resident in (lan, lan, minh, tu):
        await resident.send("x")
    await until(lambda: len(hook.got) == 5 and server.backend.webhooks.in_flight == 0)
    assert server.backend.webhooks.most_in_flight == 2
    mine = [delivery for delivery in server.backend.webhooks.deliveries if delivery.queue_id == lan.id]
    assert [delivery.update_id for delivery in mine] == sorted(delivery.update_id for delivery in mine)


@pytest.fixture
async def stepped(hook: Hook, session: aiohttp.ClientSession) -> AsyncIterator[BotApiServer]:
    """Return a server with the webhook set and a clock on which waiting takes no time."""
    async with BotApiServer(clock=SteppedClock()) as running:
        await RawApi(running, session)("setWebhook", url=hook.url)
        yield running


async def slept_for(stepped: BotApiServer) -> list[float]:
    """Return how long the server waited until an update was taken."""
    await stepped.resident().send("x")
    await until(lambda: not len(stepped.backend.updates))
    assert isinstance(stepped.clock, SteppedClock)
    return stepped.clock.slept


async def test_failures_are_retried_on_telegrams_schedule(stepped: BotApiServer, hook: Hook) -> None:
    hook.reply = lambda _: web.Response(status=500 if len(hook.got) < 10 else 200)
    *known, last, after_that = await slept_for(stepped)
    assert known == [0, 2, 4, 8, 16, 32, 64]
    assert all(60 <= wait_s <= 128 for wait_s in (last, after_that))
    assert len({update["update_id"] for update in hook.got}) == 1
    assert "500" in stepped.backend.webhooks.info()["last_error_message"]


async def test_retry_after_is_honoured(stepped: BotApiServer, hook: Hook) -> None:
    hook.reply = lambda _: web.Response(status=503 if len(hook.got) < 2 else 200, headers={"Retry-After": "20"})
    assert await slept_for(stepped) == [20]


async def test_an_update_is_given_up_after_a_day(stepped: BotApiServer, hook: Hook) -> None:
    hook.reply = lambda _: web.Response(status=500, headers={"Retry-After": "3600"})
    assert sum(await slept_for(stepped)) == 24 * 3600
    assert stepped.backend.updates.confirmed == set()


async def test_a_webhook_that_is_gone_for_23_hours_is_removed(stepped: BotApiServer, hook: Hook) -> None:
    hook.reply = lambda _: web.Response(status=410, headers={"Retry-After": "3600"})
    lan = stepped.resident()
    await lan.send("x")
    await lan.send("y")
    await until(lambda: stepped.backend.webhooks.current is None)
    assert hook.texts == ["x"] * 25
    assert len(stepped.backend.updates) == 2


async def test_failing_update_blocks_its_chat_only(server: BotApiServer, api: RawApi, hook: Hook) -> None:
    lan, minh = server.residents(2)
    hook.reply = lambda update: web.Response(status=500 if update["message"]["text"] == "hỏng" else 200)
    await api("setWebhook", url=hook.url)
    await lan.send("hỏng")
    await lan.send("đợi")
    await minh.send("đi")
    await until(lambda: "đi" in hook.texts)
    assert "đợi" not in hook.texts


async def test_answer_with_a_method_is_carried_out(server: BotApiServer, api: RawApi, hook: Hook) -> None:
    lan = server.resident()
    hook.reply = lambda _: web.json_response({"method": "sendMessage", "chat_id": lan.id, "text": "có"})
    await api("setWebhook", url=hook.url)
    await lan.send("x")
    assert (await lan.next_message()).plain == "có"


async def test_answer_cannot_remove_the_webhook(server: BotApiServer, api: RawApi, hook: Hook) -> None:
    hook.reply = lambda _: web.json_response({"method": "deleteWebhook"})
    await api("setWebhook", url=hook.url)
    await server.resident().send("x")
    await until(lambda: not len(server.backend.updates))
    assert (await api("getWebhookInfo")).result["url"] == hook.url


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "http://loa.vn/x"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://loa.vn:8080/x"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://loa.vn/x", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://loa.vn/x", "secret_token": "a" * 257}, "secret token is too long"),
    ],
    ids=["no host", "http", "port", "secret characters", "secret length"],
)
async def test_set_webhook_refuses(api: RawApi, parameters: dict[str, str], error: str) -> None:
    assert (await api("setWebhook", **parameters)).error == f"Bad Request: {error}"


async def test_set_webhook_ends_a_held_poll(api: RawApi, hook: Hook) -> None:
    held = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    await api("setWebhook", url=hook.url)
    assert (await held).error == "Conflict: terminated by setWebhook request"


async def test_session_closes_with_the_server(hook: Hook) -> None:
    async with BotApiServer() as server, aiohttp.ClientSession() as session:
        await RawApi(server, session)("setWebhook", url=hook.url)
        hook.delay_s = 5
        await server.resident().send("x")
        await until(lambda: hook.got)
    assert server.backend.webhooks.current is None
