"""Every announcement with its state and views, and the deed that changes its state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.database import Database
from bot.staff import Deed, Gate, Matter
from bot.statistics import Statistics
from knowledge.announcement import Status
from knowledge.base import slug
from knowledge.standings import decide
from knowledge.store import ANNOUNCEMENT, Origin
from knowledge.vietnamese import fold

PAGE_ROWS = 50
_TABLE = ANNOUNCEMENT.c
_COLUMNS = (
    _TABLE.id,
    _TABLE.title,
    _TABLE.number,
    _TABLE.status,
    _TABLE.origin,
    _TABLE.issued_on,
    _TABLE.published_at,
    _TABLE.category_path,
    _TABLE.unit_id,
)


@dataclass(frozen=True, slots=True)
class Held:
    """One announcement as the desk lists it; `topic` is the slug of its category, "" without one."""

    id: str
    title: str
    number: str | None
    status: Status
    origin: Origin
    day: date | None
    topic: str
    unit_id: str | None
    views: int


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Some announcements, and whether more follow."""

    rows: tuple[Held, ...]
    has_more: bool


class Announcements:
    """Announcements of the database, also those that nobody may read; `refresh` brings changes into memory."""

    def __init__(
        self,
        database: Database,
        statistics: Statistics,
        refresh: Callable[[], Awaitable[object]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._statistics = statistics
        self._refresh = refresh
        self._gate = Gate(database)
        self._clock = clock

    async def page(self, *, words: str = "", status: Status | None = None, skip: int = 0) -> HeldPage:
        """Return the announcements whose title or number holds `words`, with or without diacritics, the latest first.

        Linear in the announcements held: titles are compared in memory, as both databases fold differently.
        """
        query = select(*_COLUMNS).order_by(_TABLE.published_at.desc().nulls_last(), _TABLE.id)
        if status is not None:
            query = query.where(_TABLE.status == status)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        wanted = fold(words)
        found = [row for row in rows if wanted in fold(f"{row.title} {row.number or ''}")]
        views = await self._statistics.views()
        shown = tuple(_held(row, views) for row in found[skip : skip + PAGE_ROWS])
        return HeldPage(shown, len(found) > skip + PAGE_ROWS)

    async def find(self, announcement_id: str) -> Held | None:
        """Return one announcement."""
        query = select(*_COLUMNS).where(_TABLE.id == announcement_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _held(row, await self._statistics.views())

    async def decide(self, by: int, held: Held, status: Status) -> None:
        """Give an announcement another status, for good. Raises NotAllowedError, also outside one's topics."""
        now = self._clock()
        matter = Matter(held.topic, held.unit_id)
        await self._gate.require(by, Deed.PUBLISH, f"{status} {held.id}", now=now, matter=matter)
        async with self._database.write() as connection:
            await decide(connection, held.id, status, now=now)
        await self._refresh()


def _held(row: Any, views: dict[str, int]) -> Held:
    path = row.category_path
    day = row.published_at.date() if row.published_at else row.issued_on
    topic = slug(path[-1]) if path else ""
    status, origin = Status(row.status), Origin(row.origin)
    return Held(row.id, row.title, row.number, status, origin, day, topic, row.unit_id, views.get(row.id, 0))
