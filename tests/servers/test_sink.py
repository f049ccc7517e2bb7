"""The sink counts what the libraries send, and its answers are valid messages."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import perf_counter

import aiohttp
import pytest
from telegram import Bot

from bot.telegram.transport import AiohttpRequest
from tests.servers.sink import Connection, Counts, find_chat_id
from tests.servers.spec import load_spec

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def sink_url() -> AsyncIterator[str]:
    """Give the address of a sink in another process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers.sink", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    assert await process.wait() == 0


async def test_the_library_sends_and_the_sink_counts(sink_url: str, session: aiohttp.ClientSession) -> None:
    request = AiohttpRequest(connections=8)
    async with Bot("7:x", f"{sink_url}/bot", request=request, get_updates_request=AiohttpRequest(connections=1)) as bot:
        started = perf_counter()
        sent = await asyncio.gather(*(bot.send_message(1 + number % 100, "xin chào") for number in range(500)))
        assert 500 / (perf_counter() - started) > 100
    assert len({message.message_id for message in sent}) == 500
    async with session.get(f"{sink_url}/counts") as response:
        counts = await response.json()
    assert (counts["chats"], counts["messages"], counts["most"], counts["by_chat"]["7"]) == (100, 500, 5, 5)
    async with session.post(f"{sink_url}/reset") as response:
        assert response.status == 200
    async with session.get(f"{sink_url}/counts") as response:
        assert (await response.json())["messages"] == 0


@pytest.mark.parametrize("chat_id", [5, -1_000_000_000_005])
def test_answers_are_valid_messages(chat_id: int) -> None:
    answer = json.loads(Counts().take(chat_id))
    assert load_spec().problems("Message", answer["result"]) == []


@pytest.mark.parametrize(
    ("target", "body", "chat_id"),
    [
        (b"/bot/sendMessage", b"text=chat_id%3D5&chat_id=-7&x=1", -7),
        (b"/bot/sendMessage", b'{"text": "x", "chat_id": 8}', 8),
        (b"/bot/sendMessage", b'--b\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n9\r\n--b', 9),
        (b"/bot/sendMessage?chat_id=6&text=x", b"", 6),
        (b"/bot/setMyCommands", b"commands=1", None),
    ],
    ids=["form", "json", "multipart", "query", "none"],
)
def test_chat_is_found_in_every_kind_of_request(target: bytes, body: bytes, chat_id: int | None) -> None:
    assert find_chat_id(target, body) == chat_id


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep the data."""
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        """Return False."""
        return False


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_requests_may_come_in_any_pieces(size: int) -> None:
    request = b"POST /bot/sendMessage HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nchat_id=3"
    counts, wire = Counts(), Wire()
    connection = Connection(counts, 0.0)
    connection.connection_made(wire)
    stream = request * 3
    for start in range(0, len(stream), size):
        connection.data_received(stream[start : start + size])
    assert counts.by_chat == {3: 3}
    assert len(wire.written) == 3
