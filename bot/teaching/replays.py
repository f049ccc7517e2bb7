"""Replays: proposals tried over past questions, off the event loop, with their progress in the database."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import RowMapping, delete, insert, select, update

from bot.answers.answerer import Answerer
from bot.database import Database
from bot.settings import TeachingSettings
from bot.tables import REPLAY
from bot.teaching.past_questions import PastQuestion, distinct, read_past_questions, read_question, read_questions
from bot.teaching.proposal import Change, Proposal, Replay, ReplayState, read_change, read_proposal, summarise_changes
from bot.teaching.rehearsal import Progress, rehearse
from knowledge.base import KnowledgeBase
from knowledge.teaching import Lesson, LessonKind

BEAT_S = 0.5
DEAD_AFTER = timedelta(seconds=10)  # without a beat: its process has ended, another one starts anew
KEPT = timedelta(days=1)

_LOG = logging.getLogger(__name__)


class Replays:
    """Tries proposals over the latest questions of the log and `more`.

    `answer_over` makes an answerer over any base, `read_mark` names the state of the knowledge, `read_held` gives the
    lessons that count, `clock` the aware UTC time.
    """

    def __init__(
        self,
        database: Database,
        base: KnowledgeBase,
        settings: TeachingSettings,
        *,
        more: tuple[PastQuestion, ...],
        answer_over: Callable[[KnowledgeBase], Answerer],
        read_held: Callable[[], tuple[Lesson, ...]],
        read_mark: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._base = base
        self._settings = settings
        self._more = more
        self._answer_over = answer_over
        self._read_held = read_held
        self._read_mark = read_mark
        self._clock = clock
        self._one = asyncio.Semaphore(1)
        self._working: dict[int, asyncio.Task[None]] = {}

    async def propose(self, staff_id: int, proposal: Proposal) -> Replay:
        """Return a new replay, not yet begun; those older than KEPT are forgotten."""
        now = self._clock()
        row = {
            "staff_id": staff_id,
            "at": now,
            "proposal": proposal.as_json(),
            "state": ReplayState.RUNNING,
            "mark": "",
            "asked": 0,
            "total": 0,
            "changes": summarise_changes([]),
            "beat_at": now - 2 * DEAD_AFTER,
        }
        async with self._database.write() as connection:
            await connection.execute(delete(REPLAY).where(REPLAY.c.at < now - KEPT))
            number = await connection.scalar(insert(REPLAY).values(row).returning(REPLAY.c.id))
        return Replay(int(number or 0), staff_id, proposal, ReplayState.RUNNING, now)

    async def find(self, number: int) -> Replay | None:
        """Return the replay of that number, None for a forgotten one."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(REPLAY).where(REPLAY.c.id == number))).mappings().one_or_none()
        return None if row is None else _replay(row)

    async def advance(self, number: int) -> Replay | None:
        """Return the replay as it stands, after seeing to it that some process works on it."""
        found = await self.find(number)
        if found and not found.is_over and number not in self._working and await self._claim(number):
            task = self._working[number] = asyncio.create_task(self._run(found))
            task.add_done_callback(partial(self._settle, number))
        return found

    async def finish(self, number: int) -> Replay | None:
        """Return the replay when it is over."""
        while (found := await self.advance(number)) and not found.is_over:
            task = self._working.get(number)
            await (asyncio.shield(task) if task else asyncio.sleep(BEAT_S))
        return found

    def is_current(self, replay: Replay) -> bool:
        """Return whether the knowledge is still the one that the replay asked."""
        return replay.mark == self._read_mark()

    async def questions_of(self, replay: Replay) -> dict[int, str]:
        """Return the questions of the changes that are in the log, by row; what was erased is left out."""
        ids = tuple(change.interaction_id for change in replay.changes if change.interaction_id)
        return await read_questions(self._database, ids)

    async def close(self) -> None:
        """End what is under way; it begins anew when asked for."""
        tasks = list(self._working.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _settle(self, number: int, task: asyncio.Task[None]) -> None:
        self._working.pop(number, None)
        if not task.cancelled() and task.exception():
            _LOG.error("replay %d has failed; it begins anew when asked for", number, exc_info=task.exception())

    async def _claim(self, number: int) -> bool:
        """Return whether this process may work on the replay: nobody has said for DEAD_AFTER that they do."""
        now = self._clock()
        free = (REPLAY.c.id == number) & (REPLAY.c.beat_at < now - DEAD_AFTER)
        async with self._database.write() as connection:
            claimed = await connection.execute(update(REPLAY).where(free).values(beat_at=now))
        return claimed.rowcount == 1

    async def _run(self, replay: Replay) -> None:
        async with self._one:
            questions = await self._questions(replay.proposal)
            mark, progress = self._read_mark(), Progress()
            await self._beat(replay.id, asked=0, total=len(questions), mark=mark)
            work = asyncio.create_task(asyncio.to_thread(self._rehearse, replay.proposal, questions, progress))
            try:
                while not (await asyncio.wait([work], timeout=BEAT_S))[0]:
                    await self._beat(replay.id, asked=progress.asked)
            finally:
                progress.is_stopped = True
            state = ReplayState.DONE if progress.asked == len(questions) else ReplayState.CUT
            await self._beat(replay.id, asked=progress.asked, state=state, changes=summarise_changes(work.result()))

    async def _questions(self, proposal: Proposal) -> tuple[PastQuestion, ...]:
        """Return the question that the lesson came from, the latest ones of the log and those of the file."""
        row, lesson = proposal.interaction_id, proposal.lesson
        own = [PastQuestion(await read_question(self._database, row), row)] if row else []
        if lesson and lesson.kind is LessonKind.PIN:
            own.append(PastQuestion(lesson.wording))
        logged = await read_past_questions(self._database, limit=self._settings.replay_questions)
        return distinct((*own, *logged, *self._more))

    def _rehearse(self, proposal: Proposal, questions: tuple[PastQuestion, ...], progress: Progress) -> list[Change]:
        held = self._read_held()
        before, after = (self._answer_over(self._base.taught(each)) for each in (held, proposal.apply(held)))
        until_s = time.monotonic() + self._settings.replay_seconds
        return rehearse(questions, before, after, progress, until_s=until_s)

    async def _beat(self, number: int, **values: object) -> None:
        async with self._database.write() as connection:
            values["beat_at"] = self._clock()
            await connection.execute(update(REPLAY).where(REPLAY.c.id == number).values(values))


def _replay(row: RowMapping) -> Replay:
    changes = row["changes"]
    return Replay(
        row["id"],
        row["staff_id"],
        read_proposal(row["proposal"]),
        ReplayState(row["state"]),
        row["at"],
        row["mark"],
        row["asked"],
        row["total"],
        changes["changed"],
        changes["counts"],
        tuple(read_change(change) for change in changes["first"]),
    )
