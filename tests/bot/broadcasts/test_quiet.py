"""Quiet hours and series on the real tables: what waits until morning, what passes, what runs when."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Content, Tier
from bot.broadcasts.carrier import Failed, Held, Unsent
from bot.broadcasts.quiet import Quiet
from bot.broadcasts.schedule import next_runs
from bot.broadcasts.starting import start_due
from bot.tables import DELIVERY
from tests.bot.broadcasts.station import AN, BINH, Station
from tests.bot.cast import HANOI

BERLIN = ZoneInfo("Europe/Berlin")
NOT_QUIET: dict[str, Any] = {"quiet_from": 0, "quiet_until": 0}


def _at(wall: str, zone: ZoneInfo = HANOI) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=zone).astimezone(UTC)


async def _sent_to(station: Station, made: Broadcast, *, for_s: float = 1.3) -> list[int]:
    """Let a sender work for a moment, in which the station's clock stands, and return who has got the broadcast."""
    stop = asyncio.Event()
    running = asyncio.create_task(station.sender().run(stop))
    await asyncio.sleep(for_s)
    stop.set()
    await running
    return sorted(parcel.chat_id for parcel in station.carrier.parcels if parcel.broadcast_id == made.id)


@pytest.mark.parametrize("tier", [Tier.ORDINARY, Tier.PRIORITY])
async def test_quiet_hours_hold_until_morning_what_is_no_emergency(station: Station, tier: Tier) -> None:
    await station.subscribe([1, 2])
    station.clock.now = _at("2026-11-23T23:30")
    made = await station.approve(tier=tier)
    assert await _sent_to(station, made) == []
    station.clock.now = _at("2026-11-24T05:59")
    assert await _sent_to(station, made) == []
    assert (await station.found(made.id)).state is BroadcastState.SENDING, "done while people wait"
    station.clock.now = _at("2026-11-24T06:00")
    await station.play(made.id)
    assert sorted(station.carrier.chats) == [1, 2]


async def test_emergencies_pass(station: Station) -> None:
    await station.subscribe([1, 2])
    station.clock.now = _at("2026-11-24T02:00")
    waiting = await station.approve()
    urgent = await station.approve(tier=Tier.EMERGENCY)
    await station.play(urgent.id)
    assert sorted(station.carrier.chats) == [1, 2]
    assert {parcel.broadcast_id for parcel in station.carrier.parcels} == {urgent.id}
    assert (await station.found(waiting.id)).state is BroadcastState.SENDING


async def test_each_subscriber_has_their_own_hours(station: Station) -> None:
    await station.subscribe([1])
    await station.subscribe([2], **NOT_QUIET)
    await station.subscribe([3], quiet_from=20 * 60, quiet_until=8 * 60)
    await station.subscribe([4], quiet_from=12 * 60, quiet_until=13 * 60 + 30)
    made = await station.approve(send_at=_at("2026-11-23T22:30"))
    for wall, reached in (
        ("2026-11-23T22:30", [2, 4]),
        ("2026-11-24T06:00", [1, 2, 4]),
        ("2026-11-24T07:59", [1, 2, 4]),
        ("2026-11-24T08:00", [1, 2, 3, 4]),
    ):
        station.clock.now = _at(wall)
        assert await _sent_to(station, made) == reached, wall
    assert (await station.found(made.id)).state is BroadcastState.DONE


async def test_a_running_broadcast_pauses_for_those_whose_quiet_hours_begin(station: Station) -> None:
    await station.subscribe(range(1, 9))
    await station.subscribe(range(11, 19), **NOT_QUIET)
    station.carrier.fates = {chat: [Unsent("server_error")] for chat in (5, 6, 15, 16)}
    station.clock.now = _at("2026-11-23T21:59:59")
    made = await station.approve()
    before = await _sent_to(station, made)
    station.carrier.parcels.clear()
    station.clock.now = _at("2026-11-23T22:00:30")
    first = await _sent_to(station, made)
    station.clock.move(seconds=30)
    assert set(first) | set(await _sent_to(station, made)) == {15, 16}, "somebody was woken"
    station.clock.now = _at("2026-11-24T06:00")
    await station.play(made.id)
    assert {5, 6} < set(station.carrier.chats)
    assert set(before) == {*range(1, 9), *range(11, 19)}


