"""The footer's five numbers equal a count by hand, in the unit's time zone."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.admin.periods import Span, Step
from bot.admin.series import By, read_series
from bot.database import Database
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.statistics import Statistics, Visits
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER, VISIT_COUNTER
from bot.visitor import Visitor
from tests.bot.cast import HANOI, LAN, MINH, NOON, OFFICIAL

KEYS = itertools.count()


def visit(at: datetime, visitor: Visitor = LAN, key: str = "", seen: tuple[str, ...] = ()) -> Interaction:
    return Interaction(
        key or f"k{next(KEYS)}", at, visitor, Event.QUESTION, Outcome.ANSWERED, "hỏi", announcement_ids=seen
    )


async def count(database: Database, *interactions: Interaction, now: datetime = NOON) -> Visits:
    log = InteractionLog(database, HANOI)
    for interaction in interactions:
        await log.record(interaction)
    return await Statistics(database, HANOI, online_minutes=15).visits(now)


async def test_a_repeated_key_is_counted_once(database: Database) -> None:
    found = await count(database, visit(NOON, key="tg1"), visit(NOON, key="tg1"))
    assert found == Visits(online=1, week=1, month=1, year=1, total=1)


async def test_staff_are_recorded_and_not_counted(database: Database) -> None:
    assert await count(database, visit(NOON, OFFICIAL, key="s1")) == Visits(0, 0, 0, 0, 0)
    assert await InteractionLog(database, HANOI).find("s1") is not None


async def test_online_counts_people_not_questions(database: Database) -> None:
    found = await count(database, visit(NOON), visit(NOON), visit(NOON, MINH), visit(NOON - timedelta(minutes=16)))
    assert (found.online, found.total) == (2, 4)


async def test_a_week_can_outnumber_a_young_month(database: Database) -> None:
    tuesday_1st = datetime(2026, 9, 1, 12, tzinfo=HANOI)
    found = await count(database, visit(tuesday_1st - timedelta(days=1)), visit(tuesday_1st), now=tuesday_1st)
    assert (found.week, found.month) == (2, 1)


async def test_midnight_is_the_unit_s_own(database: Database) -> None:
    new_year = datetime(2027, 1, 1, 0, 30, tzinfo=HANOI)  # still 2026 in UTC
    assert (await count(database, visit(new_year), now=new_year)).year == 1
    assert (await count(database, visit(new_year - timedelta(hours=1)), now=new_year)).year == 1


async def test_views_are_counted_per_announcement(database: Database) -> None:
    await count(database, visit(NOON, seen=("a", "b")), visit(NOON, seen=("a",)), visit(NOON, OFFICIAL, seen=("a",)))
    assert await Statistics(database, HANOI, online_minutes=15).views() == {"a": 2, "b": 1}


# Zones far from UTC on both sides, with half hours, with summer time, and the unit's own.
ZONE_NAMES = ("Asia/Ho_Chi_Minh", "UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")
# Where calendars disagree: the turns of years with ISO weeks 1, 52 and 53 across them, of a month, of summer time.
TURNS = [datetime(year, 1, 1, tzinfo=UTC) for year in range(2019, 2031)] + [
    datetime(2027, 3, 1, tzinfo=UTC),
    datetime(2028, 2, 29, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
]
minutes = st.integers(-10 * 24 * 60, 10 * 24 * 60) | st.integers(-400 * 24 * 60, 400 * 24 * 60)
people = st.sampled_from([LAN, MINH, OFFICIAL])


def count_by_hand(visits: list[tuple[datetime, Visitor]], now: datetime, zone: ZoneInfo) -> Visits:
    """Count as one would on paper: each visit's own local date, ISO year and week, month and year beside today's."""
    today = now.astimezone(zone).date()
    counted = [(at, who, at.astimezone(zone).date()) for at, who in visits if who.is_counted]
    days = [day for _, _, day in counted if day <= today]
    recent = {who.person for at, who, _ in counted if timedelta(0) <= now - at < timedelta(minutes=15)}
    return Visits(
        online=len(recent),
        week=sum(day.isocalendar()[:2] == today.isocalendar()[:2] for day in days),
        month=sum((day.year, day.month) == (today.year, today.month) for day in days),
        year=sum(day.year == today.year for day in days),
        total=len(days),
    )


@given(
    st.sampled_from(TURNS),
    minutes,
    st.lists(st.tuples(minutes, people), max_size=25),
    st.sampled_from(ZONE_NAMES).map(ZoneInfo),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_numbers_equal_a_count_by_hand(
    database: Database, turn: datetime, offset: int, shifts: list[tuple[int, Visitor]], zone: ZoneInfo
) -> None:
    now = turn + timedelta(minutes=offset)
    visits = [(now - timedelta(minutes=shift), who) for shift, who in shifts]
    log = InteractionLog(database, zone)
    await asyncio.gather(*(log.record(visit(at, who)) for at, who in visits))
    found = await Statistics(database, zone, online_minutes=15).visits(now)
    series = [
        await read_series(database, Span(now.date() - timedelta(days=800), now.astimezone(zone).date()), step, By.ALL)
        for step in (Step.WEEK, Step.MONTH, Step.YEAR)
    ]
    async with database.write() as connection:
        for table in (INTERACTION, VISIT_COUNTER, OUTCOME_COUNTER, HOUR_COUNTER, TOPIC_COUNTER):
            await connection.execute(delete(table))
    assert found == count_by_hand(visits, now, zone)
    assert [each.counts.get("", (0,))[-1] for each in series] == [found.week, found.month, found.year]
