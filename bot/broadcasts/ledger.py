"""The outbox: a delivery is written as intent before it is tried, and with its result after.

Only the holder of the sender's lease claims. Whatever is still `sending` when a new holder comes is uncertain: nobody
can know whether it arrived, so it is shown and never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import (
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import subscribers
from bot.broadcasts.broadcast import Broadcast, BroadcastState
from bot.broadcasts.carrier import Blocked, Failed, Fate, Held, Migrated, Parcel, Sent, Uncertain, Unsendable, Unsent
from bot.broadcasts.delivery import DeliveryState, is_in
from bot.broadcasts.halt import HALT
from bot.broadcasts.lease import Lease
from bot.database import Database
from bot.tables import BROADCAST, DELIVERY, LEASE, SUBSCRIBER, SWITCH

FIRST_RETRY_S = 2.0
MAX_RETRY_S = 300.0
MAX_CODE_CHARS = 80
MERGED = "merged"  # the code of a group that is there under its new id as well
HELD = "held"  # the code of a delivery that waits because the channel asked for silence


OwnQuiet: TypeAlias = tuple[int | None, int | None]  # minutes of the day; None for the unit's


@dataclass(frozen=True, slots=True)
class Tried:
    """One delivery after a try: which, to whom, for how many times, and what became of it."""

    delivery_id: int
    broadcast_id: int
    chat_id: int
    attempts: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Claim:
    """A parcel whose intent is committed; `attempts` counts this one, `quiet` are the recipient's own quiet hours."""

    parcel: Parcel
    attempts: int
    quiet: OwnQuiet


_STATES: dict[type, DeliveryState] = {
    Sent: DeliveryState.SENT,
    Blocked: DeliveryState.BLOCKED,
    Failed: DeliveryState.FAILED,
    Unsendable: DeliveryState.FAILED,
    Uncertain: DeliveryState.UNCERTAIN,
}


