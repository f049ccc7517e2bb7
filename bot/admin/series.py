"""Visits over time, from the counters that are kept for ever: by outcome, channel, topic or announcement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Integer, Table, cast, extract, func, select

from bot.admin.periods import Span, Step, starts
from bot.database import Database
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER, VISIT_COUNTER

OTHERS = ""  # the subject under which the smaller ones are put together
HOURS = tuple(range(24))


class By(StrEnum):
    """What tells the lines of a series apart."""

    ALL = "all"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    TOPIC = "topic"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class Series:
    """Counts by subject, one for each period: days on which they start, or hours of one day.

    An announcement is counted where its words were shown, a topic where the visit led to it: those add up to other
    sums than all visits do.
    """

    periods: tuple[date, ...] | tuple[int, ...]
    counts: Mapping[str, tuple[int, ...]]

    @property
    def total(self) -> int:
        """Return the sum of everything."""
        return sum(map(sum, self.counts.values()))

    @property
    def sums(self) -> tuple[int, ...]:
        """Return the sum of each period."""
        return tuple(sum(counts[number] for counts in self.counts.values()) for number in range(len(self.periods)))

    def largest(self, limit: int) -> Series:
        """Return the series with its `limit` largest subjects, the rest under OTHERS; ties by name."""
        ordered = sorted(self.counts.items(), key=lambda item: (-sum(item[1]), item[0]))
        kept, rest = dict(ordered[:limit]), [counts for _, counts in ordered[limit:]]
        if rest:
            kept[OTHERS] = tuple(map(sum, zip(*rest, strict=True)))
        return Series(self.periods, kept)


# Where each kind of line is counted: the table, the column that names it.
_COUNTED: Mapping[By, tuple[Table, str]] = {
    By.ALL: (VISIT_COUNTER, "subject"),
    By.ANNOUNCEMENT: (VISIT_COUNTER, "subject"),
    By.OUTCOME: (OUTCOME_COUNTER, "outcome"),
    By.CHANNEL: (OUTCOME_COUNTER, "channel"),
    By.TOPIC: (TOPIC_COUNTER, "topic"),
}
_MONTHS = 12
_FIRST_DAY = 1721425.5  # the Julian day of 1 January 1


async def read_series(database: Database, span: Span, step: Step, by: By) -> Series:
    """Return the visits of `span` by day, week, month or year; a period at the edge counts only what the span holds."""
    table, name = _COUNTED[by]
    subject, bucket = table.c[name], _bucket(table.c.day, step, database)
    query = select(bucket.label("bucket"), subject, func.sum(table.c.count))
    query = query.where(table.c.day >= span.first, table.c.day <= span.last).group_by("bucket", subject)
    if table is VISIT_COUNTER:
        query = query.where(subject == "" if by is By.ALL else subject != "")
    async with database.read() as connection:
        rows = (await connection.execute(query)).all()
    periods = starts(span, step)
    place = {_key(start, step): number for number, start in enumerate(periods)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(periods))
    for key, subject_name, count in rows:
        counts[subject_name][place[_key(key, step)]] += int(count)
    return Series(periods, {each: tuple(values) for each, values in sorted(counts.items())})


async def read_hours(database: Database, day: date, by: By, *, zone: ZoneInfo) -> Series:
    """Return the visits of one day by hour.

    All visits and outcomes are kept for ever; channels, topics and announcements of an hour only as long as the
    interactions themselves.
    """
    if by in (By.ALL, By.OUTCOME):
        query = select(HOUR_COUNTER.c.hour, HOUR_COUNTER.c.outcome, HOUR_COUNTER.c.count)
        async with database.read() as connection:
            rows = (await connection.execute(query.where(HOUR_COUNTER.c.day == day))).all()
        found = Counter[tuple[str, int]]()
        for hour, outcome, count in rows:
            found["" if by is By.ALL else outcome, hour] += count
    else:
        found = await _hours_of_interactions(database, day, by, zone)
    subjects = sorted({subject for subject, _ in found})
    return Series(HOURS, {subject: tuple(found[subject, hour] for hour in HOURS) for subject in subjects})


async def _hours_of_interactions(database: Database, day: date, by: By, zone: ZoneInfo) -> Counter[tuple[str, int]]:
    first, after = Span(day, day).moments(zone)
    table = INTERACTION.c
    query = select(table.at, table.channel, table.topic, table.announcement_ids)
    query = query.where(table.at >= first, table.at < after, table.is_counted)
    async with database.read() as connection:
        rows = (await connection.execute(query)).all()
    found = Counter[tuple[str, int]]()
    for row in rows:
        named = {By.CHANNEL: [row.channel], By.TOPIC: [row.topic], By.ANNOUNCEMENT: set(row.announcement_ids)}[by]
        found.update((subject, row.at.astimezone(zone).hour) for subject in named if subject)
    return found


def _bucket(day: ColumnElement[date], step: Step, database: Database) -> ColumnElement[Any]:
    """Return what rows are put together by in the database: days, weeks, or months for months and years."""
    if step in (Step.MONTH, Step.YEAR):
        return cast(extract("year", day) * _MONTHS + extract("month", day) - 1, Integer)
    if step is Step.WEEK:
        since_first = cast(func.julianday(day) - _FIRST_DAY, Integer) if database.is_sqlite else day - date.min
        return cast(since_first, Integer) // 7
    return day


def _key(place: date | int, step: Step) -> int:
    """Return the number of the period that a day, or a week or month as the database counts it, lies in."""
    if isinstance(place, date) and step in (Step.WEEK, Step.DAY):
        return (place.toordinal() - 1) // 7 if step is Step.WEEK else place.toordinal()  # day 1 was a Monday
    if isinstance(place, int) and step is Step.WEEK:
        return place
    month = place if isinstance(place, int) else place.year * _MONTHS + place.month - 1
    return month if step is Step.MONTH else month // _MONTHS
