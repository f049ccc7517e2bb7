"""Telegram's word is kept: one chat alone, all when two are refused, then one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.pace import CAREFUL_PER_S, CAREFUL_S, Pace
from tests.servers.limits import Limits
from tests.servers.server import BotApiServer
from tests.telegram.house import open_house


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nobody_waits_before_a_refusal(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.held_s(1) <= 0
    assert [pace.take_turn_s() for _ in range(3)] == [0, 0, 0]


def test_one_refused_chat_waits_alone(clock: Clock) -> None:
    pace = Pace(clock)
    pace.hold(1, 7)
    assert pace.held_s(1) == 7
    assert pace.held_s(2) <= 0
    clock.now += 7
    assert pace.held_s(1) <= 0
    pace.hold(2, 3)
    assert pace.held_s(1) <= 0


def test_two_refused_chats_hold_everybody_then_turns_are_spaced(clock: Clock) -> None:
    pace = Pace(clock)
    pace.hold(1, 7)
    pace.hold(2, 5)
    assert (pace.held_s(1), pace.held_s(2), pace.held_s(3)) == (7, 5, 5)
    clock.now += 7
    assert pace.held_s(3) <= 0
    assert [pace.take_turn_s() for _ in range(3)] == pytest.approx([0, 1 / CAREFUL_PER_S, 2 / CAREFUL_PER_S])
    clock.now += CAREFUL_S
    assert pace.take_turn_s() == 0


async def test_limits_of_the_server_are_obeyed_and_every_question_is_answered(tmp_path: Path) -> None:
    limits = Limits(chat_burst=2, overall_per_s=20)
    async with BotApiServer(limits=limits) as server, open_house(tmp_path, server, concurrent_chats=4) as house:
        people = server.residents(24)
        for person in people:
            await person.send("/help")
        for _ in range(3):
            await people[0].send("/help")
        await house.settle(40)
        assert [len(person.messages) for person in people] == [4] + [1] * 23
        assert 1 <= len(server.log.refused(429)) <= 12
