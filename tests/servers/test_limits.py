"""Rates: bursts are tolerated, more is refused with the seconds to wait."""

from __future__ import annotations

import aiohttp
import pytest

from tests.servers.conftest import RawApi, SteppedClock
from tests.servers.errors import ApiError
from tests.servers.limits import Limiter, Limits
from tests.servers.server import BotApiServer


def wait_of(limiter: Limiter, chat_id: int = 1, *, is_group: bool = False, is_paid: bool = False) -> int:
    """Return 0 when a message is taken, else the seconds to wait."""
    try:
        limiter.take(chat_id, is_group=is_group, is_paid=is_paid)
    except ApiError as error:
        return int((error.parameters or {})["retry_after"])
    return 0


def test_one_chat_takes_a_burst_then_one_a_second() -> None:
    clock = SteppedClock()
    limiter = Limiter(Limits(chat_burst=3), clock)
    assert [wait_of(limiter) for _ in range(4)] == [0, 0, 0, 1]
    clock.advance(1)
    assert [wait_of(limiter) for _ in range(2)] == [0, 1]


def test_ignoring_the_wait_makes_it_longer() -> None:
    clock = SteppedClock()
    limiter = Limiter(Limits(chat_burst=1), clock)
    assert [wait_of(limiter) for _ in range(4)] == [0, 1, 2, 3]
    clock.advance(2)
    assert wait_of(limiter) == 2
    clock.advance(2)
    assert wait_of(limiter) == 0


def test_a_group_takes_twenty_a_minute() -> None:
    clock = SteppedClock()
    limiter = Limiter(Limits(), clock)
    taken = []
    for _ in range(30):
        taken.append(wait_of(limiter, -5, is_group=True))
        clock.advance(0.1)
    assert taken.count(0) == 20
    assert max(taken) >= 2


def test_all_chats_together_take_thirty_a_second() -> None:
    clock = SteppedClock()
    limiter = Limiter(Limits(), clock)
    assert [wait_of(limiter, chat_id) for chat_id in range(31)] == [0] * 30 + [1]
    assert [wait_of(limiter, chat_id, is_paid=True) for chat_id in range(100, 300)] == [0] * 200


def test_a_steady_25_a_second_is_never_refused() -> None:
    clock = SteppedClock()
    limiter = Limiter(Limits(), clock)
    for chat_id in range(1000):
        assert wait_of(limiter, chat_id) == 0
        clock.advance(1 / 25)


async def test_refusal_tells_how_long_to_wait() -> None:
    async with BotApiServer(limits=Limits(chat_burst=2)) as server:
        lan = server.resident(has_started=True)
        async with aiohttp.ClientSession() as session:
            api = RawApi(server, session)
            statuses = [(await api("sendMessage", chat_id=lan.id, text=str(n))).status for n in range(3)]
            refused = await api("sendMessage", chat_id=lan.id, text="x")
        assert statuses == [200, 200, 429]
        wait_s = refused.body["parameters"]["retry_after"]
        assert refused.error == f"Too Many Requests: retry after {wait_s}"
        assert len(lan.messages) == 2


@pytest.mark.parametrize("method", ["sendChatAction", "getChat"])
async def test_other_methods_are_not_counted(method: str) -> None:
    async with BotApiServer(limits=Limits(chat_burst=1)) as server, aiohttp.ClientSession() as session:
        lan = server.resident(has_started=True)
        api = RawApi(server, session)
        extra = {"action": "typing"} if method == "sendChatAction" else {}
        for _ in range(5):
            assert (await api(method, chat_id=lan.id, **extra)).status == 200
