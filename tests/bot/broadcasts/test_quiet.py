"""Quiet hours on the real tables: ordinary messages wait until morning, emergencies pass."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.broadcasts.broadcast import BroadcastState, Tier
from bot.broadcasts.delivery import DeliveryState
from tests.bot.broadcasts.station import BINH, Station
from tests.bot.cast import HANOI

LATE = datetime(2026, 11, 27, 23, 0, tzinfo=HANOI)
MORNING = datetime(2026, 11, 28, 6, 0, tzinfo=HANOI)


async def listen(station: Station, number: int, *, chats: set[int]) -> None:
    """Let a sender work until these chats, and no others, have the message."""
    await station.play_for(number, chats=chats)
    assert {chat for chat, state in (await station.states(number)).items() if state is DeliveryState.SENT} == chats


@pytest.mark.parametrize("tier", [Tier.ORDINARY, Tier.PRIORITY])
async def test_what_is_no_emergency_waits_until_morning(station: Station, tier: Tier) -> None:
    station.clock.now = LATE
    await station.subscribe([1])
    await station.subscribe([2], quiet_from=0, quiet_until=0)
    await station.subscribe([3], quiet_from=9 * 60, quiet_until=17 * 60)
    made = await station.approve(tier=tier)
    await listen(station, made.id, chats={2, 3})
    assert (await station.found(made.id)).state is BroadcastState.SENDING
    station.clock.now = MORNING
    await listen(station, made.id, chats={1, 2, 3})


async def test_an_emergency_passes(station: Station) -> None:
    station.clock.now = LATE
    await station.subscribe([1, 2])
    made = await station.approve(tier=Tier.EMERGENCY)
    await listen(station, made.id, chats={1, 2})


async def test_hours_of_one_s_own_go_before_the_unit_s(station: Station) -> None:
    station.clock.now = datetime(2026, 11, 27, 12, 0, tzinfo=HANOI)
    await station.subscribe([1], quiet_from=11 * 60 + 30, quiet_until=13 * 60)
    await station.subscribe([2])
    made = await station.approve()
    await listen(station, made.id, chats={2})
    station.clock.now = datetime(2026, 11, 27, 13, 0, tzinfo=HANOI)
    await listen(station, made.id, chats={1, 2})


async def test_a_recall_makes_no_sound_and_does_not_wait(station: Station) -> None:
    station.clock.now = datetime(2026, 11, 27, 21, 0, tzinfo=HANOI)
    await station.subscribe([1])
    made = await station.approve()
    await station.play(made.id)
    station.clock.now = LATE
    recall = await station.broadcasts.recall(made.id, BINH)
    await listen(station, recall.id, chats={1})
