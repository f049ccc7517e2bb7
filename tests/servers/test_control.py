"""The server as a process of its own, driven over HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.servers.control import ACTIONS
from tests.servers.server import DEFAULT_TOKEN

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def base_url() -> AsyncIterator[str]:
    """Return the address of a server in another process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.servers", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    assert await process.wait() == 0


async def test_process_is_driven_over_http(base_url: str, session: aiohttp.ClientSession) -> None:
    async def call(path: str, **parameters: Any) -> Any:
        async with session.post(f"{base_url}/{path}", json=parameters) as response:
            return await response.json()

    async def drive(action: str, **parameters: Any) -> Any:
        return await call(f"__driver/{action}", **parameters)

    asked = await drive("queue", texts=["một", "hai", "ba"])
    first = asked["user_ids"][0]
    assert (await drive("send", user_id=7, text="bốn"))["text"] == "bốn"
    updates = (await call(f"bot{DEFAULT_TOKEN}/getUpdates"))["result"]
    assert [update["message"]["text"] for update in updates] == ["một", "hai", "ba", "bốn"]
    markup = {"inline_keyboard": [[{"text": "Mở", "callback_data": "open:1"}]]}
    await call(f"bot{DEFAULT_TOKEN}/sendMessage", chat_id=first, text="đáp", reply_markup=markup)
    assert [message["text"] for message in await drive("messages", user_id=first)] == ["đáp"]
    assert await drive("messages") == {str(first): ["đáp"]}
    assert "query_id" in await drive("press", user_id=first, button="Mở")
    assert (await drive("add_users", count=2, first_user_id=50))["count"] == 2
    await drive("block", user_id=50)
    (sent,) = await drive("calls", method="sendMessage")
    assert (await drive("ask", user_id=7, text="năm", timeout_s=0.01))["seconds"] is None
    assert (sent["status"], sent["chat_id"]) == (200, first)
    counted = await drive("statistics")
    assert counted["updates"] == {"created": 7, "confirmed": 0, "pending": 7}
    assert counted["violations"] == []
    assert (await drive("fault", effect="fail", status=403, method="sendMessage"))["faults"] == 1
    assert (await call(f"bot{DEFAULT_TOKEN}/sendMessage", chat_id=first, text="x"))["error_code"] == 403
    assert await drive("faults") == [{"effect": "answer", "status": 403, "struck": 1}]
    assert (await drive("clear_faults"))["faults"] == 0
    assert (await drive("advance", seconds=100))["now"] > sent["received_at"] + 100
    assert "TypeError" in (await drive("fault", effect="fail", colour=3))["error"]
    assert len((await drive("add_groups", count=2))["chat_ids"]) == 2
    booked = await drive("ledger", methods=["sendMessage"])
    assert [row[:4] for row in booked["rows"]] == [
        [first, "sendMessage", 200, sent["message_id"]],
        [first, "sendMessage", 403, None],
    ]
    assert await drive("delivered") == {"messages": 1}
    assert (booked["peak_per_s"], booked["refused_429"]) == (1, 0)
    await drive("limits", overall_per_s=0.001)
    refused = await call(f"bot{DEFAULT_TOKEN}/sendMessage", chat_id=first, text="x")
    assert refused["error_code"] == 429
    assert len(ACTIONS) == 17
    assert "there are" in (await drive("dance"))["error"]
    assert (await drive("send", user_id=7))["error"] == "KeyError: 'text'"
