"""Visits over time: every period equals a count by hand, and nothing is lost when interactions go."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from bot.admin.glance import look
from bot.admin.periods import SHOWN, Span, Step, recent, start_of, starts
from bot.admin.question_log import QuestionLog
from bot.admin.series import OTHERS, By, Series, read_hours, read_series
from bot.database import Database
from bot.outcome import Outcome
from bot.statistics import Statistics
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, VISIT_COUNTER
from tests.bot.admin.register import asked, opened, record
from tests.bot.cast import HANOI, MINH, NOON, OFFICIAL, TODAY

TURN = datetime(2027, 1, 1, 0, 30, tzinfo=HANOI)  # a Friday of week 53 of 2026; still 2026 in UTC
VISITS = (
    asked(at=TURN, topic="a", announcement_ids=("x", "y")),
    asked(at=TURN - timedelta(hours=1), outcome=Outcome.NOT_FOUND, topic="b"),
    asked(at=TURN - timedelta(days=4), who=MINH, topic="b", announcement_ids=("x",)),
    asked(at=TURN - timedelta(days=5), who=MINH),
    asked(at=TURN, who=OFFICIAL, topic="a", announcement_ids=("x",)),
)
YEARS = Span(date(2026, 1, 1), date(2027, 1, 1))


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)))
def test_a_week_is_that_of_iso_8601(day: date) -> None:
    monday = start_of(day, Step.WEEK)
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]
    assert monday.isocalendar().weekday == 1


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)), st.sampled_from(list(Step)[1:]))
def test_periods_follow_each_other_up_to_today(day: date, step: Step) -> None:
    span = recent(day, step)
    found = starts(span, step)
    assert len(found) == SHOWN[step]
    assert found[-1] <= day
    assert all(start_of(each - timedelta(days=1), step) == before for before, each in pairwise(found))


@pytest.mark.parametrize(
    ("step", "by", "counts"),
    [
        (Step.YEAR, By.ALL, {"": (3, 1)}),
        (Step.YEAR, By.OUTCOME, {"answered": (2, 1), "not_found": (1, 0)}),
        (Step.YEAR, By.CHANNEL, {"telegram": (1, 1), "web": (2, 0)}),
        (Step.YEAR, By.TOPIC, {"a": (0, 1), "b": (2, 0)}),
        (Step.YEAR, By.ANNOUNCEMENT, {"x": (1, 1), "y": (0, 1)}),
        (Step.MONTH, By.ALL, {"": (*[0] * 11, 3, 1)}),
        (Step.WEEK, By.ALL, {"": (*[0] * 51, 1, 3)}),
        (Step.DAY, By.ALL, {"": (*[0] * 360, 1, 1, 0, 0, 1, 1)}),
    ],
)
async def test_each_step_counts_in_the_unit_s_calendar(
    database: Database, step: Step, by: By, counts: dict[str, tuple[int, ...]]
) -> None:
    await record(database, *VISITS)
    found = await read_series(database, YEARS, step, by)
    assert found.counts == counts
    assert found.periods == starts(YEARS, step)


async def test_what_lies_outside_of_the_span_is_not_counted(database: Database) -> None:
    await record(database, *VISITS)
    assert (await read_series(database, Span(TODAY, TODAY), Step.YEAR, By.OUTCOME)).total == 0


@pytest.mark.parametrize(
    ("by", "counts"),
    [
        (By.ALL, {"": {0: 1}}),
        (By.OUTCOME, {"answered": {0: 1}}),
        (By.CHANNEL, {"telegram": {0: 1}}),
        (By.TOPIC, {"a": {0: 1}}),
        (By.ANNOUNCEMENT, {"x": {0: 1}, "y": {0: 1}}),
    ],
)
async def test_hours_are_those_of_the_unit_s_day(database: Database, by: By, counts: dict[str, dict[int, int]]) -> None:
    await record(database, *VISITS)
    found = await read_hours(database, date(2027, 1, 1), by, zone=HANOI)
    shown = {subject: {hour: n for hour, n in enumerate(values) if n} for subject, values in found.counts.items()}
    assert shown == counts


async def test_counts_outlive_the_interactions(database: Database) -> None:
    await record(database, *VISITS)
    before = [await read_series(database, YEARS, Step.MONTH, by) for by in By]
    async with database.write() as connection:
        await connection.execute(delete(INTERACTION))
    assert [await read_series(database, YEARS, Step.MONTH, by) for by in By] == before
    assert (await read_hours(database, date(2026, 12, 31), By.OUTCOME, zone=HANOI)).counts["not_found"][23] == 1


async def test_every_way_of_counting_adds_up_to_the_same_visits(database: Database) -> None:
    await record(database, *VISITS, opened(NOON), VISITS[0])  # a repeated key is counted nowhere
    async with database.read() as connection:
        sums = [await connection.scalar(select(func.sum(table.c.count))) for table in (OUTCOME_COUNTER, HOUR_COUNTER)]
        all_visits = select(func.sum(VISIT_COUNTER.c.count)).where(VISIT_COUNTER.c.subject == "")
        assert {*sums, await connection.scalar(all_visits)} == {5}


def test_the_smaller_ones_are_put_together() -> None:
    series = Series((0, 1), {"a": (1, 1), "b": (5, 0), "c": (2, 0), "d": (0, 1)})
    assert series.largest(2).counts == {"b": (5, 0), "a": (1, 1), OTHERS: (2, 1)}
    assert series.largest(4).counts.keys() == series.counts.keys()
    assert series.sums == (8, 2)


async def test_today_stands_beside_the_same_weekday(database: Database) -> None:
    week_ago = NOON - timedelta(days=7)
    await record(
        database,
        *(asked(at=week_ago + timedelta(minutes=minutes)) for minutes in (-300, -1, 10, 40, 300)),
        asked("đèn hỏng", NOON, outcome=Outcome.NOT_FOUND),
    )
    log, statistics = QuestionLog(database, HANOI), Statistics(database, HANOI, online_minutes=15)
    glance = await look(database, statistics, log, now=NOON + timedelta(minutes=30), zone=HANOI)
    assert (glance.day, glance.visits.week) == (TODAY, 1)
    assert (glance.today.total, glance.week_ago.total, glance.week_ago_so_far) == (1, 5, 3)
    assert glance.outcomes == Counter(not_found=1)
    assert [row.text for row in glance.unanswered] == ["đèn hỏng"]
    assert len(glance.newest) == 6
