"""When a broadcast goes out, as officials type it and as it is said back to them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.catalogue import Catalogue
from knowledge.vietnamese import fold

_CLOCK = re.compile(r"\b([01]?\d|2[0-3])\s?(?:h|:|gio)(?:\s?([0-5]\d)(?![\d/]))?")
_DATE = re.compile(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?\b")
_DAY_OF_MONTH = re.compile(r"\bngay (?:mung )?(\d{1,2}) (?:hang|moi) thang\b")
_DAILY = re.compile(r"\b(?:hang|moi) ngay\b")
_WEEKDAYS = (
    r"\b(?:chu nhat|cn)\b",
    r"\b(?:thu hai|thu 2|t2)\b",
    r"\b(?:thu ba|thu 3|t3)\b",
    r"\b(?:thu tu|thu 4|t4)\b",
    r"\b(?:thu nam|thu 5|t5)\b",
    r"\b(?:thu sau|thu 6|t6)\b",
    r"\b(?:thu bay|thu 7|t7)\b",
)
_AFTERNOON = re.compile(r"\b(?:chieu|toi|dem)\b")
_DAYS_AHEAD = ((r"\b(?:ngay kia|mot)\b", 2), (r"\b(?:ngay mai|mai)\b", 1), (r"\b(?:hom nay|nay)\b", 0))
_WEEKLY = re.compile(r"^(\d+) (\d+) \* \* ([\d,]+)$")
_MONTHLY = re.compile(r"^(\d+) (\d+) (\d+) \* \*$")
_EVERY_DAY = re.compile(r"^(\d+) (\d+) \* \* \*$")


class TimingError(Exception):
    """Words that name no time to come; `reason` is a key of the messages under office.compose.refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_moment(typed: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment after `now` that the words name in the unit's time zone, in UTC. Raises TimingError."""
    words, today = fold(typed[:200]), now.astimezone(zone).date()
    clock = _clock(words)
    if clock is None:
        raise TimingError("no_moment")
    day = _day(words, today)
    moment = datetime.combine(day or today, clock, zone).astimezone(UTC)
    if day is None and moment <= now:
        moment = datetime.combine(today + timedelta(days=1), clock, zone).astimezone(UTC)
    if moment <= now:
        raise TimingError("past")
    return moment


def read_schedule(typed: str) -> str:
    """Return as cron what the words say: every day, some days of the week, or a day of the month, at a time.

    Raises TimingError.
    """
    words = fold(typed[:200])
    clock = _clock(words)
    if clock is None:
        raise TimingError("no_schedule")
    if found := _DAY_OF_MONTH.search(words):
        if 1 <= int(found[1]) <= 31:
            return f"{clock.minute} {clock.hour} {int(found[1])} * *"
    elif days := [str(number) for number, name in enumerate(_WEEKDAYS) if re.search(name, words)]:
        return f"{clock.minute} {clock.hour} * * {','.join(days)}"
    elif _DAILY.search(words):
        return f"{clock.minute} {clock.hour} * * *"
    raise TimingError("no_schedule")


def describe_schedule(cron: str, catalogue: Catalogue, language: str) -> str:
    """Return a schedule in words; one that was not read here stays as it is."""

    def say(kind: str, minute: str, hour: str, **values: object) -> str:
        return catalogue.text(
            f"office.compose.schedule.{kind}", language, clock=f"{int(hour):02}:{int(minute):02}", **values
        )

    if found := _EVERY_DAY.match(cron):
        return say("daily", found[1], found[2])
    if found := _WEEKLY.match(cron):
        names = [catalogue.text(f"office.compose.schedule.day{int(day) % 7}", language) for day in found[3].split(",")]
        return say("weekly", found[1], found[2], days=", ".join(names))
    if found := _MONTHLY.match(cron):
        return say("monthly", found[1], found[2], day=found[3])
    return cron


def _clock(words: str) -> time | None:
    found = _CLOCK.search(words)
    if found is None:
        return None
    hour = int(found[1])
    if _AFTERNOON.search(words) and 1 <= hour < 12:
        hour += 12
    return time(hour, int(found[2] or 0))


def _day(words: str, today: date) -> date | None:
    """Return the day that the words name, None for none."""
    if found := _DATE.search(words):
        return _date(int(found[1]), int(found[2]), found[3], today)
    for number, name in enumerate(_WEEKDAYS):
        if re.search(name, words):
            ahead = (number - today.isoweekday()) % 7
            return today + timedelta(days=ahead or 7)
    return next((today + timedelta(days=ahead) for name, ahead in _DAYS_AHEAD if re.search(name, words)), None)


def _date(day: int, month: int, year: str | None, today: date) -> date:
    """Return the date, of the next year where it is past in this one and no year was given."""
    for each in (int(year),) if year else (today.year, today.year + 1):
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    raise TimingError("no_moment")
