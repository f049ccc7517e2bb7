"""getUpdates: confirmation by offset, holding, conflicts, kinds, expiry."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.servers.conftest import RawApi
from tests.servers.server import BotApiServer


async def ids(api: RawApi, **parameters: Any) -> list[int]:
    return [update["update_id"] for update in (await api("getUpdates", **parameters)).result]


async def test_offset_confirms_what_is_below(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    for number in range(5):
        await lan.send(f"câu {number}")
    first = await ids(api)
    assert first == list(range(first[0], first[0] + 5))
    assert await ids(api) == first  # nothing was confirmed yet
    assert await ids(api, offset=first[2]) == first[2:]
    assert await ids(api) == first[2:]
    assert server.backend.updates.confirmed == set(first[:2])


async def test_limit_cuts_the_batch(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    for number in range(120):
        await lan.send(f"câu {number}")
    assert len(await ids(api, limit=7)) == 7
    assert len(await ids(api, limit=1000)) == 100


async def test_negative_offset_keeps_the_newest(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    for number in range(5):
        await lan.send(f"câu {number}")
    newest = await ids(api, offset=-2)
    assert len(newest) == 2
    assert await ids(api) == newest


async def test_poll_is_held_until_something_comes(server: BotApiServer, api: RawApi) -> None:
    held = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert not held.done()
    await server.resident().send("xin chào")
    (update,) = (await held).result
    assert update["message"]["text"] == "xin chào"


async def test_poll_ends_empty_after_its_timeout(api: RawApi) -> None:
    assert (await api("getUpdates", timeout=1)).result == []


async def test_second_poll_ends_the_first(server: BotApiServer, api: RawApi) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(api("getUpdates", timeout=20))
    refused = await first
    assert (refused.status, refused.error) == (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    await server.resident().send("a")
    assert len((await second).result) == 1


async def test_poll_is_refused_while_a_webhook_is_set(api: RawApi) -> None:
    await api("setWebhook", url="http://127.0.0.1:9/hook")
    refused = await api("getUpdates")
    assert (refused.status, refused.error) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await api("deleteWebhook")
    assert (await api("getUpdates")).result == []


async def test_allowed_updates_hold_for_later_ones(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    asked = await lan.send("một")
    await api("getUpdates", allowed_updates=["edited_message"])
    await lan.send("hai")
    await lan.edit(asked, "ba")
    kinds = [set(update) - {"update_id"} for update in (await api("getUpdates")).result]
    assert kinds == [{"message"}, {"edited_message"}]
    await api("getUpdates", allowed_updates=[])
    await lan.send("bốn")
    assert len((await api("getUpdates")).result) == 3


async def test_updates_expire_after_a_day(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    await lan.send("một")
    server.clock.advance(86_401)
    await lan.send("hai")
    assert [update["message"]["text"] for update in (await api("getUpdates")).result] == ["hai"]


async def test_ids_can_jump(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident()
    await lan.send("một")
    server.backend.updates.skip_ids(1000)
    await lan.send("hai")
    first, second = await ids(api)
    assert second == first + 1001
    assert await ids(api, offset=second) == [second]


async def test_pending_updates_can_be_dropped(server: BotApiServer, api: RawApi) -> None:
    await server.resident().send("một")
    assert (await api("getWebhookInfo")).result["pending_update_count"] == 1
    await api("deleteWebhook", drop_pending_updates=True)
    assert (await api("getUpdates")).result == []


async def test_a_poll_that_nobody_reads_loses_nothing(server: BotApiServer, api: RawApi) -> None:
    held = asyncio.create_task(api("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    held.cancel()
    await asyncio.gather(held, return_exceptions=True)
    await server.resident().send("một")
    assert len((await api("getUpdates")).result) == 1


@pytest.mark.parametrize(("paces", "limit"), [(True, 1), (False, 3)], ids=["paced", "not paced"])
async def test_asking_the_same_again_at_once_gets_crumbs(paces: bool, limit: int) -> None:
    async with BotApiServer(paces_polls=paces) as server:
        for _ in range(3):
            await server.resident().send("a")
        assert server.backend.pace_poll(5, 100, 0)[0] == 100
        asked_again, _ = server.backend.pace_poll(5, limit if paces else 3, 0)
        assert asked_again == limit