class Ledger:
    """Claims and settles deliveries; `clock` tells the aware UTC time, `retry_attempts` bounds the tries of one."""

    def __init__(
        self, database: Database, lease: Lease, clock: Callable[[], datetime], *, retry_attempts: int = 5
    ) -> None:
        self._database = database
        self._lease = lease
        self._clock = clock
        self._retry_attempts = retry_attempts

    async def recover(self) -> int:
        """Mark what an earlier holder left in flight as uncertain and return how many deliveries that were."""
        values = {"state": DeliveryState.UNCERTAIN, "code": "interrupted", "settled_at": self._clock()}
        async with self._database.write() as connection:
            statement = update(DELIVERY).where(DELIVERY.c.state == DeliveryState.SENDING).values(values)
            return (await connection.execute(statement)).rowcount

    async def held_s(self) -> float:
        """Return the seconds of silence that the channel asked an earlier holder for and that still run."""
        query = select(func.max(DELIVERY.c.next_at)).where(is_in(DeliveryState.PENDING), DELIVERY.c.code == HELD)
        async with self._database.read() as connection:
            until = await connection.scalar(query)
        return max(0.0, (until - self._clock()).total_seconds()) if until else 0.0

    async def turn(
        self, tried: Sequence[Tried], broadcasts: Sequence[Broadcast], limit: int
    ) -> tuple[list[Claim], list[Broadcast]]:
        """Commit the results of tries, and at most `limit` due deliveries as being sent, in one transaction.

        Returns the claims, the first broadcast's first, and those broadcasts of which nothing more is due now: none is
        while a broadcast is not being sent, everything is halted, or another process holds the lease.
        """
        claims: list[Claim] = []
        exhausted: list[Broadcast] = []
        async with self._database.write() as connection:
            if tried:
                await self._settle(connection, tried)
            for broadcast in broadcasts if limit else ():
                found = await self._claim(connection, broadcast, limit - len(claims))
                claims += found
                if len(claims) == limit:
                    break
                exhausted.append(broadcast)
        return claims, exhausted

    async def put_back(self, claim: Claim, next_at: datetime) -> None:
        """Give a claimed delivery back untried, not to be tried before `next_at`."""
        values = {"state": DeliveryState.PENDING, "attempts": claim.attempts - 1, "next_at": next_at}
        async with self._database.write() as connection:
            mine = DELIVERY.c.id == claim.parcel.delivery_id
            await connection.execute(update(DELIVERY).where(mine).values(values))

    async def _claim(self, connection: AsyncConnection, broadcast: Broadcast, limit: int) -> list[Claim]:
        now = self._clock()
        due = (
            select(DELIVERY.c.id)
            .where(
                is_in(DeliveryState.PENDING),
                DELIVERY.c.broadcast_id == broadcast.id,
                DELIVERY.c.next_at <= now,
                exists().where(BROADCAST.c.id == broadcast.id, BROADCAST.c.state == BroadcastState.SENDING),
                exists().where(
                    LEASE.c.name == self._lease.name, LEASE.c.holder == self._lease.holder, LEASE.c.until > now
                ),
                ~exists().where(SWITCH.c.name == HALT, SWITCH.c.is_on),
            )
            .order_by(DELIVERY.c.broadcast_id, DELIVERY.c.next_at, DELIVERY.c.id)
            .limit(limit)
        )
        statement = (
            update(DELIVERY)
            .where(DELIVERY.c.id.in_(due), is_in(DeliveryState.PENDING))
            .values(state=DeliveryState.SENDING, attempts=DELIVERY.c.attempts + 1)
            .returning(*DELIVERY.c)
        )
        rows = (await connection.execute(statement)).mappings().all()
        return [_claim(broadcast, row) for row in sorted(rows, key=lambda row: row["id"])]

    async def _settle(self, connection: AsyncConnection, tried: Sequence[Tried]) -> None:
        now = self._clock()
        plain = [self._row(each, now) for each in tried if not isinstance(each.fate, Migrated)]
        if plain:
            await connection.execute(_SETTLE, plain)
        if again := [row["b_id"] for row in plain if row["b_state"] is DeliveryState.PENDING]:
            await _drop_stopped(connection, again, now)
        for each in tried:
            match each.fate:
                case Blocked(code):
                    await subscribers.lose(connection, each.chat_id, code, now=now)
                case Migrated(new_chat_id):
                    await _migrate(connection, each, new_chat_id, now)
                case Unsendable(code):
                    await stop_broadcast(connection, each.broadcast_id, code, now)

    def _row(self, tried: Tried, now: datetime) -> dict[str, Any]:
        fate = tried.fate
        state = _STATES.get(type(fate), DeliveryState.PENDING)
        if isinstance(fate, Unsent) and tried.attempts >= self._retry_attempts:
            state = DeliveryState.FAILED
        code = HELD if isinstance(fate, Held) else getattr(fate, "code", None)
        return {
            "b_id": tried.delivery_id,
            "b_state": state,
            "b_code": code[:MAX_CODE_CHARS] if code else None,
            "b_message_id": fate.message_id if isinstance(fate, Sent) else None,
            "b_settled_at": None if state is DeliveryState.PENDING else now,
            "b_next_at": now + timedelta(seconds=_wait_s(tried)),
            "b_attempts": tried.attempts - isinstance(fate, Held),  # to be told to wait is no failed try
        }


def _wait_s(tried: Tried) -> float:
    match tried.fate:
        case Held(retry_after_s):
            return retry_after_s
        case Unsent():
            return float(min(FIRST_RETRY_S * 2 ** (tried.attempts - 1), MAX_RETRY_S))
    return 0.0


# A result may come after a new holder called the try uncertain: knowledge beats doubt.
_SETTLE = (
    update(DELIVERY)
    .where(
        DELIVERY.c.id == bindparam("b_id"),
        or_(is_in(DeliveryState.SENDING), is_in(DeliveryState.UNCERTAIN)),
    )
    .values(
        state=bindparam("b_state"),
        code=bindparam("b_code"),
        message_id=bindparam("b_message_id"),
        settled_at=bindparam("b_settled_at"),
        next_at=bindparam("b_next_at"),
        attempts=bindparam("b_attempts"),
    )
)


async def stop_broadcast(connection: AsyncConnection, number: int, reason: str, now: datetime) -> None:
    """Stop a broadcast whose message cannot be sent to anybody; who waits for it is cancelled."""
    values = {"state": BroadcastState.STOPPED, "reason": reason, "finished_at": now}
    await connection.execute(update(BROADCAST).where(BROADCAST.c.id == number).values(values))
    await cancel_pending(connection, number, now)


