"""A sink for throughput benchmarks: it checks nothing, limits nothing, and answers every send as fast as it can.

Run: python -m tests.servers.sink [--port N] [--latency S]; the first line on standard output is the base URL.
Any method gets a valid `Message` for the `chat_id` of its form or JSON body, getMe a bot, getUpdates no updates.
`GET /counts` tells how many messages each chat got, `POST /reset` forgets them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import importlib
import json
import re
import signal
import sys
import time
from collections import Counter
from importlib.util import find_spec
from urllib.parse import parse_qs

HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:\s*chunked", re.IGNORECASE)
_FORM_CHAT = re.compile(rb"(?:^|&)chat_id=([^&]*)")
_JSON_CHAT = re.compile(rb'"chat_id"\s*:\s*"?(-?\d+)')
_PART_CHAT = re.compile(rb'name="?chat_id"?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n(-?\d+)\r\n')
_BOT = b'{"ok":true,"result":{"id":7000000001,"is_bot":true,"first_name":"Loa","username":"loa_phuong_bot",' \
    b'"can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false}}'  # fmt: skip
_NOTHING = b'{"ok":true,"result":[]}'
_DONE = b'{"ok":true,"result":true}'
POLL_S = 1.0


class Counts:
    """How many messages each chat got."""

    def __init__(self) -> None:
        self.by_chat: Counter[int] = Counter()
        self.messages = 0

    def take(self, chat_id: int) -> bytes:
        """Count a message and return the body of its answer."""
        self.by_chat[chat_id] += 1
        self.messages += 1
        kind = b"private" if chat_id > 0 else b"supergroup"
        return (
            b'{"ok":true,"result":{"message_id":%d,"from":{"id":7000000001,"is_bot":true,"first_name":"Loa"},'
            b'"chat":{"id":%d,"type":"%s","first_name":"R","title":"R"},"date":%d,"text":"x"}}'
        ) % (self.messages, chat_id, kind, int(time.time()))

    def as_json(self) -> bytes:
        """Return the counts: chats, messages, most for one chat, and each chat's own."""
        most = max(self.by_chat.values(), default=0)
        found = {"chats": len(self.by_chat), "messages": self.messages, "most": most, "by_chat": self.by_chat}
        return json.dumps(found).encode()

    def clear(self) -> None:
        """Forget everything."""
        self.by_chat.clear()
        self.messages = 0


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests may come in any pieces, and several at once."""

    def __init__(self, counts: Counts, latency_s: float) -> None:
        self._counts = counts
        self._latency_s = latency_s
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole now."""
        received = self._received + data if self._received else data
        while (end := received.find(HEAD_END)) >= 0:
            head, start = received[:end], end + len(HEAD_END)
            if _CHUNKED.search(head):
                self._answer(b'{"ok":false,"error_code":411,"description":"no chunks here"}', 411)
                received = b""
                break
            found = _LENGTH.search(head)
            stop = start + (int(found[1]) if found else 0)
            if len(received) < stop:
                break
            self._serve(head, received[start:stop])
            received = received[stop:]
        self._received = received

    def _serve(self, head: bytes, body: bytes) -> None:
        target = head[: head.find(b"\r\n")].split(b" ")[1]
        method = target.partition(b"?")[0].rpartition(b"/")[2].lower()
        if method == b"counts":
            self._answer(self._counts.as_json())
        elif method == b"reset":
            self._counts.clear()
            self._answer(_DONE)
        elif method == b"getme":
            self._answer(_BOT)
        elif method == b"getupdates":
            self._answer(_NOTHING, delay_s=POLL_S)
        elif (chat_id := find_chat_id(target, body)) is not None:
            self._answer(self._counts.take(chat_id), delay_s=self._latency_s)
        else:
            self._answer(_DONE)

    def _answer(self, body: bytes, status: int = 200, *, delay_s: float = 0.0) -> None:
        answer = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            status,
            len(body),
            body,
        )
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, self._write, answer)
        else:
            self._write(answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(answer)


def find_chat_id(target: bytes, body: bytes) -> int | None:
    """Return the numeric `chat_id` of a request's form, JSON, multipart body or query, None without one."""
    query = target.partition(b"?")[2]
    for pattern, text in ((_FORM_CHAT, body), (_JSON_CHAT, body), (_PART_CHAT, body), (_FORM_CHAT, query)):
        if text and (found := pattern.search(text)):
            with contextlib.suppress(ValueError):
                return int(parse_qs(f"x={found[1].decode()}")["x"][0])
    return None


async def serve(port: int, latency_s: float) -> None:
    """Serve until SIGTERM or SIGINT."""
    gc.set_threshold(100_000, 50, 100)
    stopped, loop, counts = asyncio.Event(), asyncio.get_running_loop(), Counts()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(lambda: Connection(counts, latency_s), "127.0.0.1", port, backlog=1024)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await stopped.wait()
    server.close()


def main() -> None:
    """Read the command line and serve, on uvloop where it is installed."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers.sink", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that each answer takes")
    arguments = parser.parse_args()
    serving = serve(arguments.port, arguments.latency)
    run = importlib.import_module("uvloop").run if find_spec("uvloop") else asyncio.run
    run(serving)


if __name__ == "__main__":
    main()
