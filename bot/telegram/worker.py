"""Handle what is in the inbox: each chat in order, chats side by side, nothing lost and nothing in the way for ever."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.telegram.inbox import Inbox, Row
from bot.telegram.waiting import Slots, first_of

MAX_ATTEMPTS = 3
LOADED_AT_ONCE = 500
DRAIN_S = 10.0
MAX_BACK_OFF_S = 60.0
_DATABASE_DOWN = (OperationalError, InterfaceError, PoolTimeoutError)

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """How many updates ended in which way since the start."""

    handled: int = 0
    failures: int = 0
    dead: int = 0


class Worker:
    """Gives pending rows to `handle`, which returns when the answer was sent and raises when it failed for good."""

    def __init__(
        self, inbox: Inbox, handle: Callable[[Row], Awaitable[None]], slots: Slots, *, first_back_off_s: float = 1.0
    ) -> None:
        self.tally = Tally()
        self._inbox = inbox
        self._handle = handle
        self._slots = slots
        self._first_back_off_s = first_back_off_s
        self._lanes: dict[int, deque[Row]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_seq = 0
        self._woken = asyncio.Event()
        self._is_stopping = False

    @property
    def pending(self) -> int:
        """Return how many updates wait or are being handled."""
        return sum(map(len, self._lanes.values()))

    def wake(self) -> None:
        """Tell that there are new rows."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Handle rows, the ones left by an earlier process first, until `stop`; then let what is in hand end."""
        try:
            while not stop.is_set():
                self._woken.clear()
                rows = await self._load()
                self._put(rows)
                self._raise_failed()
                if len(rows) < LOADED_AT_ONCE:
                    await first_of(stop, self._woken)
        finally:
            self._is_stopping = True
            await self._drain()
        self._raise_failed()

    async def _load(self) -> list[Row]:
        try:
            return await self._inbox.pending(self._last_seq, limit=LOADED_AT_ONCE)
        except SQLAlchemyError:
            _LOG.exception("the inbox cannot be read; trying again")
            await asyncio.sleep(self._first_back_off_s)
            self.wake()
            return []

    def _put(self, rows: list[Row]) -> None:
        for row in rows:
            self._last_seq = row.seq
            lane = self._lanes.get(row.chat_id)
            if lane is None:
                lane = self._lanes[row.chat_id] = deque()
                task = asyncio.create_task(self._run_lane(row.chat_id, lane))
                self._tasks.add(task)
                task.add_done_callback(self._end_lane)
            lane.append(row)

    async def _run_lane(self, chat_id: int, lane: deque[Row]) -> None:
        while lane and not self._is_stopping:
            await self._work(lane[0])
            lane.popleft()
        del self._lanes[chat_id]

    def _end_lane(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            self._tasks.discard(task)
        else:
            self.wake()  # run() finds and raises it

    def _raise_failed(self) -> None:
        for task in self._tasks:
            if task.done():
                task.result()

    async def _work(self, row: Row) -> None:
        attempts, back_off_s, is_answered = row.attempts, self._first_back_off_s, False
        while True:
            try:
                if not is_answered:
                    async with self._slots:
                        await self._handle(row)
                is_answered = True
                await self._inbox.finish(row.seq)
            except _DATABASE_DOWN:
                _LOG.exception("update %d waits for the database", row.seq)
            except Exception as error:  # whatever a handler raises: logged, counted, and buried in the end
                attempts += 1
                if await self._note(row, attempts, error):
                    return
            else:
                self.tally.handled += 1
                return
            await asyncio.sleep(back_off_s)
            back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)

    async def _note(self, row: Row, attempts: int, error: Exception) -> bool:
        """Return whether the row is a dead letter now."""
        is_dead = attempts >= MAX_ATTEMPTS
        outcome = "dead letter" if is_dead else "trying again"
        _LOG.error("update %d failed (attempt %d, %s)", row.seq, attempts, outcome, exc_info=error)
        self.tally.failures += 1
        try:
            await self._inbox.fail(row.seq, attempts=attempts, error=repr(error), is_dead=is_dead)
        except SQLAlchemyError:
            _LOG.exception("the failure of update %d cannot be noted", row.seq)
            return False
        self.tally.dead += is_dead
        return is_dead

    async def _drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_S)
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        if left:
            _LOG.warning("%d chats are left for the next start", len(left))
            await asyncio.wait(left)
        await self._inbox.close()
