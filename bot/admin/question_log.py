"""The question log: filters, a page at a time by key, with a bound on how many rows one request looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, false, func, or_, select

from bot.admin.periods import Span
from bot.database import Database
from bot.interactions import Event, Interaction, read_interaction
from bot.outcome import Outcome
from bot.tables import INTERACTION
from bot.visitor import Channel
from knowledge.vietnamese import fold

PAGE = 50
MAX_LOOKED = 50_000  # rows that one request looks at; the next one goes on from there
MAX_WORDS = 8
_LATE = 1_000  # rows of the same moments may be numbered in another order: many writers at once
_TABLE = INTERACTION.c


class Rating(StrEnum):
    """What the asker said of the answer."""

    USEFUL = "useful"
    USELESS = "useless"
    NONE = "none"


UNANSWERED = frozenset({Outcome.NOT_FOUND, Outcome.RELATED, Outcome.CLARIFY})


@dataclass(frozen=True, slots=True)
class Filters:
    """Which questions are wanted; the defaults leave nothing out. Days are the unit's, confidence is in [0, 1].

    `words` may be typed without diacritics, each must be in the question. `is_unanswered` means that the outcome was
    one of UNANSWERED, or that the asker found the answer useless.
    """

    outcome: Outcome | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    topic: str = ""
    confidence_from: float | None = None
    confidence_to: float | None = None
    rating: Rating | None = None
    channel: Channel | None = None
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class LogPage:
    """Questions, the newest first. `older` is where the next page begins, None at the end of the log.

    `looked_until` is the moment down to which this page has looked when it is not full: what is older has not been
    looked at yet.
    """

    rows: tuple[Interaction, ...]
    older: int | None
    looked_until: datetime | None = None


class QuestionLog:
    """Reads questions out of the interactions; days are of the unit's time zone."""

    def __init__(self, database: Database, zone: ZoneInfo, *, max_looked: int = MAX_LOOKED) -> None:
        self._database = database
        self._zone = zone
        self._max_looked = max_looked

    async def page(self, filters: Filters, *, before: int | None = None, limit: int = PAGE) -> LogPage:
        """Return the newest `limit` questions that pass `filters`, numbered below `before`."""
        first, last = await self._numbers(filters)
        top = min(last, before - 1 if before else last)
        floor = max(first, top - self._max_looked + 1)
        query = select(INTERACTION).where(_TABLE.id <= top, _TABLE.id >= floor, *self._conditions(filters))
        query = query.order_by(_TABLE.id.desc()).limit(limit + 1)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).mappings().all()
        if len(found) > limit:
            return LogPage(_read(found[:limit]), found[limit - 1]["id"])
        if floor <= first:
            return LogPage(_read(found), None)
        return LogPage(_read(found), floor, await self._moment(floor))

    async def find(self, number: int) -> Interaction | None:
        """Return the question of that number, None when it is unknown or no question."""
        query = select(INTERACTION).where(_TABLE.id == number, _TABLE.event == Event.QUESTION)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return read_interaction(row) if row else None

    async def about(self, number: int, *, limit: int = 20) -> tuple[Interaction, ...]:
        """Return what was done about an interaction: feedback, a look at other matches; in order."""
        query = select(INTERACTION).where(_TABLE.about_id == number).order_by(_TABLE.id).limit(limit)
        async with self._database.read() as connection:
            return _read((await connection.execute(query)).mappings().all())

    async def _numbers(self, filters: Filters) -> tuple[int, int]:
        """Return the first and the last number that can lie in the days asked for."""
        async with self._database.read() as connection:
            first = await connection.scalar(select(func.min(_TABLE.id))) or 1
            last = await connection.scalar(select(func.max(_TABLE.id))) or 0
            if filters.since:
                since = select(_TABLE.id).where(_TABLE.at >= self._start(filters.since)).order_by(_TABLE.at).limit(1)
                first = max(first, (await connection.scalar(since) or last) - _LATE)
            if filters.until:
                until = (
                    select(_TABLE.id).where(_TABLE.at < self._end(filters.until)).order_by(_TABLE.at.desc()).limit(1)
                )
                last = min(last, (await connection.scalar(until) or 0) + _LATE)
        return first, last

    def _start(self, day: date) -> datetime:
        return Span(day, day).moments(self._zone)[0]

    def _end(self, day: date) -> datetime:
        return Span(day, day).moments(self._zone)[1]

    async def _moment(self, number: int) -> datetime | None:
        query = select(_TABLE.at).where(_TABLE.id >= number).order_by(_TABLE.id).limit(1)
        async with self._database.read() as connection:
            moment: datetime | None = await connection.scalar(query)
        return moment

    def _conditions(self, filters: Filters) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = [_TABLE.event == Event.QUESTION]
        if filters.outcome:
            wanted.append(_TABLE.outcome == filters.outcome)
        if filters.is_unanswered:
            wanted.append(or_(_TABLE.outcome.in_(UNANSWERED), _TABLE.is_useful == false()))
        if filters.topic:
            wanted.append(_TABLE.topic == filters.topic)
        if filters.channel:
            wanted.append(_TABLE.channel == filters.channel)
        if filters.rating:
            wanted.append(_rated(filters.rating))
        if filters.confidence_from is not None:
            wanted.append(_TABLE.confidence >= filters.confidence_from)
        if filters.confidence_to is not None:
            wanted.append(_TABLE.confidence <= filters.confidence_to)
        if filters.since:
            wanted.append(_TABLE.at >= self._start(filters.since))
        if filters.until:
            wanted.append(_TABLE.at < self._end(filters.until))
        words = fold(filters.words).split()[:MAX_WORDS]
        return [*wanted, *(_TABLE.folded.contains(word, autoescape=True) for word in words)]


def _rated(rating: Rating) -> ColumnElement[bool]:
    if rating is Rating.NONE:
        return _TABLE.is_useful.is_(None)
    return _TABLE.is_useful.is_(rating is Rating.USEFUL)


def _read(rows: Sequence[RowMapping]) -> tuple[Interaction, ...]:
    return tuple(read_interaction(row) for row in rows)
