"""What officials put on the shelf and take from it: their announcements in the database, every deed audited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from bot.database import Database
from bot.staff import NOTHING, Deed, Gate, Matter
from knowledge.announcement import MAX_ANNOUNCEMENT_ID, Announcement, Status, content_digest
from knowledge.base import KnowledgeBase, slug
from knowledge.standings import decide, undecide
from knowledge.store import ANNOUNCEMENT, Origin, save_announcement

LISTED = 5
_OWN = (Origin.CHAT, Origin.LOADED)  # what stands in the content folder is changed there


class Shelf:
    """Publishes and withdraws; `refresh` makes the base in memory equal to the database, `clock` tells the UTC time."""

    def __init__(
        self,
        database: Database,
        base: KnowledgeBase,
        refresh: Callable[[], Awaitable[object]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._base = base
        self._refresh = refresh
        self._gate = Gate(database)
        self._clock = clock

    async def publish(self, staff_id: int, announcement: Announcement) -> None:
        """Return when people can read the announcement; the same again changes nothing. Raises NotAllowedError."""
        now = self._clock()
        subject = _subject(announcement.id)
        standing = await self._matter(announcement.id)
        async with self._database.read() as connection:
            is_foreign = bool(await self._gate.refusal(connection, staff_id, Deed.PUBLISH, standing))
        matter = standing if is_foreign else _matter(announcement)
        await self._gate.require(staff_id, Deed.PUBLISH, subject, now=now, matter=matter)
        async with self._database.write() as connection:
            await undecide(connection, announcement.id)
            await save_announcement(connection, announcement, origin=Origin.CHAT, now=now)
        await self._refresh()

    async def withdraw(self, staff_id: int, announcement_id: str) -> bool:
        """Return whether the announcement is one of the officials' own and gone now. Raises NotAllowedError."""
        now = self._clock()
        if not await self.is_own(announcement_id):
            return False
        matter = await self._matter(announcement_id)
        await self._gate.require(staff_id, Deed.PUBLISH, f"withdraw {announcement_id}", now=now, matter=matter)
        async with self._database.write() as connection:
            await decide(connection, announcement_id, Status.WITHDRAWN, now=now)
        await self._refresh()
        return True

    async def is_own(self, announcement_id: str) -> bool:
        """Return whether officials may change the announcement from the chat."""
        return await self._origin(announcement_id) in _OWN

    async def is_published(self, announcement_id: str) -> bool:
        """Return whether it is one of the officials' own and people can read it."""
        chat = (ANNOUNCEMENT.c.id == announcement_id) & ANNOUNCEMENT.c.origin.in_(_OWN)
        async with self._database.read() as connection:
            status = await connection.scalar(select(ANNOUNCEMENT.c.status).where(chat))
        return status is not None and Status(status).is_shown

    async def latest(self) -> tuple[Announcement, ...]:
        """Return the announcements of officials that were changed last, the latest first."""
        await self._refresh()
        shown = ANNOUNCEMENT.c.status.in_([status for status in Status if status.is_shown])
        query = select(ANNOUNCEMENT.c.id).where(ANNOUNCEMENT.c.origin.in_(_OWN), shown)
        async with self._database.read() as connection:
            ids = await connection.scalars(
                query.order_by(ANNOUNCEMENT.c.changed_at.desc(), ANNOUNCEMENT.c.id).limit(LISTED)
            )
            return tuple(found for each in ids if (found := self._base.announcement(each)))

    async def free_id(self, announcement: Announcement) -> Announcement:
        """Return the announcement under an id that no file of the content folder bears."""
        if await self._origin(announcement.id) is not Origin.CONTENT:
            return announcement
        suffix = f"-{content_digest(f'chat {announcement.id}')[:4]}"
        return with_id(announcement, announcement.id[: MAX_ANNOUNCEMENT_ID - len(suffix)].rstrip("-") + suffix)

    async def _matter(self, announcement_id: str) -> Matter:
        """Return what the announcement that stands there is about; who replaces it has to do with both."""
        query = select(ANNOUNCEMENT.c.category_path, ANNOUNCEMENT.c.unit_id).where(ANNOUNCEMENT.c.id == announcement_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return NOTHING if row is None else _matter_of(row.category_path, row.unit_id)

    async def _origin(self, announcement_id: str) -> Origin | None:
        query = select(ANNOUNCEMENT.c.origin).where(ANNOUNCEMENT.c.id == announcement_id)
        async with self._database.read() as connection:
            origin = await connection.scalar(query)
        return None if origin is None else Origin(origin)


def with_id(announcement: Announcement, own: str) -> Announcement:
    """Return the announcement, and its sections, under the id `own`."""
    sections = tuple(
        replace(s, id=f"{own}/{s.id.partition('/')[2]}", announcement_id=own) for s in announcement.sections
    )
    return replace(announcement, id=own, sections=sections)


def _subject(announcement_id: str) -> str:
    return f"announcement {announcement_id}"


def _matter(announcement: Announcement) -> Matter:
    return _matter_of(announcement.category_path, announcement.unit_id)


def _matter_of(category_path: Sequence[str], unit_id: str | None) -> Matter:
    return Matter(slug(category_path[-1]) if category_path else "", unit_id)
