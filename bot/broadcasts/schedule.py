"""Moments of the loudspeaker: the next runs of a periodical broadcast, the end of quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from cronsim import CronSim


def next_runs(cron: str, after: datetime, zone: tzinfo, count: int) -> tuple[datetime, ...]:
    """Return the next `count` moments of `cron` strictly after `after`, in UTC."""
    runs = CronSim(cron, after.astimezone(zone))
    return tuple(next(runs).astimezone(UTC) for _ in range(count))


def quiet_until(now: datetime, zone: tzinfo, from_min: int, until_min: int) -> datetime | None:
    """Return the end of the quiet span that `now` is in, in UTC; None outside. Equal ends: never quiet."""
    local = now.astimezone(zone)
    minute = local.hour * 60 + local.minute
    is_quiet = from_min <= minute < until_min if from_min <= until_min else minute >= from_min or minute < until_min
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=minute >= until_min)
    hour, minute = divmod(until_min, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
