"""A network and a server that fail in every documented way: nothing is lost, nobody else waits."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.telegram.intake import PollingError
from tests.servers.server import BotApiServer
from tests.telegram.house import House, open_house

POLLING: dict[str, Any] = {
    "401": lambda faults: faults.fail(401, method="getUpdates", times=1),
    "404": lambda faults: faults.fail(404, method="getUpdates", times=1),
    "409": lambda faults: faults.fail(409, method="getUpdates", times=1),
    "429": lambda faults: faults.fail(429, retry_after_s=1, method="getUpdates", times=1),
    "500": lambda faults: faults.fail(500, method="getUpdates", times=2),
    "502 page": lambda faults: faults.fail_with_page(502, method="getUpdates", times=3),
    "no JSON": lambda faults: faults.garble(method="getUpdates", times=1),
    "no list": lambda faults: faults.garble(b'{"ok":true,"result":{}}', method="getUpdates", times=1),
    "no ids": lambda faults: faults.garble(b'{"ok":true,"result":[{}, 5]}', method="getUpdates", times=1),
    "reset": lambda faults: faults.reset(method="getUpdates", times=2),
    "lost batch": lambda faults: faults.reset(after_processing=True, method="getUpdates", times=2),
}


async def test_polling_goes_on_after_any_fault(house: House) -> None:
    lan = house.server.resident("Lan")
    for name, add_fault in POLLING.items():
        fault = add_fault(house.server.faults)
        await lan.send("/help")
        assert (await lan.next_message()).plain, name
        await house.settle()
        assert fault.struck, name
    assert len(await house.interactions()) == len(lan.messages) == len(POLLING)
    assert house.face.health().is_ready


SENDING: dict[str, Any] = {
    "429": lambda faults: faults.fail(429, retry_after_s=1, method="sendMessage", times=1),
    "500": lambda faults: faults.fail(500, method="sendMessage", times=2),
    "502 page": lambda faults: faults.fail_with_page(502, method="sendMessage", times=2),
    "401": lambda faults: faults.fail(401, method="sendMessage", times=1),
    "no JSON": lambda faults: faults.garble(method="sendMessage", times=1),
    "reset": lambda faults: faults.reset(method="sendMessage", times=2),
}


async def test_reply_arrives_once_after_any_fault(house: House) -> None:
    lan = house.server.resident("Lan")
    for name, add_fault in SENDING.items():
        fault = add_fault(house.server.faults)
        await lan.send("/help")
        assert (await lan.next_message()).plain, name
        assert fault.struck, name
    await house.settle()
    assert len(await house.interactions()) == len(lan.messages) == len(SENDING)
    assert house.face.tally.failures == 0


async def test_delivered_reply_without_answer_may_repeat_but_counts_once(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    server.faults.time_out(after_processing=True, hang_s=5, method="sendMessage", times=1)
    async with open_house(tmp_path, server, timeout_s=0.2) as house:
        await lan.send("/help")
        await house.settle()
        assert (len(lan.messages), len(await house.interactions())) == (2, 1)


async def test_flood_wait_of_one_chat_holds_up_no_other(server: BotApiServer, tmp_path: Path) -> None:
    lan, minh = server.residents(2)
    server.faults.fail(429, retry_after_s=2, method="sendMessage", chat_id=lan.id, times=1)
    async with open_house(tmp_path, server, concurrent_chats=1) as house:
        await lan.send("/help")
        await minh.send("/help")
        await minh.next_message()
        assert lan.messages == []
        await lan.next_message()
        await house.settle()


async def test_questions_of_one_chat_are_answered_in_order(house: House) -> None:
    residents = house.server.residents(5)
    house.server.faults.fail(429, retry_after_s=1, method="sendMessage", skip=7, times=2)
    asked = {lan.id: [(await lan.send(f"câu hỏi số {n}"))["message_id"] for n in range(8)] for lan in residents}
    await house.settle()
    assert {lan.id: [m.reply_to for m in lan.messages] for lan in residents} == asked


async def test_refused_message_is_a_dead_letter_and_blocks_nobody(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    lan = house.server.resident("Lan")
    fault = house.server.faults.fail(400, "Bad Request: can't parse entities: x", method="sendMessage", times=3)
    await lan.send("khai sinh")
    await lan.send("/help")
    assert "Cách hỏi" in (await lan.next_message()).plain
    await house.settle()
    assert fault.struck == 3
    dead, done = await house.inbox()
    assert (dead.state, dead.attempts, done.state) == (2, 3, 1)
    assert "can't parse" in dead.error.lower()
    assert (house.face.tally.dead, house.face.tally.handled) == (1, 1)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 3
    assert len(await house.interactions()) == 2


async def test_refused_token_ends_the_process_with_a_reason(
    server: BotApiServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def play() -> None:
        async with open_house(tmp_path, server, stale_after_s=0.2):
            await asyncio.sleep(1)

    server.faults.fail(401, method="getMe")
    with pytest.raises(PollingError, match="TELEGRAM_TOKEN"):
        await play()
    assert server.token not in caplog.text


async def test_outage_that_lasts_too_long_ends_the_process(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")

    async def play() -> None:
        async with open_house(tmp_path, server, poll_timeout_s=0, stale_after_s=0.3) as house:
            await lan.send("/help")
            await lan.next_message()
            with server.faults.outage():
                await asyncio.sleep(1.5)
            assert not house.face.health().is_ready
            assert "NetworkError" in house.face.health().reason

    with pytest.raises(PollingError, match="no update could be fetched"):
        await play()


async def test_unreachable_server_at_start_is_waited_for(server: BotApiServer, tmp_path: Path) -> None:
    lan = server.resident("Lan")
    await lan.send("/help")
    server.faults.fail_with_page(502, method="getMe", times=3)
    server.faults.reset(method="deleteWebhook", times=2)
    server.faults.fail(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", method="setMyCommands")
    async with open_house(tmp_path, server) as house:
        assert (await lan.next_message()).plain
        assert house.face.health().is_ready


async def test_quiet_bot_asks_without_an_offset_so_that_any_first_id_arrives(house: House) -> None:
    lan = house.server.resident("Lan")
    await lan.send("/help")
    await house.settle()
    before = len(house.server.log.of("getUpdates"))
    async with asyncio.timeout(5):
        while len(house.server.log.of("getUpdates")) < before + 1:  # noqa: ASYNC110 - one poll ends empty
            await asyncio.sleep(0.02)
    *_, confirming, quiet = house.server.log.of("getUpdates")
    assert confirming.arguments["offset"] == house.server.backend.updates.created[-1] + 1
    assert "offset" not in quiet.arguments
