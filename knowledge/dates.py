"""Days and clock times as Vietnamese papers and portals write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.vietnamese import fold

ZONE_NAME = "Asia/Ho_Chi_Minh"

_SLASHED = re.compile(r"(?<![\d/.,\-])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d{2})(?![\d/])")
_SPOKEN = re.compile(
    r"(?i)(?<!\w)(?:ngày\s+)?(?:mùng\s+|mồng\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+|\s*[/,]\s*)((?:19|20)\d{2})(?!\d)"
)
_ISO = re.compile(r"(?<![\d/.\-])((?:19|20)\d{2})-(\d{2})-(\d{2})(?![\d/])")
_ENGLISH = re.compile(
    r"(?<!\w)(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s(\d{1,2}),?\s((?:19|20)\d{2})(?!\d)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = re.compile(
    r"(?<![\d:/.,])([01]?\d|2[0-4])\s?(?::|h|g|giờ)\s?(?:([0-5]\d)(?::[0-5]\d)?)?(?!\d)(?:\s?(AM|PM|SA|CH)\b)?", re.I
)
_AGO = re.compile(r"(\d{1,3})\s(phut|gio|ngay|tuan) truoc")
_AGO_UNITS = {"phut": "minutes", "gio": "hours", "ngay": "days", "tuan": "weeks"}


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A calendar day and its place in the text that wrote it."""

    day: date
    start: int
    end: int


def find_days(text: str) -> tuple[WrittenDay, ...]:
    """Return the days that `text` writes with their year, in reading order: day before month, never guessed.

    Reads "03/01/2023", "3-1-2023", "ngày 03 tháng 01 năm 2023", "2023-01-03" and "January 3, 2023". Impossible days,
    terms ("2016-2021") and forms left blank give nothing. Linear in the length of `text`.
    """
    found = sorted(_written_days(text), key=lambda d: (d.start, -d.end))
    return tuple(d for i, d in enumerate(found) if i == 0 or d.start >= found[i - 1].end)


def first_day(text: str) -> date | None:
    """Return the first day that `text` writes out, None without one."""
    days = find_days(text)
    return days[0].day if days else None


def first_clock(text: str) -> time | None:
    """Return the first time of day in `text` ("10:03", "7h30", "08:31 PM", "22 giờ"), None without one."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour, half = int(match[1]), (match[3] or "").upper()
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    if half in ("AM", "SA") and hour == 12:
        hour = 0
    return time(hour % 24, int(match[2] or 0))


def moment_of(day: date, clock: time | None = None) -> datetime:
    """Return the moment, in UTC, of a day and time in Viet Nam; the day's start without a time."""
    return datetime.combine(day, clock or time(), ZoneInfo(ZONE_NAME)).astimezone(UTC)


def moment_ago(text: str, *, now: datetime) -> datetime | None:
    """Return the moment that "17 giờ trước" means at `now` (aware), None where `text` says nothing like it."""
    match = _AGO.search(fold(text))
    return now - timedelta(**{_AGO_UNITS[match[2]]: int(match[1])}) if match else None


def _written_days(text: str) -> Iterator[WrittenDay]:
    for pattern in (_SLASHED, _SPOKEN, _ISO, _ENGLISH):
        for match in pattern.finditer(text):
            day = _day(match)
            if day is not None:
                yield WrittenDay(day, match.start(), match.end())


def _day(match: re.Match[str]) -> date | None:
    groups = match.groups()
    if match.re is _ISO:
        year, month, day = (int(g) for g in groups)
    elif match.re is _ENGLISH:
        month, day, year = _MONTHS.index(groups[0]) + 1, int(groups[1]), int(groups[2])
    else:
        day, month, year = int(groups[0]), int(groups[-2]), int(groups[-1])
    try:
        return date(year, month, day)
    except ValueError:
        return None
