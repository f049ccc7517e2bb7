"""The ledger of calls, random faults that can be repeated, and large crowds."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import perf_counter

import aiohttp
import pytest

from tests.servers.conftest import RawApi
from tests.servers.faults import Fault, Faults
from tests.servers.journal import Entry, peak_rate
from tests.servers.server import BotApiServer


async def test_ledger_tells_what_happened_whatever_the_client_heard(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    server.faults.reset(after_processing=True, method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=lan.id, text="một")
    await minh.block_bot()
    await api("sendMessage", chat_id=minh.id, text="một")
    await api("deleteMessage", chat_id=lan.id, message_id=lan.last.id)
    lost, refused, deleted = server.log.ledger()
    assert lost[:6] == (lan.id, "sendMessage", 200, lan.all_messages[0].id, True, "late_reset")
    assert refused[:6] == (minh.id, "sendMessage", 403, None, False, "")
    assert deleted[:6] == (lan.id, "deleteMessage", 200, lan.all_messages[0].id, True, "")
    assert server.log.ledger(["deleteMessage"]) == server.log.ledger(after=2) == [deleted]


def test_peak_rate_slides() -> None:
    moments = [0.0, 0.5, 0.9, 1.2, 1.45, 3.0]
    entries = [Entry(1, "sendMessage", 200, 1, True, "", at) for at in moments]
    assert peak_rate(entries) == 4
    assert peak_rate([]) == 0


async def test_a_quiet_log_keeps_ids_only() -> None:
    async with BotApiServer(keeps_only_ids=True) as server, aiohttp.ClientSession() as session:
        lan, api = server.resident(has_started=True), RawApi(server, session)
        sent = (await api("sendMessage", chat_id=lan.id, text="bí mật")).result["message_id"]
        await api("editMessageText", chat_id=lan.id, message_id=sent, text="khác")
    assert [entry.message_id for entry in server.log.ledger()] == [sent, sent]
    assert "bí mật" not in repr(server.log.calls)


def picks(script: Callable[[Faults], Fault], chats: list[int]) -> dict[int, bytes | None]:
    faults, found = Faults(1), {}
    script(faults)
    for chat_id in chats:
        fault = faults.pick("sendMessage", chat_id)
        found[chat_id] = fault.body if fault else None
    return found


def test_chance_strikes_the_same_chats_in_any_order() -> None:
    def script(faults: Faults) -> Fault:
        return faults.fail(429, retry_after_s=(3, 30), probability=0.2)

    chats = list(range(1, 1001))
    forth, back = picks(script, chats), picks(script, chats[::-1])
    assert forth == {chat_id: back[chat_id] for chat_id in chats}
    assert 150 < sum(body is not None for body in forth.values()) < 250


def test_waits_are_drawn_from_the_whole_range() -> None:
    struck = picks(lambda faults: faults.fail(429, retry_after_s=(3, 6)), list(range(100)))
    waits = {json.loads(body or b"")["parameters"]["retry_after"] for body in struck.values()}
    assert waits == {3, 4, 5, 6}


def test_spared_chats_are_left_alone() -> None:
    struck = picks(lambda faults: faults.fail(403, spare=[2, 3]), [1, 2, 3])
    assert [chat_id for chat_id, body in struck.items() if body] == [1]


async def test_struck_groups_really_migrate(server: BotApiServer, api: RawApi) -> None:
    lan = server.resident(has_started=True)
    (group,) = server.quiet_groups(1, kind="group")
    server.faults.migrate(method="sendMessage", probability=1.0)
    assert (await api("sendMessage", chat_id=lan.id, text="x")).status == 200
    refused = await api("sendMessage", chat_id=group.id, text="x")
    new_id = refused.body["parameters"]["migrate_to_chat_id"]
    assert (await api("sendMessage", chat_id=new_id, text="x")).status == 200
    assert [entry.fault for entry in server.log.ledger()] == ["", "migrate", ""]
    assert (await api("sendMessage", chat_id=group.id, text="x")).body["parameters"]["migrate_to_chat_id"] == new_id


async def test_twenty_thousand_residents_come_quickly() -> None:
    async with BotApiServer() as server:
        started = perf_counter()
        people = server.residents(20_000)
        assert perf_counter() - started < 3
        assert len({lan.id for lan in people}) == 20_000
