"""Hours and days in Vietnamese words, as officials type them: what moments and schedules have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from datetime import time

from knowledge.vietnamese import fold

MAX_CHARS = 200
WEEKDAYS = {"hai": 1, "2": 1, "ba": 2, "3": 2, "tu": 3, "4": 3, "nam": 4, "5": 4, "sau": 5, "6": 5, "bay": 6, "7": 6}
WEEKDAY = r"\b(?:(?:thu ?|t)(hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn))\b"
PART = re.compile(r"\b(sang|trua|chieu|toi|dem)\b")
CLOCK = re.compile(
    r"\b(\d{1,2}) ?(?:(?::(\d\d)(?!\d|:))|(?:h|gio|g)(?![a-z])(?: ?(\d{1,2})(?!\d)(?: ?(?:phut|p)\b)?| (ruoi)\b)?)"
    r"(?: kem (\d{1,2})(?: phut)?)?(?: (?:buoi )?(sang|trua|chieu|toi|dem)\b)?"
)
_FILLERS = re.compile(r"\b(?:luc|vao|buoi|phat|gui|va)\b|[,;.]")
_NUMBERS = ["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"]
_NUMBER = re.compile(rf"\b(muoi mot|muoi hai|{'|'.join(_NUMBERS)}) (?=(?:gio|tieng|phut)\b)")
# Words that mean two things once their marks are gone; where the marks were typed, the meaning is kept.
_MARKED = {
    "tối": "buoi toi",
    "tới": "sau",
    "mốt": "ngay kia",
    "bảy": "7",
    "bẩy": "7",
    "bây giờ": "ngay luc nay",
}
_NOTES = re.compile(r"\((?:chi nam nhuan|thang khong co ngay nay thi bo qua)\)")  # what explanations add
_HOURS: dict[
    str, tuple[Container[int], Container[int]]
] = {  # the hours that each part of the day may be typed with, and what has 12 added to it
    "sang": (range(12), ()),
    "trua": ((10, 11, 12, 13, 1), (1,)),
    "chieu": ((*range(1, 7), *range(13, 19)), range(1, 7)),
    "toi": ((*range(5, 12), *range(17, 24)), range(5, 12)),
    "dem": ((*range(8, 12), *range(20, 24)), range(8, 12)),
}


class ScheduleError(Exception):
    """Words that name no moment or schedule; `reason` is a key under office.schedule.refused, `values` its values."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Words:
    """Folded words from which what was understood is taken out: what remains was not understood."""

    def __init__(self, typed: str, reason: str) -> None:
        if len(typed) > MAX_CHARS:
            raise ScheduleError(reason)
        lower = " ".join(unicodedata.normalize("NFC", typed).lower().split())
        for marked, plain in _MARKED.items():
            lower = re.sub(rf"\b{marked}\b", plain, lower)
        plain = " ".join(_NOTES.sub(" ", fold(lower)).split())
        if plain == "bay gio":
            raise ScheduleError("marks", words=plain)
        self.left = _NUMBER.sub(_digits, plain)
        self._reason = reason

    def take(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """Return the first match and take it out."""
        found = re.search(pattern, self.left)
        if found:
            self.left = " ".join(f"{self.left[: found.start()]} , {self.left[found.end() :]}".split())
        return found

    def take_all(self, pattern: str | re.Pattern[str]) -> list[re.Match[str]]:
        """Return all matches and take them out."""
        found = []
        while (each := self.take(pattern)) is not None:
            found.append(each)
        return found

    def take_clocks(self) -> list[time]:
        """Return the times of day, in the order typed. Raises ScheduleError for one that may be another."""
        found = self.take_all(CLOCK)
        parts = self.take_all(PART)
        if len(parts) > 1 or (parts and any(each[6] for each in found)):
            raise ScheduleError("part", clock=" ".join(each[0] for each in (*parts, *found)))
        return [_clock(each, each[6] or (parts[0][1] if parts else ""), self._reason) for each in found]

    def demand_none_left(self) -> None:
        """Raise ScheduleError when something was typed that nobody understood."""
        if left := " ".join(_FILLERS.sub(" ", self.left).split()):
            raise ScheduleError("words", words=left)


def weekday(found: re.Match[str]) -> int:
    """Return the day of a match of WEEKDAY as in cron: Sunday is 0."""
    return 0 if found[2] else WEEKDAYS[found[1]]


def _digits(found: re.Match[str]) -> str:
    tens, _, ones = found[1].rpartition(" ")
    return f"{_NUMBERS.index(ones) + (10 if tens else 0)} "


def _clock(found: re.Match[str], part: str, reason: str) -> time:
    hour, minute = int(found[1]), int(found[2] or found[3] or (30 if found[4] else 0))
    if hour > 23 or minute > 59:
        raise ScheduleError(reason)
    if part:
        allowed, afternoon = _HOURS[part]
        if hour not in allowed:
            raise ScheduleError("part", clock=f"{hour:02}:{minute:02}")
        hour += 12 * (hour in afternoon)
    elif 1 <= hour <= 5 and len(found[1]) == 1:
        raise ScheduleError("half", hour=hour, later=hour + 12)
    if not found[5]:
        return time(hour, minute)
    total = hour * 60 - int(found[5])
    if minute or total < 0 or int(found[5]) > 59:
        raise ScheduleError(reason)
    return time(*divmod(total, 60))
