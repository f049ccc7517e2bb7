"""When the office works: hours of each weekday, holidays, and how working time passes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

MAX_DAYS = 60  # looked ahead; an office that is shut for longer has no next opening


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Working hours: spans of minutes of the day by weekday, Monday 0, in the unit's `zone`."""

    spans: Mapping[int, Sequence[tuple[int, int]]]
    holidays: frozenset[date]
    zone: tzinfo

    def is_open(self, at: datetime) -> bool:
        """Return whether the office works at that moment."""
        return any(start <= at < end for start, end in self._spans(at, days=1))

    def opens_at(self, at: datetime) -> datetime | None:
        """Return when the office works next: `at` itself while it does, None where that is not known."""
        return next((max(start, at) for start, end in self._spans(at) if end > at), None)

    def after(self, at: datetime, worked: timedelta) -> datetime:
        """Return the moment at which so much working time has passed; without any, so much time and a day."""
        left = worked
        for start, end in self._spans(at):
            begin = max(start, at)
            if end - begin > left:
                return begin + left
            left -= max(end - begin, timedelta())
        return at + worked + timedelta(days=1)

    def _spans(self, at: datetime, *, days: int = MAX_DAYS) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working spans from the day of `at` on, in UTC."""
        first = at.astimezone(self.zone).date()
        for number in range(days):
            day = first + timedelta(days=number)
            if day not in self.holidays:
                for start, end in self.spans.get(day.weekday(), ()):
                    yield self._moment(day, start), self._moment(day, end)

    def _moment(self, day: date, minute: int) -> datetime:
        whole = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return whole.astimezone(UTC)
