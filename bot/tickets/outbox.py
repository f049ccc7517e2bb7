"""What must be told about tickets: written as an intent with the change itself, settled after the message.

Where a process ends between a message and its result, nobody knows whether it arrived: it goes out again, marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.tables import TICKET_ASKER, TICKET_NOTICE
from bot.tickets.ticket import Notice, NoticeKind, NoticeState

MAX_ATTEMPTS = 200  # at MAX_WAIT about a day
MAX_WAIT = timedelta(minutes=10)
_CARDS = (NoticeKind.CARD, NoticeKind.PHOTO)


class Outbox:
    """Hands notices to the one process that tells; `clock` tells the aware UTC time."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def recover(self) -> None:
        """Take up again what an earlier process was telling when it ended."""
        await self._set(TICKET_NOTICE.c.state == NoticeState.SENDING, state=NoticeState.PENDING, is_repeated=True)

    async def take(self) -> Notice | None:
        """Return the oldest of what is due in chats, noted as being told now; None without one.

        One at a time: where the process ends, at most one may have arrived.
        """
        now = self._clock()
        is_due = (TICKET_NOTICE.c.state == NoticeState.PENDING) & (TICKET_NOTICE.c.next_at <= now)
        query = select(TICKET_NOTICE).where(is_due & TICKET_NOTICE.c.chat_id.is_not(None))
        async with self._database.read() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return None
        async with self._database.write() as connection:
            row = (await connection.execute(query.order_by(TICKET_NOTICE.c.id).limit(1))).mappings().one_or_none()
            if row is None:
                return None
            values = {"state": NoticeState.SENDING, "attempts": TICKET_NOTICE.c.attempts + 1}
            await connection.execute(update(TICKET_NOTICE).where(TICKET_NOTICE.c.id == row["id"]).values(values))
        return _notice(row)

    async def settle(self, notice: Notice, message_id: int | None) -> None:
        """Note that it was told; a card that changed meanwhile is told again."""
        told = {"state": NoticeState.SENT, "message_id": message_id, "settled_at": self._clock(), "is_repeated": False}
        same = (TICKET_NOTICE.c.id == notice.id) & (TICKET_NOTICE.c.version == notice.version)
        async with self._database.write() as connection:
            done = await connection.execute(update(TICKET_NOTICE).where(same).values(told))
            if done.rowcount == 0:
                again = {"state": NoticeState.PENDING, "message_id": message_id, "is_repeated": False}
                await connection.execute(update(TICKET_NOTICE).where(TICKET_NOTICE.c.id == notice.id).values(again))
            if notice.asker_id is not None:  # the card says who was told
                await renew_cards(connection, notice.ticket_id, now=self._clock())

    async def postpone(self, notice: Notice, wait_s: float, *, has_perhaps_arrived: bool) -> None:
        """Try again later, for about a day."""
        if notice.attempts + 1 >= MAX_ATTEMPTS:
            await self.give_up(notice, NoticeState.FAILED, "attempts")
            return
        next_at = self._clock() + min(timedelta(seconds=wait_s), MAX_WAIT)
        repeated = notice.is_repeated or has_perhaps_arrived
        await self._set(
            TICKET_NOTICE.c.id == notice.id, state=NoticeState.PENDING, next_at=next_at, is_repeated=repeated
        )

    async def give_up(self, notice: Notice, state: NoticeState, reason: str) -> None:
        """Note that it cannot be told, and why."""
        values = {"state": state, "reason": reason[:80], "settled_at": self._clock()}
        async with self._database.write() as connection:
            await connection.execute(update(TICKET_NOTICE).where(TICKET_NOTICE.c.id == notice.id).values(values))
            if notice.asker_id is not None:
                await renew_cards(connection, notice.ticket_id, now=self._clock())

    async def for_page(self, person: str) -> tuple[Notice, ...]:
        """Return what a person on the page has not been shown yet, the oldest first."""
        mine = select(TICKET_ASKER.c.id).where(TICKET_ASKER.c.person == person)
        is_new = (TICKET_NOTICE.c.state == NoticeState.PENDING) & TICKET_NOTICE.c.chat_id.is_(None)
        query = select(TICKET_NOTICE).where(is_new & TICKET_NOTICE.c.asker_id.in_(mine)).order_by(TICKET_NOTICE.c.id)
        async with self._database.read() as connection:
            return tuple(map(_notice, (await connection.execute(query)).mappings()))

    async def told_of(self, ticket_id: int) -> dict[NoticeState, int]:
        """Return how many of those who asked were told the newest words, by what became of it."""
        async with self._database.read() as connection:
            newest = (
                select(func.max(TICKET_NOTICE.c.version))
                .where(TICKET_NOTICE.c.ticket_id == ticket_id, TICKET_NOTICE.c.asker_id.is_not(None))
                .scalar_subquery()
            )
            query = (
                select(TICKET_NOTICE.c.state, func.count())
                .where(TICKET_NOTICE.c.ticket_id == ticket_id, TICKET_NOTICE.c.asker_id.is_not(None))
                .where(TICKET_NOTICE.c.version == newest)
                .group_by(TICKET_NOTICE.c.state)
            )
            return {NoticeState(state): count for state, count in await connection.execute(query)}

    async def _set(self, which: object, **values: object) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(TICKET_NOTICE).where(which).values(values))  # type: ignore[arg-type]


