"""Today at a glance: the footer's numbers, this day beside the same day a week ago, what waits for an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.admin.question_log import Filters, QuestionLog
from bot.admin.series import By, Series, read_hours
from bot.database import Database
from bot.interactions import Interaction
from bot.statistics import Statistics, Visits

NEWEST = 10


@dataclass(frozen=True, slots=True)
class Glance:
    """One day so far; `week_ago` is the same weekday from beginning to end, `week_ago_so_far` up to this hour."""

    day: date
    visits: Visits
    today: Series
    week_ago: Series
    outcomes: Mapping[str, int]
    outcomes_week_ago: Mapping[str, int]
    week_ago_so_far: int
    newest: tuple[Interaction, ...]
    unanswered: tuple[Interaction, ...]


async def look(
    database: Database, statistics: Statistics, log: QuestionLog, *, now: datetime, zone: ZoneInfo
) -> Glance:
    """Return the day that `now` lies in."""
    local = now.astimezone(zone)
    day = local.date()
    today, week_ago = [await read_hours(database, each, By.OUTCOME, zone=zone) for each in (day, day - timedelta(7))]
    newest = await log.page(Filters(), limit=NEWEST)
    unanswered = await log.page(Filters(is_unanswered=True, since=day, until=day), limit=NEWEST)
    return Glance(
        day,
        await statistics.visits(now),
        today,
        week_ago,
        _outcomes(today),
        _outcomes(week_ago),
        _so_far(week_ago, local),
        newest.rows,
        unanswered.rows,
    )


def _outcomes(series: Series) -> Mapping[str, int]:
    return Counter({outcome: sum(counts) for outcome, counts in series.counts.items()})


def _so_far(series: Series, local: datetime) -> int:
    """Return how many of the day's visits came before this time of the day; those of the hour as if evenly spread."""
    hours = series.sums
    return sum(hours[: local.hour]) + round(hours[local.hour] * local.minute / 60)
