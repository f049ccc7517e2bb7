"""The lessons in the database: saved once, taken back, given again; every process follows by `refresh`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database, insert_new
from bot.staff import NOTHING, Deed, Gate, Matter, NotAllowedError
from bot.tables import LESSON
from bot.teaching.checking import LessonError, matter_of
from bot.teaching.proposal import Replay
from knowledge.base import KnowledgeBase
from knowledge.teaching import Lesson, LessonKind


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson with who taught it when, the log row that it came from, and who took it back.

    `effect` is what its replay said: questions asked and changed.
    """

    lesson: Lesson
    author_id: int
    at: datetime
    interaction_id: int | None = None
    effect: Mapping[str, Any] | None = None
    undone_at: datetime | None = None
    undone_by: int | None = None

    @property
    def is_undone(self) -> bool:
        """Return whether the lesson counts no more."""
        return self.undone_at is not None


class LessonBook:
    """What was taught. `clock` tells the aware UTC time; `max_lessons` may count at a time.

    Each step of staff raises NotAllowedError after its attempt was written down, LessonError where it cannot be.
    """

    def __init__(
        self, database: Database, base: KnowledgeBase, clock: Callable[[], datetime], *, max_lessons: int
    ) -> None:
        self._database = database
        self._base = base
        self._gate = Gate(database)
        self._clock = clock
        self._max_lessons = max_lessons
        self._revision = 0
        self._held: tuple[Lesson, ...] = ()
        self._refreshing = asyncio.Lock()

    @property
    def held(self) -> tuple[Lesson, ...]:
        """Return the lessons that count, as last read."""
        return self._held

    @property
    def revision(self) -> int:
        """Return a number that grows with every change."""
        return self._revision

    async def refresh(self) -> bool:
        """Take over what changed since the last call and return whether anything did."""
        async with self._refreshing:
            async with self._database.read() as connection:
                revision = await connection.scalar(select(func.sum(LESSON.c.revision))) or 0
                if revision == self._revision:
                    return False
                query = select(LESSON).where(LESSON.c.undone_at.is_(None)).order_by(LESSON.c.id)
                rows = (await connection.execute(query)).mappings().all()
            self._held = tuple(_lesson(row) for row in rows)
            await asyncio.to_thread(self._base.teach, self._held)
            self._revision = revision
            return True

    async def enter(self, staff_id: int, subject: str, matter: Matter = NOTHING) -> None:
        """Return when the person may teach about `matter`, which is noted. Raises NotAllowedError."""
        await self._gate.require(staff_id, Deed.TEACH, subject, now=self._clock(), matter=matter)

    async def save(self, staff_id: int, replay: Replay) -> Taught:
        """Return the lesson that the replay proposes, saved; the same replay again returns the same lesson."""
        lesson = replay.proposal.lesson
        if lesson is None:
            raise LessonError("nothing")

        async def add(connection: AsyncConnection) -> int:
            await self._refuse_too_many(connection)
            row = _row(lesson, replay) | {"author_id": staff_id, "at": self._clock(), "revision": 1}
            await connection.execute(insert_new(connection, LESSON).values(row))
            saved = select(LESSON.c.id).where(LESSON.c.replay_id == replay.id)
            return int(await connection.scalar(saved) or 0)

        return await self._step(staff_id, f"save {lesson.kind}", lesson, add)

    async def undo(self, staff_id: int, number: int) -> Taught:
        """Return the lesson, taken back; one that was taken back already stays as it is."""

        async def take_back(connection: AsyncConnection) -> int:
            standing = (LESSON.c.id == number) & LESSON.c.undone_at.is_(None)
            values = {"undone_at": self._clock(), "undone_by": staff_id, "revision": LESSON.c.revision + 1}
            await connection.execute(update(LESSON).where(standing).values(values))
            return number

        return await self._step(staff_id, f"undo {number}", await self._lesson(number), take_back)

    async def redo(self, staff_id: int, number: int) -> Taught:
        """Return the lesson that was taken back, counting again."""

        async def give_again(connection: AsyncConnection) -> int:
            await self._refuse_too_many(connection)
            undone = (LESSON.c.id == number) & LESSON.c.undone_at.is_not(None)
            values = {"undone_at": None, "undone_by": None, "revision": LESSON.c.revision + 1}
            await connection.execute(update(LESSON).where(undone).values(values))
            return number

        return await self._step(staff_id, f"redo {number}", await self._lesson(number), give_again)

    async def find(self, number: int) -> Taught | None:
        """Return the lesson of that number."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(LESSON).where(LESSON.c.id == number))).mappings().one_or_none()
        return None if row is None else _taught(row)

    async def find_by_replay(self, replay_id: int) -> Taught | None:
        """Return the lesson that was saved after that replay."""
        async with self._database.read() as connection:
            query = select(LESSON).where(LESSON.c.replay_id == replay_id)
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _taught(row)

    async def listed(self, *, limit: int = 100, offset: int = 0) -> tuple[Taught, ...]:
        """Return the lessons, the newest first, those taken back too."""
        query = select(LESSON).order_by(LESSON.c.id.desc()).limit(limit).offset(offset)
        async with self._database.read() as connection:
            return tuple(_taught(row) for row in (await connection.execute(query)).mappings())

    async def count(self) -> tuple[int, int]:
        """Return how many lessons count, and how many there are."""
        query = select(func.count(), func.count(LESSON.c.undone_at)).select_from(LESSON)
        async with self._database.read() as connection:
            total, undone = (await connection.execute(query)).one()
        return total - undone, total

    def is_alive(self, taught: Taught) -> bool:
        """Return whether what the lesson leads to is still there, unchanged."""
        return self._base.is_alive(taught.lesson)

    async def _lesson(self, number: int) -> Lesson | None:
        found = await self.find(number)
        return found.lesson if found else None

    async def _step(
        self, staff_id: int, what: str, lesson: Lesson | None, change: Callable[[AsyncConnection], Any]
    ) -> Taught:
        """Carry out a change of `lesson` in one transaction with its audit, and take it over here at once."""
        matter = matter_of(self._base, lesson) if lesson else NOTHING
        async with self._database.write() as connection:
            reason = await self._gate.refusal(connection, staff_id, Deed.TEACH, matter)
            number = 0 if reason else await change(connection)
            subject = f"lesson {number}" if number else "lesson"
            detail = {"step": what} | ({"reason": reason} if reason else {})
            attempt = Attempt(self._clock(), staff_id, Deed.TEACH, subject, not reason, detail)
            await note_attempt(connection, attempt)
        if reason:
            raise NotAllowedError(reason)
        await self.refresh()
        found = await self.find(number)
        if found is None:
            raise LessonError("unknown", number=number)
        return found

    async def _refuse_too_many(self, connection: AsyncConnection) -> None:
        count = await connection.scalar(select(func.count()).where(LESSON.c.undone_at.is_(None))) or 0
        if count >= self._max_lessons:
            raise LessonError("full", count=self._max_lessons)


def _row(lesson: Lesson, replay: Replay) -> dict[str, Any]:
    return {
        "kind": lesson.kind,
        "wording": lesson.wording,
        "meaning": lesson.meaning,
        "target": lesson.target,
        "digest": lesson.digest,
        "interaction_id": replay.proposal.interaction_id,
        "replay_id": replay.id,
        "effect": {"asked": replay.asked, "changed": replay.changed},
    }


def _lesson(row: RowMapping) -> Lesson:
    names = ("id", "wording", "meaning", "target", "digest")
    return Lesson(kind=LessonKind(row["kind"]), **{name: row[name] for name in names})


def _taught(row: RowMapping) -> Taught:
    names = ("author_id", "at", "interaction_id", "effect", "undone_at", "undone_by")
    return Taught(_lesson(row), **{name: row[name] for name in names})