async def cancel_pending(connection: AsyncConnection, number: int, now: datetime) -> int:
    """Cancel every delivery of a broadcast that was not tried yet and return how many."""
    waiting = and_(DELIVERY.c.broadcast_id == number, is_in(DeliveryState.PENDING))
    values = {"state": DeliveryState.CANCELLED, "settled_at": now}
    return (await connection.execute(update(DELIVERY).where(waiting).values(values))).rowcount


async def retry_failed(connection: AsyncConnection, number: int, now: datetime) -> int:
    """Make every failed delivery of a broadcast pending again, but for doubles, and return how many."""
    failed = and_(
        DELIVERY.c.broadcast_id == number,
        DELIVERY.c.state == DeliveryState.FAILED,
        DELIVERY.c.code != MERGED,
        DELIVERY.c.chat_id.is_not(None),
    )
    values = {"state": DeliveryState.PENDING, "attempts": 0, "next_at": now, "settled_at": None}
    return (await connection.execute(update(DELIVERY).where(failed).values(values))).rowcount


async def mark_opened(connection: AsyncConnection, number: int, chat_id: int, now: datetime) -> bool:
    """Note the first opening by a recipient and return whether the chat is one."""
    mine = and_(DELIVERY.c.broadcast_id == number, DELIVERY.c.chat_id == chat_id)
    values = {"opened_at": func.coalesce(DELIVERY.c.opened_at, now)}
    return (await connection.execute(update(DELIVERY).where(mine).values(values))).rowcount > 0


async def finish_sent(connection: AsyncConnection, now: datetime) -> None:
    """Call those broadcasts done of which nothing is pending or in flight."""
    unsettled = exists().where(
        DELIVERY.c.broadcast_id == BROADCAST.c.id,
        or_(
            is_in(DeliveryState.PENDING),
            is_in(DeliveryState.SENDING),
        ),
    )
    is_over = and_(BROADCAST.c.state == BroadcastState.SENDING, ~unsettled)
    await connection.execute(update(BROADCAST).where(is_over).values(state=BroadcastState.DONE, finished_at=now))


async def _drop_stopped(connection: AsyncConnection, delivery_ids: Sequence[int], now: datetime) -> None:
    """Leave those alone who ended their subscription while a try of theirs was in flight."""
    stopped = select(SUBSCRIBER.c.chat_id).where(SUBSCRIBER.c.state == subscribers.SubscriberState.STOPPED)
    theirs = and_(DELIVERY.c.id.in_(delivery_ids), DELIVERY.c.chat_id.in_(stopped), DELIVERY.c.original_id.is_(None))
    values = {"state": DeliveryState.BLOCKED, "code": subscribers.UNSUBSCRIBED, "settled_at": now}
    await connection.execute(update(DELIVERY).where(theirs).values(values))


async def untie_old(connection: AsyncConnection, before: datetime) -> None:
    """Take the chats out of broadcasts that were over before a moment; the counts stay."""
    over = select(BROADCAST.c.id).where(BROADCAST.c.finished_at < before)
    tied = and_(DELIVERY.c.broadcast_id.in_(over), DELIVERY.c.chat_id.is_not(None))
    await connection.execute(update(DELIVERY).where(tied).values(chat_id=None))


async def _migrate(connection: AsyncConnection, tried: Tried, new_chat_id: int, now: datetime) -> None:
    """Give the group its new id everywhere; where the new id is there already, the old one is a double."""
    is_known = await connection.scalar(
        select(DELIVERY.c.id).where(DELIVERY.c.broadcast_id == tried.broadcast_id, DELIVERY.c.chat_id == new_chat_id)
    )
    values: dict[str, Any] = {"chat_id": new_chat_id, "state": DeliveryState.PENDING, "next_at": now}
    if is_known is not None:
        values = {"state": DeliveryState.FAILED, "code": MERGED, "settled_at": now}
    await connection.execute(update(DELIVERY).where(DELIVERY.c.id == tried.delivery_id).values(values))
    await subscribers.migrate(connection, tried.chat_id, new_chat_id, now=now)


def _claim(broadcast: Broadcast, row: Any) -> Claim:
    parcel = Parcel(
        delivery_id=row["id"],
        broadcast_id=broadcast.id,
        chat_id=row["chat_id"],
        kind=broadcast.kind,
        tier=broadcast.tier,
        content=broadcast.content,
        language=row["language"],
        topics=tuple(row["topics"].split()),
        original_id=row["original_id"],
        original_at=row["original_at"],
    )
    return Claim(parcel, row["attempts"], (row["quiet_from"], row["quiet_until"]))
