"""The HTTP transport against real sockets: time-outs, uploads, bounds, and no token anywhere."""

from __future__ import annotations

import asyncio
import io
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TimedOut

from bot.telegram.transport import (
    MAX_ANSWER_BYTES,
    AiohttpRequest,
    FloodWait,
    NotSentError,
    NotSentTimeoutError,
    Timeouts,
    find_proxy,
)

TOKEN = "123:TOP-SECRET"
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
Seen = list[dict[str, object]]


class Server:
    """A scripted Bot API server that keeps what it was sent."""

    def __init__(self) -> None:
        self.seen: Seen = []
        self.connections: set[object] = set()
        self.respond: web.Response | None = None
        self.delay_s = 0.0
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Keep the request's fields and answer as scripted."""
        fields = await request.post()
        self.connections.add(request.transport)
        self.seen.append({key: _plain(value) for key, value in fields.items()})
        await asyncio.sleep(self.delay_s)
        return self.respond or web.json_response({"ok": True, "result": MESSAGE})


def _plain(value: str | bytearray | bytes | web.FileField) -> object:
    return (value.filename, value.file.read()) if isinstance(value, web.FileField) else value


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    scripted = Server()
    app = web.Application(client_max_size=64 << 20)
    app.router.add_route("*", "/{tail:.*}", scripted.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    scripted.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield scripted
    await runner.cleanup()


def make_bot(url: str, **timeouts: float) -> Bot:
    request = AiohttpRequest(connections=4, timeouts=Timeouts(**timeouts))
    return Bot(TOKEN, base_url=f"{url}/bot", request=request, get_updates_request=AiohttpRequest(connections=1))


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    made = make_bot(server.url)
    await made.request.initialize()
    yield made
    await made.request.shutdown()


async def test_form_keeps_every_character(server: Server, bot: Bot) -> None:
    text = "Giờ làm việc? &=+% 🎉 \n<b>"
    assert (await bot.send_message(5, text)).chat.id == 5
    assert server.seen == [{"chat_id": "5", "text": text}]


async def test_file_goes_as_multipart(server: Server, bot: Bot) -> None:
    await bot.send_document(5, io.BytesIO(b"%PDF"), filename="kế hoạch.pdf", caption="Kế hoạch")
    (seen,) = server.seen
    assert seen["caption"] == "Kế hoạch"
    assert ("kế hoạch.pdf", b"%PDF") in seen.values()


async def test_connections_are_kept(server: Server, bot: Bot) -> None:
    for _ in range(5):
        await bot.send_message(5, "x")
    assert len(server.connections) == 1


async def test_connections_are_bounded(server: Server, bot: Bot) -> None:
    server.delay_s = 0.02
    await asyncio.gather(*(bot.send_message(5, "x") for _ in range(20)))
    assert len(server.connections) <= 4


async def test_silent_server_times_out_and_may_have_acted(server: Server, bot: Bot) -> None:
    server.delay_s = 2
    with pytest.raises(TimedOut) as raised:
        await bot.send_message(5, "x", read_timeout=0.5)
    assert not isinstance(raised.value, NotSentError)
    assert len(server.seen) == 1


async def test_full_pool_times_out_unsent(server: Server) -> None:
    bot = make_bot(server.url, pool_s=0.3, connect_s=0.3)
    async with bot.request:
        server.delay_s = 2
        busy = [asyncio.create_task(bot.send_message(5, "x")) for _ in range(4)]
        async with asyncio.timeout(5):
            while len(server.seen) < len(busy):  # noqa: ASYNC110 - the server tells when every connection is taken
                await asyncio.sleep(0.005)
        with pytest.raises(NotSentTimeoutError):
            await bot.send_message(5, "y")
        server.delay_s = 0
        await asyncio.gather(*busy)
    assert {"chat_id": "5", "text": "y"} not in server.seen


@asynccontextmanager
async def listen(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[str]:
    """Give the URL of a server that answers each connection by hand."""
    tasks = []

    async def run(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())
        with suppress(ConnectionError):
            await answer(reader, writer)
            writer.close()
            await writer.wait_closed()

    listener = await asyncio.start_server(run, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    listener.close()
    await asyncio.wait([task for task in tasks if task])


async def test_dripping_answer_times_out() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with listen(drip) as url, (bot := make_bot(url, connect_s=0.1, pool_s=0.1)).request:
        with pytest.raises(TimedOut):
            await bot.send_message(5, "x", read_timeout=0.1, write_timeout=0.1)


async def test_refused_connection_was_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        bot = make_bot(f"http://127.0.0.1:{unused.getsockname()[1]}")
        async with bot.request:
            with pytest.raises(NotSentError):
                await bot.send_message(5, "x")


async def test_cut_connection_may_have_been_sent() -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    async with listen(cut) as url, (bot := make_bot(url)).request:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(5, "x")
    assert not isinstance(raised.value, NotSentError)


async def test_too_long_answer_is_refused(server: Server, bot: Bot) -> None:
    server.respond = web.Response(body=b" " * (MAX_ANSWER_BYTES + 1))
    with pytest.raises(NetworkError):
        await bot.send_message(5, "x")


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (502, "<html>Bad Gateway</html>", NetworkError),
        (500, '{"ok":false,"description":"Internal Server Error: restart"}', NetworkError),
        (400, '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}', BadRequest),
        (403, '{"ok":false,"description":"Forbidden: bot was blocked by the user"}', Forbidden),
        (401, '{"ok":false,"description":"Unauthorized"}', InvalidToken),
        (404, "[]", InvalidToken),
        (429, '{"ok":false,"description":"x","parameters":{"retry_after":7}}', FloodWait),
        (429, '{"ok":false,"description":"x","parameters":[7]}', NetworkError),
        (200, "<html>log in to this wireless network</html>", NetworkError),
        (200, '{"ok":', NetworkError),
        (200, "[" * 100_000, NetworkError),
        (200, '{"ok":true}', NetworkError),
        (200, '{"ok":false,"error_code":400,"description":"Bad Request: x"}', BadRequest),
        (302, "", NetworkError),
    ],
)
async def test_answers_become_the_right_error(
    server: Server, bot: Bot, status: int, body: str, expected: type[Exception]
) -> None:
    server.respond = web.Response(status=status, text=body, headers={"Location": "/elsewhere"})
    with pytest.raises(expected) as raised:
        await bot.send_message(5, "x")
    assert len(server.seen) == 1
    assert len(str(raised.value)) < 200


async def test_flood_wait_carries_seconds(server: Server, bot: Bot) -> None:
    server.respond = web.json_response({"ok": False, "parameters": {"retry_after": 7}}, status=429)
    with pytest.raises(FloodWait) as raised:
        await bot.send_message(5, "x")
    assert raised.value.retry_after_s == 7


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[broken", "no address", "http://127.0.0.1:99999"])
async def test_token_stays_out_of_errors_and_logs(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bot = make_bot(url)
    async with bot.request:
        with pytest.raises(NetworkError) as raised:
            await bot.send_message(5, "x")
    assert raised.value.__suppress_context__
    assert TOKEN not in f"{raised.value!r}{caplog.text}"


async def test_unopened_pool_is_an_error() -> None:
    with pytest.raises(NetworkError, match="not open"):
        await AiohttpRequest(connections=1).do_request("http://127.0.0.1:1", "POST")


def test_proxy_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert find_proxy("https://api.telegram.org") == "http://proxy:3128"
    assert find_proxy("https://127.0.0.1:1") is None
