"""The footer's five numbers equal a count by hand, in the unit's time zone."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database import Database, open_database
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.statistics import Statistics, Visits
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


@given(st.lists(st.integers(0, 800 * 24), max_size=60), st.integers(0, 400 * 24))
@settings(max_examples=6, deadline=None)
async def test_the_numbers_equal_a_count_by_hand(hours: list[int], now_hour: int) -> None:
    now = NOON + timedelta(hours=now_hour)
    moments = [now - timedelta(hours=hour) for hour in hours]
    today = now.astimezone(HANOI).date()
    days = [moment.astimezone(HANOI).date() for moment in moments]
    iso = [(day.isocalendar().year, day.isocalendar().week) for day in days]
    with TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/loa.db")
        found = await count(database, *(visit(moment) for moment in moments), now=now)
        await database.close()
    assert found == Visits(
        online=int(0 in hours),
        week=iso.count((today.isocalendar().year, today.isocalendar().week)),
        month=sum((day.year, day.month) == (today.year, today.month) for day in days),
        year=sum(day.year == today.year for day in days),
        total=len(days),
    )
