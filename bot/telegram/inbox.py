"""The inbox table: what Telegram handed over and what became of it.

A row is pending until its answer was sent, or could not be sent for good; then its content and its chat are wiped. Rows
stay long enough to know a repeated update (Telegram repeats for 24 hours).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database, insert_new
from bot.group_commit import GroupCommit
from bot.privacy import mask
from bot.tables import INBOX
from bot.telegram.reduction import Incoming

KEPT_DONE = timedelta(hours=48)
KEPT_DEAD = timedelta(days=30)
NOBODY = 0  # the chat of what is over
MAX_ERROR_CHARS = 500


class State(IntEnum):
    """What became of an update."""

    PENDING = 0
    DONE = 1
    DEAD = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One pending update; `seq` orders them by arrival."""

    seq: int
    chat_id: int
    raw: str
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An update that cannot be read, and why: kept as a dead letter without content."""

    update_id: int
    error: str


class Inbox:
    """Reads and writes the inbox; `clock` tells the aware UTC time."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._done = GroupCommit(database, self._mark_done)

    async def store(self, updates: Iterable[Incoming | Unreadable]) -> None:
        """Return when all updates are committed; those that are known already change nothing."""
        now = self._clock()
        rows = [_row(each, now) for each in updates]
        if rows:
            async with self._database.write() as connection:
                await connection.execute(insert_new(connection, INBOX), rows)

    async def pending(self, after: int, *, limit: int) -> list[Row]:
        """Return pending rows with a greater `seq` than `after`, oldest first."""
        columns = (INBOX.c.seq, INBOX.c.chat_id, INBOX.c.raw, INBOX.c.attempts)
        query = select(*columns).where(INBOX.c.state == State.PENDING, INBOX.c.seq > after)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(INBOX.c.seq).limit(limit))
            return [Row(row.seq, row.chat_id, row.raw or "", row.attempts) for row in rows]

    async def finish(self, seq: int) -> None:
        """Return when the row is committed as done and wiped; many at once share a transaction."""
        await self._done.submit(seq)

    async def fail(self, seq: int, *, attempts: int, error: str, is_dead: bool) -> None:
        """Note a failed attempt; with `is_dead` the row becomes a dead letter: what went wrong, not whose."""
        values: dict[str, object] = {"attempts": attempts, "error": mask(error[:MAX_ERROR_CHARS]).text}
        if is_dead:
            values |= {"state": State.DEAD, "done_at": self._clock(), "raw": None, "chat_id": NOBODY}
        async with self._database.write() as connection:
            await connection.execute(update(INBOX).where(INBOX.c.seq == seq).values(values))

    async def purge(self) -> int:
        """Delete what is no longer needed and return how many rows that were."""
        now, deleted = self._clock(), 0
        async with self._database.write() as connection:
            for state, kept in ((State.DONE, KEPT_DONE), (State.DEAD, KEPT_DEAD)):
                old = (INBOX.c.state == state) & (INBOX.c.done_at < now - kept)
                deleted += (await connection.execute(delete(INBOX).where(old))).rowcount
        return deleted

    async def close(self) -> None:
        """Return when everything finished so far is settled."""
        await self._done.close()

    async def _mark_done(self, connection: AsyncConnection, seqs: Sequence[int]) -> None:
        wiped = {"raw": None, "error": None, "chat_id": NOBODY}
        values = wiped | {"state": State.DONE, "done_at": self._clock()}
        await connection.execute(update(INBOX).where(INBOX.c.seq.in_(seqs)).values(values))


def _row(incoming: Incoming | Unreadable, now: datetime) -> dict[str, object]:
    row: dict[str, object] = {"update_id": incoming.update_id, "received_at": now, "attempts": 0}
    if isinstance(incoming, Incoming):
        nothing: dict[str, object] = {"error": None, "done_at": None}
        return row | nothing | {"chat_id": incoming.chat_id, "raw": incoming.raw, "state": State.PENDING}
    return row | {"chat_id": NOBODY, "raw": None, "state": State.DEAD, "error": incoming.error, "done_at": now}
