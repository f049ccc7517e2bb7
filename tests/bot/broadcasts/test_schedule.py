"""Moments of the loudspeaker: across midnight, month ends, leap days and summer time, on the unit's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.schedule import next_runs, quiet_until
from tests.bot.cast import HANOI

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([HANOI, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
MINUTES = st.integers(0, 24 * 60 - 1)


def local(text: str, zone: ZoneInfo = HANOI) -> datetime:
    """Return a moment of the unit's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def runs(cron: str, after: datetime, zone: ZoneInfo = HANOI, count: int = 3) -> list[str]:
    """Return the next runs on the unit's clock."""
    return [f"{run.astimezone(zone):%Y-%m-%d %H:%M}" for run in next_runs(cron, after, zone, count)]


@pytest.mark.parametrize(
    ("cron", "after", "expected"),
    [
        pytest.param(
            "30 0 * * *",
            "2026-12-31T23:59",
            ["2027-01-01 00:30", "2027-01-02 00:30", "2027-01-03 00:30"],
            id="across midnight and New Year",
        ),
        pytest.param(
            "0 8 31 * *",
            "2026-11-27T09:00",
            ["2026-12-31 08:00", "2027-01-31 08:00", "2027-03-31 08:00"],
            id="the 31st, where there is one",
        ),
        pytest.param(
            "0 17 L * *",
            "2027-01-31T18:00",
            ["2027-02-28 17:00", "2027-03-31 17:00", "2027-04-30 17:00"],
            id="the last day of each month",
        ),
        pytest.param(
            "0 17 L 2 *",
            "2027-01-01T00:00",
            ["2027-02-28 17:00", "2028-02-29 17:00", "2029-02-28 17:00"],
            id="the last day of February",
        ),
        pytest.param(
            "0 8 29 2 *",
            "2026-01-01T00:00",
            ["2028-02-29 08:00", "2032-02-29 08:00", "2036-02-29 08:00"],
            id="leap days",
        ),
        pytest.param(
            "30 7 * * 1,4",
            "2026-11-27T00:00",
            ["2026-11-30 07:30", "2026-12-03 07:30", "2026-12-07 07:30"],
            id="Mondays and Thursdays over a month's end",
        ),
        pytest.param(
            "0 7 2 9 *",
            "2026-09-02T07:00",
            ["2027-09-02 07:00", "2028-09-02 07:00", "2029-09-02 07:00"],
            id="once a year, strictly after",
        ),
    ],
)
def test_runs_fall_on_the_unit_s_clock(cron: str, after: str, expected: list[str]) -> None:
    assert runs(cron, local(after)) == expected


def test_summer_time_moves_no_run_off_its_hour() -> None:
    assert runs("0 7 * * *", local("2026-03-28T12:00", BERLIN), BERLIN, 2) == ["2026-03-29 07:00", "2026-03-30 07:00"]
    assert runs("0 7 * * *", local("2026-10-24T12:00", BERLIN), BERLIN, 2) == ["2026-10-25 07:00", "2026-10-26 07:00"]


@given(MOMENTS, ZONES, st.integers(0, 59), st.integers(4, 23), st.integers(1, 31))
def test_runs_are_later_in_order_and_at_the_asked_time(
    after: datetime, zone: ZoneInfo, minute: int, hour: int, day: int
) -> None:
    found = next_runs(f"{minute} {hour} {day} * *", after, zone, 3)
    assert after < found[0] < found[1] < found[2]
    assert {(run.astimezone(zone).day, run.astimezone(zone).hour, run.astimezone(zone).minute) for run in found} == {
        (day, hour, minute)
    }


@pytest.mark.parametrize(
    ("now", "end"),
    [
        pytest.param("2026-11-27T21:59", None, id="before"),
        pytest.param("2026-11-27T22:00", "2026-11-28T06:00", id="at the start"),
        pytest.param("2026-12-31T23:59", "2027-01-01T06:00", id="before New Year"),
        pytest.param("2028-02-29T00:00", "2028-02-29T06:00", id="after midnight of a leap day"),
        pytest.param("2028-02-28T23:30", "2028-02-29T06:00", id="into a leap day"),
        pytest.param("2026-11-28T06:00", None, id="at the end"),
    ],
)
def test_quiet_hours_reach_across_midnight(now: str, end: str | None) -> None:
    found = quiet_until(local(now), HANOI, 22 * 60, 6 * 60)
    assert found == (local(end) if end else None)


@given(MOMENTS, ZONES, MINUTES, MINUTES)
def test_the_end_of_quiet_hours_is_ahead_and_not_quiet(
    now: datetime, zone: ZoneInfo, from_min: int, until_min: int
) -> None:
    end = quiet_until(now, zone, from_min, until_min)
    if end is None:
        return
    assert from_min != until_min
    assert now < end <= now + timedelta(hours=26)
    assert quiet_until(end, zone, from_min, until_min) is None