async def tell_askers(
    connection: AsyncConnection, ticket_id: int, kind: NoticeKind, *, version: int, now: datetime
) -> None:
    """Write down that everybody who asked is to be told; who cannot be found any more is left out."""
    query = select(TICKET_ASKER).where(TICKET_ASKER.c.ticket_id == ticket_id).order_by(TICKET_ASKER.c.id)
    for asker in (await connection.execute(query)).mappings().all():
        await _add(connection, ticket_id, kind, now, version=version, asker_id=asker["id"], chat_id=asker["chat_id"])


async def tell_staff(
    connection: AsyncConnection, ticket_id: int, kinds: Iterable[NoticeKind], chats: Iterable[int], *, now: datetime
) -> None:
    """Write down that these chats of staff are to be told."""
    for chat_id in chats:
        for kind in kinds:
            await _add(connection, ticket_id, kind, now, chat_id=chat_id)


async def renew_cards(connection: AsyncConnection, ticket_id: int, *, now: datetime) -> None:
    """Write down that the cards of a ticket no longer say what is."""
    shown = TICKET_NOTICE.c.ticket_id == ticket_id, TICKET_NOTICE.c.kind.in_(_CARDS)
    settled = TICKET_NOTICE.c.state == NoticeState.SENT
    values = {"version": TICKET_NOTICE.c.version + 1, "next_at": now, "attempts": 0}
    await connection.execute(update(TICKET_NOTICE).where(*shown).values(values))
    await connection.execute(update(TICKET_NOTICE).where(*shown, settled).values(state=NoticeState.PENDING))


async def _add(
    connection: AsyncConnection,
    ticket_id: int,
    kind: NoticeKind,
    now: datetime,
    *,
    version: int = 1,
    asker_id: int | None = None,
    chat_id: int | None = None,
) -> None:
    row = {
        "ticket_id": ticket_id,
        "asker_id": asker_id,
        "kind": kind,
        "version": version,
        "chat_id": chat_id,
        "state": NoticeState.PENDING,
        "is_repeated": False,
        "attempts": 0,
        "next_at": now,
        "reason": "",
    }
    await connection.execute(insert(TICKET_NOTICE).values(row))


def _notice(row: RowMapping) -> Notice:
    names = ("id", "ticket_id", "asker_id", "version", "chat_id", "is_repeated", "message_id", "attempts")
    return Notice(**{name: row[name] for name in names}, kind=NoticeKind(row["kind"]), state=NoticeState(row["state"]))
