"""The line of a portal page that tells when it was published and how often it was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.dates import find_days, first_clock, moment_of
from knowledge.vietnamese import fold

MAX_LINE = 160
_LABEL = re.compile(
    r"\b(?:ngay (?:dang|cap nhat|xuat ban|viet|tao)|(?:dang|cap nhat) (?:luc|ngay)|thoi gian|luot xem"
    r"|view count|dang)\b"
)
_VIEWS = re.compile(r"(?:luot xem|so lan xem|view count|da xem|xem)\s?[:|]?\s?(\d{1,3}(?:[.,]\d{3})+|\d{1,9})")
_CLOCK_WORDS = re.compile(r"\d{1,2}\s?(?::|h|g)\s?\d{0,2}(?::\d{2})?\s?(?:am|pm|sa|ch)?\b")
_FILLERS = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat|(?:mon|tues|wednes|thurs|fri|satur|sun)day|gmt|utc|ngay|luc|gio"
    r"|luot|lan|da|xem|views?|count|phut|truoc|tuan|in|ngay|comments?|binh luan)\b"
)
_ONLY_COUNTS = re.compile(r"^\D{0,10}(\d{1,9})?\D{0,10}(?:\d{1,9})?\D{0,5}$")
_CREATED_ID = re.compile(r"-\d{3,4}(\d{12})\d{1,4}\.(?:htm|html|chn)$")


@dataclass(frozen=True, slots=True)
class Publication:
    """When a page went public (aware UTC) and the portal's own view counter; `weight` ranks rival lines."""

    at: datetime | None
    views: int | None
    weight: int


def read_publication(line: str) -> Publication | None:
    """Return what a publication line tells, None for any other line.

    Besides the day, the time and the counters such a line holds only labels and a weekday, in any order.
    """
    if len(line) > MAX_LINE:
        return None
    days, folded = find_days(line), fold(line)
    label = _LABEL.search(folded)
    is_relative = "truoc" in folded and re.fullmatch(r"\W*\d{1,3} (?:phut|gio|ngay|tuan) truoc\W*", folded) is not None
    if not days:
        return Publication(None, _views(folded), 0) if is_relative else None
    rest_of_line = line[: days[0].start] + " " + line[days[0].end :]
    counts = _CLOCK_WORDS.sub(" ", _VIEWS.sub(" ", fold(rest_of_line)))
    counts = re.sub(r"[+\-]\s?0?7(?::?00)?\)?\s*$", " ", _FILLERS.sub(" ", _LABEL.sub(" ", counts)))
    match = _ONLY_COUNTS.match(counts)
    if match is None or any(map(str.isalpha, counts)):
        return None
    clock = first_clock(rest_of_line)
    views = _views(folded)
    if views is None and clock and match[1]:
        views = int(match[1])
    weight = (4 if label else 0) + (2 if clock else 1)
    return Publication(moment_of(days[0].day, clock), views, weight)


def find_publication(lines: Sequence[str]) -> tuple[int, Publication] | None:
    """Return the place and content of the best publication line: labelled before timed before bare, then the first."""
    found = [(i, p) for i, line in enumerate(lines) if (p := read_publication(line)) is not None]
    return max(found, key=lambda item: (item[1].weight, -item[0])) if found else None


def creation_moment(url: str) -> datetime | None:
    """Return when a page of the 2025 ward portals was made, from the id in its address; None for other addresses."""
    match = _CREATED_ID.search(url)
    if match is None:
        return None
    try:
        made = datetime.strptime(f"20{match[1]}", "%Y%m%d%H%M%S")  # noqa: DTZ007 - the zone follows
    except ValueError:
        return None
    return moment_of(made.date(), made.time())


def _views(folded: str) -> int | None:
    match = _VIEWS.search(folded)
    return int(re.sub(r"\D", "", match[1])) if match else None
