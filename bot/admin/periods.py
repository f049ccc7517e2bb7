"""Days, weeks, months and years of the unit's calendar: where each begins, and how many are shown at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum


class Step(StrEnum):
    """How finely time is cut; a week starts on Monday."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# So many are shown at once; of hours, those of one day.
SHOWN = {Step.HOUR: 1, Step.DAY: 31, Step.WEEK: 27, Step.MONTH: 25, Step.YEAR: 10}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both meant."""

    first: date
    last: date

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment of the span and the first one after it."""
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), zone), datetime.combine(after, time(), zone)


def start_of(day: date, step: Step) -> date:
    """Return the first day of the week, month or year that `day` lies in; for hours and days the day itself."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    if step is Step.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if step is Step.YEAR else day


def starts(span: Span, step: Step) -> tuple[date, ...]:
    """Return the first day of each period that `span` touches, in order."""
    return tuple(_starts(span, step))


def recent(today: date, step: Step, periods: int | None = None) -> Span:
    """Return the span of the last `periods` (by default SHOWN) up to `today`, from the beginning of the first."""
    first = start_of(today, step)
    for _ in range((periods or SHOWN[step]) - 1):
        first = start_of(first - timedelta(days=1), step)
    return Span(first, today)


def _starts(span: Span, step: Step) -> Iterator[date]:
    start = start_of(span.first, step)
    while start <= span.last:
        yield start
        start = _next(start, step)


def _next(start: date, step: Step) -> date:
    days = {Step.WEEK: 7, Step.MONTH: 31, Step.YEAR: 366}.get(step, 1)
    return start_of(start + timedelta(days=days), step)
