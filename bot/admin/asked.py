"""What residents ask: questions of some weeks grouped by likeness, the unanswered and the rising ones told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.admin.grouping import Group, Question, make_groups
from bot.admin.question_log import UNANSWERED
from bot.database import Database
from bot.interactions import Event
from bot.outcome import Outcome
from bot.tables import INTERACTION

MAX_QUESTIONS = 20_000  # the newest ones that are grouped at once
WEEKS = 5  # this one and those that it is compared with
KEPT = timedelta(minutes=1)  # how long the pages share what was grouped
_LOOKED_UP = frozenset({Outcome.ANSWERED, *UNANSWERED})
_TABLE = INTERACTION.c


@dataclass(frozen=True, slots=True)
class Asked:
    """The groups of the questions since `since`; it lies later than asked for where there were too many."""

    groups: tuple[Group, ...]
    since: datetime
    until: datetime
    questions: int

    def most_asked(self) -> tuple[Group, ...]:
        """Return the groups that most people asked, those without an answer first."""
        return _ordered(self.groups, lambda group: (not group.is_unanswered, -group.people))

    def rising(self) -> tuple[Group, ...]:
        """Return the groups that rise, those without an answer first, then the most surprising."""
        rising = (group for group in self.groups if group.is_rising)
        return _ordered(rising, lambda group: (not group.is_unanswered, -group.surprise))

    def unanswered(self) -> tuple[Group, ...]:
        """Return the groups that went without an answer at least once, the most often so first."""
        failed = (group for group in self.groups if group.unanswered)
        return _ordered(failed, lambda group: (-group.unanswered, -group.people))


class AskedShelf:
    """Keeps what was grouped for KEPT: several pages show it, and grouping takes a third of a second."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._kept: dict[int, Asked] = {}
        self._turn = asyncio.Lock()

    async def read(self, days: int = 7 * WEEKS) -> Asked:
        """Return what was asked in the last `days`, as of at most KEPT ago."""
        async with self._turn:
            kept, now = self._kept.get(days), self._clock()
            if kept is None or not timedelta(0) <= now - kept.until < KEPT:
                kept = self._kept[days] = await read_asked(self._database, now, days=days)
            return kept


async def read_asked(database: Database, now: datetime, *, days: int = 7 * WEEKS) -> Asked:
    """Return what was asked in the `days` before `now`; staff's own questions are left out.

    At most MAX_QUESTIONS, the newest ones, are grouped; the work is done beside the event loop.
    """
    since = now - timedelta(days=days)
    columns = (_TABLE.id, _TABLE.at, _TABLE.person, _TABLE.text, _TABLE.folded, _TABLE.outcome, _TABLE.is_useful)
    query = select(*columns).where(_TABLE.event == Event.QUESTION, _TABLE.at >= since, _TABLE.at <= now)
    query = query.where(_TABLE.is_counted, _TABLE.folded != "", _TABLE.outcome.in_(_LOOKED_UP))
    query = query.order_by(_TABLE.at.desc()).limit(MAX_QUESTIONS)
    async with database.read() as connection:
        questions = [Question(*row) for row in await connection.execute(query)]
    if len(questions) == MAX_QUESTIONS:
        since = questions[-1].at
    openings = await _openings(database, since, now)
    return Asked(await asyncio.to_thread(make_groups, questions, openings, now), since, now, len(questions))


async def _openings(database: Database, since: datetime, until: datetime) -> Mapping[str, list[datetime]]:
    """Return when each person opened a passage, in order."""
    query = select(_TABLE.person, _TABLE.at).where(_TABLE.at >= since, _TABLE.at <= until)
    query = query.where(_TABLE.event == Event.OPEN).order_by(_TABLE.at)
    found: dict[str, list[datetime]] = {}
    async with database.read() as connection:
        for person, at in await connection.execute(query):
            found.setdefault(person, []).append(at)
    return found


def _ordered(groups: Iterable[Group], key: Callable[[Group], tuple[object, ...]]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda group: (*key(group), -group.number)))
