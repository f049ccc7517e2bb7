"""Scripted faults: errors, lost answers, resets, delays, outages."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.servers.conftest import RawApi
from tests.servers.faults import Faults
from tests.servers.server import BotApiServer

SHORT = aiohttp.ClientTimeout(total=0.2)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (401, "Unauthorized"),
        (403, "Forbidden: bot was blocked by the user"),
        (404, "Not Found"),
        (500, "Internal Server Error: restart"),
    ],
)
async def test_fail_answers_with_the_error(server: BotApiServer, api: RawApi, status: int, description: str) -> None:
    server.faults.fail(status, method="getMe", times=1)
    answer = await api("getMe")
    assert (answer.status, answer.error) == (status, description)
    assert (await api("getMe")).status == 200


async def test_fail_429_carries_the_wait(server: BotApiServer, api: RawApi) -> None:
    server.faults.fail(429, retry_after_s=7, method="getMe")
    answer = await api("getMe")
    assert answer.error == "Too Many Requests: retry after 7"
    assert answer.body["parameters"] == {"retry_after": 7}


async def test_migrate_names_the_new_chat(server: BotApiServer, api: RawApi) -> None:
    server.faults.migrate(-1007, chat_id=-7)
    answer = await api("sendMessage", chat_id=-7, text="x")
    assert answer.body["parameters"] == {"migrate_to_chat_id": -1007}


async def test_page_and_garbage_are_no_json(server: BotApiServer, api: RawApi) -> None:
    server.faults.fail_with_page(502, times=1)
    server.faults.garble(times=1)
    async with api.session.post(f"{api.url}/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "Bad Gateway" in await response.text()
    async with api.session.post(f"{api.url}/getMe") as response:
        assert response.status == 200
        with pytest.raises(ValueError, match="Expecting value"):
            await response.json()


@pytest.mark.parametrize("after", [False, True], ids=["before processing", "after processing"])
async def test_time_out_delivers_or_not(server: BotApiServer, api: RawApi, after: bool) -> None:
    lan = server.resident(has_started=True)
    server.faults.time_out(after_processing=after, chat_id=lan.id)
    with pytest.raises(TimeoutError):
        async with api.session.post(f"{api.url}/sendMessage", json={"chat_id": lan.id, "text": "x"}, timeout=SHORT):
            pass
    assert [message.plain for message in lan.messages] == ["x"] * after
    (call,) = server.log.of("sendMessage")
    assert call.is_processed is after


@pytest.mark.parametrize("after", [False, True], ids=["before processing", "after processing"])
async def test_reset_cuts_the_connection(server: BotApiServer, api: RawApi, after: bool) -> None:
    lan = server.resident(has_started=True)
    server.faults.reset(after_processing=after, method="sendMessage", times=1)
    with pytest.raises(aiohttp.ClientConnectionError):
        await api("sendMessage", chat_id=lan.id, text="x")
    assert len(lan.messages) == after


async def test_delay_answers_later(server: BotApiServer, api: RawApi) -> None:
    server.faults.delay(0.1, method="getMe")
    finished: list[str] = []

    async def call(method: str) -> None:
        assert (await api(method)).status == 200
        finished.append(method)

    await asyncio.gather(call("getMe"), call("getMyName"))
    assert finished == ["getMyName", "getMe"]


async def test_faults_strike_by_chat_and_count(server: BotApiServer, api: RawApi) -> None:
    lan, minh = server.residents(2)
    fault = server.faults.fail(500, method="sendMessage", chat_id=minh.id, skip=1, times=2)
    assert [(await api("sendMessage", chat_id=lan.id, text=str(n))).status for n in range(3)] == [200] * 3
    statuses = [(await api("sendMessage", chat_id=minh.id, text=str(n))).status for n in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    assert fault.struck == 2


def test_chances_come_from_the_seed() -> None:
    def struck(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.fail(500, probability=0.3)
        return [faults.pick("getMe", None) is not None for _ in range(200)]

    assert struck(1) == struck(1)
    assert struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90


async def test_outage_ends_with_its_block(server: BotApiServer, api: RawApi) -> None:
    with server.faults.outage(), pytest.raises(aiohttp.ClientConnectionError):
        await api("getMe")
    assert (await api("getMe")).status == 200
    with server.faults.outage(503) as fault:
        async with api.session.post(f"{api.url}/getMe") as response:
            assert response.status == 503
    assert fault.struck == 1


async def test_closing_the_server_ends_hanging_requests() -> None:
    async with aiohttp.ClientSession() as session:
        async with BotApiServer() as server:
            server.faults.time_out(method="getMe")
            hanging = asyncio.create_task(RawApi(server, session)("getMe"))
            await asyncio.sleep(0.05)
        with pytest.raises(aiohttp.ClientConnectionError):
            await hanging


async def test_a_client_that_dies_while_it_writes_asks_nothing(
    server: BotApiServer, api: RawApi, caplog: pytest.LogCaptureFixture
) -> None:
    head = f"POST /bot{server.token}/getMe HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
    _, writer = await asyncio.open_connection("127.0.0.1", int(server.base_url.rpartition(":")[2]))
    writer.write(head.encode())
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()
    await asyncio.sleep(0.05)
    assert (await api("getMyName")).status == 200
    assert [call.method for call in server.log.calls] == ["getMyName"]
    assert caplog.records == []