async def test_a_try_that_fails_after_quiet_hours_began_waits_until_morning(station: Station) -> None:
    await station.subscribe([1])
    station.clock.now = _at("2026-11-23T21:59:59")
    station.carrier.fates = {1: [Unsent("server_error")]}
    await station.approve()
    stop = asyncio.Event()
    running = asyncio.create_task(station.sender().run(stop))
    while not station.carrier.chats:  # noqa: ASYNC110 - the carrier tells nothing
        await asyncio.sleep(0.01)
    station.clock.now = _at("2026-11-23T22:00:00")
    await asyncio.sleep(1.2)  # the sender has looked at the quiet hours of this minute
    station.clock.move(seconds=20)  # the failed one is due again in the same minute
    await asyncio.sleep(1.2)
    stop.set()
    await running
    assert station.carrier.chats == [1]


async def test_failed_ones_tried_again_at_night_wait_until_morning(station: Station) -> None:
    await station.subscribe([1])
    await station.subscribe([2])
    station.carrier.fates = {1: [Failed("strange")], 2: [Held(30_000)]}
    made = await station.approve()
    assert await _sent_to(station, made) == [1, 2]
    station.clock.now = _at("2026-11-23T23:00")
    stop = asyncio.Event()
    running = asyncio.create_task(station.sender().run(stop))
    await asyncio.sleep(0.3)  # it knows the broadcast
    await station.broadcasts.retry_failed(made.id, BINH)
    await asyncio.sleep(1.3)
    stop.set()
    await running
    assert station.carrier.chats.count(1) == 1


async def test_a_hold_of_the_channel_does_not_last_until_morning(station: Station) -> None:
    await station.subscribe([1])
    station.carrier.fates = {1: [Held(2)]}
    station.clock.now = _at("2026-11-23T21:59:58")
    made = await station.approve()
    assert await _sent_to(station, made, for_s=0.5) == [1]
    station.clock.now = _at("2026-11-23T22:01")
    assert await _sent_to(station, made) == [1], "sent in quiet hours"
    urgent = await station.approve(tier=Tier.EMERGENCY)
    await station.play(urgent.id)  # another sender: it asks the ledger what the channel asked for
    assert station.carrier.chats == [1, 1]


async def test_corrections_that_change_what_is_there_pass_and_new_messages_wait(station: Station) -> None:
    await station.subscribe([1])
    await station.subscribe([2], quiet_from=21 * 60, quiet_until=7 * 60)
    station.clock.now = _at("2026-11-23T21:30")
    made = await station.approve()
    assert await _sent_to(station, made) == [1]
    station.clock.now = _at("2026-11-23T23:00")
    draft = await station.broadcasts.correct(made.id, Content("Đúng là 9 giờ."), AN)
    await station.broadcasts.submit(draft.id, AN)
    await station.broadcasts.approve(draft.id, BINH)
    assert await _sent_to(station, draft) == [1]
    station.clock.now = _at("2026-11-24T07:00")
    await station.play(draft.id)
    assert [(parcel.chat_id, parcel.original_id is not None) for parcel in station.carrier.parcels] == [
        (1, False),
        (1, True),
        (2, False),
    ]


async def _walls(station: Station, series: Broadcast, zone: ZoneInfo, moments: list[datetime]) -> list[str]:
    """Return the wall-clock times of the runs that the clock makes when it is looked at in these moments, twice."""
    for moment in moments:
        station.clock.now = moment
        for _ in range(2):
            async with station.database.write() as connection:
                await start_due(connection, moment, zone)
    made = await station.broadcasts.listed(limit=100)
    return sorted(f"{run.send_at.astimezone(zone):%Y-%m-%d %H:%M}" for run in made if run.parent_id == series.id)


async def _series(station: Station, cron: str, zone: ZoneInfo, since: str) -> Broadcast:
    station.clock.now = _at(since, zone)
    (first,) = next_runs(cron, station.clock.now, zone, 1)
    return await station.approve(cron=cron, send_at=first)


