"""When a broadcast goes out once, as officials type it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.broadcasts.times import WEEKDAY, ScheduleError, Words, weekday

MAX_AHEAD = timedelta(days=730)
NEXT_YEAR_WITHIN = timedelta(days=183)  # a day without its year that is past means the next year's only if near

_REASON = "no_moment"
_AT_ONCE = re.compile(r"(?:ngay|ngay luon|ngay lap tuc|(?:ngay )*luc nay|ngay 7 gio)")
_SPAN = r"(\d{1,3}|nua) ?(phut|p|tieng|gio|h)\b( ruoi)?(?: (\d{1,2}) ?(?:phut|p)\b)?"
_SPANS = (rf"^sau {_SPAN}$", rf"^{_SPAN} (?:nua|sau)$")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DAYS = (r"\bsau (\d{1,3}) ngay\b", r"\b(\d{1,3}) ngay (?:nua|sau)\b")
_DATES = (
    r"\b(?:ngay )?(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:t(?=\d)|\b)",
    r"\b(?:ngay )?(?P<d>\d{1,2})([/-])(?P<m>\d{1,2})(?:\2(?P<y>\d{4}))?(?![\w/:-])",
    r"\b(?:ngay )?(?:mung |mong )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2})(?:(?: nam|,)? (?P<y>\d{4}))?(?![\w/:-])",
)
_NEAR = ((r"\bngay (?:kia|mot)\b", 2), (r"\b(?:ngay )?mai\b", 1), (r"\b(?:hom |ngay )?nay\b", 0))


def parse_moment(typed: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that the words name in the unit's time zone, in UTC; `now` for "ngay".

    A time without a day is the next such time, so tomorrow's where today's is past. Raises ScheduleError for what is
    past, may mean two moments or was not understood to the last word.
    """
    words = Words(typed, _REASON)
    if _AT_ONCE.fullmatch(words.left):
        return now.astimezone(UTC)
    if (exact := _exact(typed, zone)) is not None:
        return _coming(exact, now, zone)
    if (span := _span(words)) is not None:
        return _coming(now + span, now, zone)
    today = now.astimezone(zone).date()
    day, coming = _day(words, today)
    clocks = words.take_clocks()
    words.demand_none_left()
    if len(clocks) != 1:
        raise ScheduleError("clocks" if clocks else "no_clock")
    if coming is not None:
        return _coming(_on_weekday(coming, today, clocks[0], now, zone), now, zone)
    moment = _at(day or today, clocks[0], zone)
    if day is None and moment <= now:
        moment = _at(today + timedelta(days=1), clocks[0], zone)
    return _coming(moment, now, zone)


def _exact(typed: str, zone: tzinfo) -> datetime | None:
    """Return a moment written as in ISO 8601, in the unit's time zone unless it names its offset."""
    if not _ISO.match(typed.strip()):
        return None
    try:
        moment = datetime.fromisoformat(typed.strip())
        return moment.astimezone(UTC) if moment.tzinfo else _at(moment.date(), moment.time(), zone)
    except (ValueError, OverflowError):
        return None


def _coming(moment: datetime, now: datetime, zone: tzinfo) -> datetime:
    if moment <= now:
        raise ScheduleError("past", moment=f"{moment.astimezone(zone):%H:%M, %d/%m/%Y}")
    if moment - now > MAX_AHEAD:
        raise ScheduleError("far", days=MAX_AHEAD.days)
    return moment.astimezone(UTC)


def _span(words: Words) -> timedelta | None:
    found = next(filter(None, (re.search(pattern, words.left) for pattern in _SPANS)), None)
    if found is None:
        return None
    is_minutes = found[2] in ("phut", "p")
    if is_minutes and (found[1] == "nua" or found[3] or found[4]):
        raise ScheduleError(_REASON)
    count = 0.5 if found[1] == "nua" else int(found[1]) + (0.5 if found[3] else 0)
    return timedelta(minutes=(count if is_minutes else count * 60) + int(found[4] or 0))


def _day(words: Words, today: date) -> tuple[date | None, int | None]:
    """Return the day that the words name, or the day of the week whose next one is meant. Raises ScheduleError."""
    named: list[date] = []
    for pattern in _DATES:
        named += [_date(found, today) for found in words.take_all(pattern)]
    for pattern in _DAYS:
        named += [today + timedelta(days=int(found[1])) for found in words.take_all(pattern)]
    coming: list[int] = []
    for found in words.take_all(rf"{WEEKDAY}(?: (tuan sau|tuan toi|tuan nay|nay|sau|toi)\b)?"):
        number, which = weekday(found), found[3]
        if which == "toi":
            raise ScheduleError("marks", words=found[0])
        if which in ("tuan sau", "tuan toi", "tuan nay", "nay"):
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=which in ("tuan sau", "tuan toi"))
            named.append(monday + timedelta(days=(number - 1) % 7))
        else:
            coming.append(number)
    for pattern, ahead in _NEAR:
        named += [today + timedelta(days=ahead) for _ in words.take_all(pattern)]
    if len({*named, *coming}) > 1:
        if len(named) != 1 or {(named[0].isoweekday()) % 7} != set(coming):  # "thứ Sáu 20/11" says one day twice
            raise ScheduleError("days")
        coming = []
    return (named[0] if named else None), (coming[0] if coming else None)


def _date(found: re.Match[str], today: date) -> date:
    day, month, year = int(found["d"]), int(found["m"]), found["y"]
    try:
        if year:
            return date(int(year), month, day)
        leap_safe = date(2000, month, day)
    except ValueError as error:
        raise ScheduleError("no_day", day=f"{day}/{month}" + (f"/{year}" if year else "")) from error
    for each in (today.year, today.year + 1):
        try:
            named = leap_safe.replace(year=each)
        except ValueError:
            continue
        if today <= named and (each == today.year or named - today <= NEXT_YEAR_WITHIN):
            return named
    raise ScheduleError("year", day=f"{day}/{month}")


def _on_weekday(number: int, today: date, clock: time, now: datetime, zone: tzinfo) -> datetime:
    ahead = (number - today.isoweekday()) % 7
    if ahead == 0 and _at(today, clock, zone) > now:
        raise ScheduleError("weekday_today", today=f"{today:%d/%m}", later=f"{today + timedelta(days=7):%d/%m}")
    return _at(today + timedelta(days=ahead or 7), clock, zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the moment of a wall clock. Raises ScheduleError where the clock is turned past it or shows it twice."""
    moment = datetime.combine(day, clock, zone)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise ScheduleError("turned", moment=f"{moment:%H:%M, %d/%m/%Y}")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:  # at the ends of the calendar
        raise ScheduleError("far", days=MAX_AHEAD.days) from error
