"""What staff do with lessons: propose one, look at what it would change, save it, take it back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.staff import NotAllowedError
from bot.teaching.checking import Draft, LessonError, make_lesson, matter_of
from bot.teaching.lesson_book import LessonBook, Taught
from bot.teaching.proposal import Proposal, Replay
from bot.teaching.replays import Replays
from knowledge.base import KnowledgeBase


class StaleError(Exception):
    """The knowledge changed between the replay and the saving: what the replay said may not hold any more."""


class Teaching:
    """The lessons of staff. Every step raises NotAllowedError or LessonError; nothing counts before `save`.

    `refresh` takes over what other processes changed in the announcements.
    """

    def __init__(
        self, base: KnowledgeBase, book: LessonBook, replays: Replays, refresh: Callable[[], Awaitable[object]]
    ) -> None:
        self._base = base
        self._refresh = refresh
        self.book = book
        self.replays = replays

    async def propose(self, staff_id: int, draft: Draft, *, interaction_id: int | None = None) -> Replay:
        """Return the replay of a lesson that may be saved, not yet begun."""
        await self._follow()
        await self.book.enter(staff_id, f"propose {draft.kind}", matter_of(self._base, draft))
        lesson = make_lesson(self._base, draft, self.book.held)
        return await self.replays.propose(staff_id, Proposal(lesson, interaction_id=interaction_id))

    async def propose_undo(self, staff_id: int, number: int) -> Replay:
        """Return the replay of the lessons without this one, not yet begun: what the lesson does now."""
        await self.book.enter(staff_id, f"lesson {number}")
        if await self.book.find(number) is None:
            raise LessonError("unknown", number=number)
        return await self.replays.propose(staff_id, Proposal(without=number))

    async def save(self, staff_id: int, replay_id: int, *, is_sure: bool = False) -> Taught:
        """Return the lesson, saved; the same replay again returns the same lesson.

        Raises StaleError unless `is_sure`, where the knowledge changed since the replay.
        """
        replay = await self.replays.find(replay_id)
        if replay is None or not replay.is_over:
            raise LessonError("forgotten")
        if replay.staff_id != staff_id:
            raise NotAllowedError("not_author")
        if found := await self.book.find_by_replay(replay_id):
            return found
        await self._follow()
        if not is_sure and not self.replays.is_current(replay):
            raise StaleError
        return await self.book.save(staff_id, replay)

    async def _follow(self) -> None:
        await self._refresh()
        await self.book.refresh()