@pytest.mark.parametrize("zone", [HANOI, BERLIN], ids=["Hà Nội", "Berlin"])
@pytest.mark.parametrize(
    ("cron", "since", "runs"),
    [
        pytest.param(
            "55 23 * * *",
            "2026-11-30T12:00",
            ["2026-11-30 23:55", "2026-12-01 23:55", "2026-12-02 23:55"],
            id="before midnight",
        ),
        pytest.param(
            "0 0 * * *", "2026-12-30T12:00", ["2026-12-31 00:00", "2027-01-01 00:00", "2027-01-02 00:00"], id="New Year"
        ),
        pytest.param(
            "0 8 31 * *",
            "2027-01-15T12:00",
            ["2027-01-31 08:00", "2027-03-31 08:00", "2027-05-31 08:00"],
            id="the 31st",
        ),
        pytest.param(
            "0 8 30 * *",
            "2027-01-15T12:00",
            ["2027-01-30 08:00", "2027-03-30 08:00", "2027-04-30 08:00"],
            id="the 30th",
        ),
        pytest.param(
            "0 17 L * *",
            "2028-01-15T12:00",
            ["2028-01-31 17:00", "2028-02-29 17:00", "2028-03-31 17:00"],
            id="last day, leap year",
        ),
        pytest.param(
            "0 17 L 2 *",
            "2026-11-15T12:00",
            ["2027-02-28 17:00", "2028-02-29 17:00", "2029-02-28 17:00"],
            id="end of February",
        ),
        pytest.param(
            "0 8 29 2 *",
            "2026-11-15T12:00",
            ["2028-02-29 08:00", "2032-02-29 08:00", "2036-02-29 08:00"],
            id="leap day",
        ),
    ],
)
async def test_a_series_runs_once_at_each_moment(
    sqlite_station: Station, zone: ZoneInfo, cron: str, since: str, runs: list[str]
) -> None:
    series = await _series(sqlite_station, cron, zone, since)
    at = [_at(run.replace(" ", "T"), zone) for run in runs]
    around = [each + timedelta(seconds=shift) for each in at for shift in (-1, 0, 1, 3599)]
    assert await _walls(sqlite_station, series, zone, around) == runs


async def test_a_series_runs_once_in_each_night_in_which_the_clock_is_turned(station: Station) -> None:
    for since, runs in (
        ("2026-10-24T12:00", ["2026-10-25 02:30", "2026-10-26 02:30"]),
        ("2027-03-27T12:00", ["2027-03-28 03:00", "2027-03-29 02:30"]),
    ):
        series = await _series(station, "30 2 * * *", BERLIN, since)
        every_ten_minutes = [_at(since, BERLIN) + timedelta(minutes=10 * each) for each in range(250)]
        assert await _walls(station, series, BERLIN, every_ten_minutes) == runs


async def test_a_series_at_night_waits_for_the_morning_of_its_day(station: Station) -> None:
    await station.subscribe([1])
    series = await _series(station, "0 0 1 1 *", HANOI, "2026-12-31T12:00")
    station.clock.now = _at("2027-01-01T00:00")
    assert await _sent_to(station, series) == []
    (run,) = [each for each in await station.broadcasts.listed() if each.parent_id == series.id]
    assert await _next_at(station, run) == _at("2027-01-01T06:00")
    station.clock.now = _at("2027-01-01T06:00")
    await station.play(run.id)
    assert station.carrier.chats == [1]


@pytest.mark.parametrize(
    ("now", "end"),
    [
        pytest.param("2027-03-27T23:00", "2027-03-28T04:00:00+00:00", id="the night is an hour shorter"),
        pytest.param("2026-10-24T23:00", "2026-10-25T05:00:00+00:00", id="the night is an hour longer"),
    ],
)
async def test_quiet_hours_end_by_the_clock_on_the_wall(station: Station, now: str, end: str) -> None:
    await station.subscribe([1])
    station.clock.now = moment = _at(now, BERLIN)
    made = await station.approve()
    async with station.database.write() as connection:
        await start_due(connection, station.clock(), BERLIN)
        await Quiet(22 * 60, 6 * 60, BERLIN).defer(connection, await station.found(made.id), moment)
    assert await _next_at(station, made) == datetime.fromisoformat(end)


async def _next_at(station: Station, made: Broadcast) -> Any:
    async with station.database.read() as connection:
        return await connection.scalar(select(DELIVERY.c.next_at).where(DELIVERY.c.broadcast_id == made.id))
