"""The time arithmetic of the loudspeaker: the words of a series as cron, its next runs, the end of quiet hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice

from cronsim import CronSim, CronSimError

from bot.broadcasts.times import WEEKDAY, WEEKDAYS, ScheduleError, Words, weekday

_REASON = "no_schedule"
_CRON = re.compile(r"[\d*,/\-]+ [\d*,/\-]+ [\dlw*,/\-]+ [\da-z*,/\-]+ [\da-z*,/\-#]+", re.IGNORECASE)
_LUNAR = re.compile(r"\b(?:am lich|ram)\b")
_OF_MONTH = r"(?: (?:cua|trong))?(?: (?:hang|moi))? thang\b"
_NTH = rf"{WEEKDAY} (?:dau(?: tien)?|lan thu (?P<nth>[1-5])|(?P<last>cuoi(?: cung)?)){_OF_MONTH}"
_LAST_DAY = rf"\b(?:ngay )?cuoi(?: cung)?{_OF_MONTH}"
_DATE = r"\b(?:ngay )?(?:mung |mong )?(\d{1,2})(?:/| thang )(\d{1,2})(?![\w/])"
_NO_CLOCK = r"(?![\w:/]| ?(?:h|g|gio)\b| ?(?:h|g)\d)"
_LIST = r"(?:,| va|, va) (?:ngay )?"
_DAY_OF_MONTH = rf"\b(?:ngay (?:mung |mong )?|(?:mung|mong) )(\d{{1,2}}(?:{_LIST}\d{{1,2}})*){_NO_CLOCK}"
_RANGE = rf"{WEEKDAY} (?:den|toi|sau|-) {WEEKDAY.replace('(hai', '(?P<to>hai').replace('(chu', '(?P<sunday>chu')}"
_MORE_WEEKDAYS = rf"\bthu ((?:[2-7]|hai|ba|tu)(?:(?:,| va|, va)? (?:[2-7]|ba|tu|nam|sau|bay))+){_NO_CLOCK}"


def parse_schedule(typed: str) -> str:
    """Return as cron of five fields what the words say, or cron itself after a check.

    Raises ScheduleError for what may mean two schedules, comes more often than once an hour or was not understood to
    the last word.
    """
    plain = " ".join(typed.split())
    if _CRON.fullmatch(plain):
        return _checked(plain.upper())
    words = Words(typed, _REASON)
    if _LUNAR.search(words.left):
        raise ScheduleError("lunar")
    kinds = [kind for read in (_nths, _yearly, _monthly, _weekly, _daily) if (kind := read(words))]
    if len(kinds) != 1:
        raise ScheduleError("kinds" if kinds else _REASON)
    clocks = words.take_clocks()
    words.take_all(r"\b(?:hang|moi|cac)\b(?! nam| thang)")
    words.demand_none_left()
    if not clocks:
        raise ScheduleError("no_clock")
    if len({clock.minute for clock in clocks}) > 1:
        raise ScheduleError("minutes")
    hours = ",".join(map(str, sorted({clock.hour for clock in clocks})))
    return _checked(f"{clocks[0].minute} {hours} {kinds[0]}")


def next_runs(cron: str, after: datetime, zone: tzinfo, count: int) -> tuple[datetime, ...]:
    """Return the next `count` moments of `cron` strictly after `after`, in UTC; fewer where there are no more.

    A time that the clock is turned past comes as soon as the clock shows a time again; one that it shows twice comes
    at the first.
    """
    runs = (run.astimezone(UTC) for run in CronSim(cron, after.astimezone(zone)))
    return tuple(islice((run for run in runs if run > after), count))


def quiet_until(now: datetime, zone: tzinfo, from_min: int, until_min: int) -> datetime | None:
    """Return the end of the quiet span that `now` is in, in UTC; None outside. Equal ends: never quiet."""
    if not _is_quiet(now, zone, from_min, until_min):
        return None
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    ends = [
        (today + timedelta(days=ahead, minutes=until_min)).replace(tzinfo=zone, fold=fold).astimezone(UTC)
        for ahead in range(3)
        for fold in (0, 1)  # where the clock is turned back, an end may come twice
    ]
    return min(end for end in ends if end > now and not _is_quiet(end, zone, from_min, until_min))


def _is_quiet(moment: datetime, zone: tzinfo, from_min: int, until_min: int) -> bool:
    local = moment.astimezone(zone)
    minute = local.hour * 60 + local.minute
    return from_min <= minute < until_min if from_min <= until_min else minute >= from_min or minute < until_min


def _checked(cron: str) -> str:
    try:
        runs = CronSim(cron, datetime(2000, 1, 1, tzinfo=UTC))
        if len(runs.minutes) > 1:
            raise ScheduleError("often")
        next(runs)
    except (CronSimError, StopIteration) as error:
        raise ScheduleError("never", cron=cron) from error
    return cron


def _nths(words: Words) -> str:
    found = words.take(_NTH)
    if found is None:
        return ""
    which = "L" if found["last"] else f"#{found['nth'] or 1}"
    return f"* * {weekday(found)}{which}"


def _yearly(words: Words) -> str:
    if not words.take(r"\b(?:hang|moi) nam\b"):
        return ""
    dates = words.take_all(_DATE)
    if len(dates) != 1:
        raise ScheduleError("dates")
    day, month = int(dates[0][1]), int(dates[0][2])
    return f"{day} {month} *"


def _monthly(words: Words) -> str:
    days = sorted({int(each) for found in words.take_all(_DAY_OF_MONTH) for each in re.findall(r"\d+", found[1])})
    is_last = words.take(_LAST_DAY) is not None
    is_each = words.take(r"\b(?:hang|moi) thang\b") is not None
    if not days and not is_last and not is_each:
        return ""
    if not (days or is_last) or (days and not (is_each or is_last)):
        raise ScheduleError("month")
    return f"{','.join([*map(str, days), *['L'] * is_last])} * *"


def _weekly(words: Words) -> str:
    days: set[int] = set()
    for found in words.take_all(_RANGE):
        first, last = weekday(found), 0 if found["sunday"] else WEEKDAYS[found["to"]]
        days |= {day % 7 for day in range(first or 7, (last or 7) + 1)}
        if (first or 7) >= (last or 7):
            raise ScheduleError("range")
    if words.take(r"\bngay (?:lam viec|thuong)\b"):
        days |= set(range(1, 6))
    for found in words.take_all(_MORE_WEEKDAYS):
        days |= {WEEKDAYS[each] for each in re.findall(r"\w+", found[1]) if each != "va"}
    days |= {weekday(found) for found in words.take_all(WEEKDAY)}
    if words.take(r"\b(?:hang|moi) tuan\b") and not days:
        raise ScheduleError("week")
    return f"* * {','.join(map(str, sorted(days)))}" if days else ""


def _daily(words: Words) -> str:
    every = r"\b(?:hang|moi) (?:ngay\b|(?=(?:buoi )?(?:sang|trua|chieu|toi|dem)\b))|\bngay nao cung\b"
    return "* * *" if words.take(every) else ""
