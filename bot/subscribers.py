"""Chats that asked for bulletins: what each wants, and whether it still does. Every function may run twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import RowMapping, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.delivery import DeliveryState, is_in
from bot.tables import DELIVERY, SUBSCRIBER, SUBSCRIBER_TOPIC

KEPT_STOPPED = timedelta(days=90)  # so long no list makes somebody a subscriber again who has stopped
UNSUBSCRIBED = "unsubscribed"  # the code of a delivery that waited when its recipient stopped

_LOG = logging.getLogger(__name__)


class ChatKind(StrEnum):
    """What sort of chat subscribes."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Digest(StrEnum):
    """How often ordinary messages come; the others always come at once."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriberState(StrEnum):
    """Whether messages go out to the chat."""

    ACTIVE = "active"
    STOPPED = "stopped"  # by its own wish
    LOST = "lost"  # it blocked the bot or put it out, or is no more


class QuietHours(NamedTuple):
    """From when until when only emergencies come, in minutes of the unit's day; equal ends: never quiet."""

    from_min: int
    until_min: int


NEVER_QUIET = QuietHours(0, 0)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat and what it wants: no `topics` means every topic, no `area` the whole unit, no `quiet` the unit's hours.

    `topics` are slugs of categories in order. `since` is when it subscribed; None where it was not stored yet.
    """

    chat_id: int
    kind: ChatKind
    language: str = "vi"
    state: SubscriberState = SubscriberState.ACTIVE
    digest: Digest = Digest.NOW
    area: str = ""
    quiet: QuietHours | None = None
    topics: tuple[str, ...] = ()
    since: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Return whether messages go out to the chat."""
        return self.state is SubscriberState.ACTIVE


async def find(connection: AsyncConnection, chat_id: int) -> Subscriber | None:
    """Return the subscriber of that chat, stopped and lost ones too."""
    return (await find_many(connection, (chat_id,))).get(chat_id)


async def find_many(connection: AsyncConnection, chat_ids: Sequence[int]) -> dict[int, Subscriber]:
    """Return the subscribers among a few thousand chats, by chat."""
    rows = await connection.execute(select(SUBSCRIBER).where(SUBSCRIBER.c.chat_id.in_(chat_ids)))
    found = rows.mappings().all()
    topics: dict[int, list[str]] = {row["chat_id"]: [] for row in found}
    if topics:
        query = select(SUBSCRIBER_TOPIC).where(SUBSCRIBER_TOPIC.c.chat_id.in_(list(topics)))
        for row in await connection.execute(query):
            topics[row.chat_id].append(row.topic)
    return {row["chat_id"]: _subscriber(row, topics[row["chat_id"]]) for row in found}


async def put(connection: AsyncConnection, subscriber: Subscriber, *, now: datetime) -> Subscriber:
    """Store all that a chat wants, active from now on, and return it with `since`; it counts from a stop anew."""
    known = await find(connection, subscriber.chat_id)
    since = known.since if known and known.is_active else now
    subscriber = replace(subscriber, state=SubscriberState.ACTIVE)
    row = as_row(subscriber, since=since or now, now=now)
    if known is None:
        await connection.execute(insert(SUBSCRIBER).values(row))
    else:
        mine = SUBSCRIBER.c.chat_id == subscriber.chat_id
        await connection.execute(update(SUBSCRIBER).where(mine).values(row))
    await put_topics(connection, (subscriber,))
    stored = await find(connection, subscriber.chat_id)
    return stored or subscriber


async def put_topics(connection: AsyncConnection, subscribers: Iterable[Subscriber]) -> None:
    """Store the topics of the subscribers, instead of earlier ones."""
    subscribers = tuple(subscribers)
    ids = [each.chat_id for each in subscribers]
    await connection.execute(delete(SUBSCRIBER_TOPIC).where(SUBSCRIBER_TOPIC.c.chat_id.in_(ids)))
    rows = [{"chat_id": each.chat_id, "topic": topic} for each in subscribers for topic in sorted({*each.topics})]
    if rows:
        await connection.execute(insert(SUBSCRIBER_TOPIC), rows)


async def stop(connection: AsyncConnection, chat_id: int, *, now: datetime) -> bool:
    """End a subscription by the chat's own wish and return whether it was one; what waits for it does not go out.

    Corrections and recalls of what it got already still do.
    """
    mine = and_(SUBSCRIBER.c.chat_id == chat_id, SUBSCRIBER.c.state != SubscriberState.STOPPED)
    values = {"state": SubscriberState.STOPPED, "changed_at": now}
    was_on = (await connection.execute(update(SUBSCRIBER).where(mine).values(values))).rowcount > 0
    waiting = and_(DELIVERY.c.chat_id == chat_id, is_in(DeliveryState.PENDING), DELIVERY.c.original_id.is_(None))
    refused = {"state": DeliveryState.BLOCKED, "code": UNSUBSCRIBED, "settled_at": now}
    await connection.execute(update(DELIVERY).where(waiting).values(refused))
    return was_on


async def lose(connection: AsyncConnection, chat_id: int, code: str, *, now: datetime) -> bool:
    """Note that an active chat can no longer be reached, for the reason `code`, and return whether it was active."""
    mine = and_(SUBSCRIBER.c.chat_id == chat_id, SUBSCRIBER.c.state == SubscriberState.ACTIVE)
    values = {"state": SubscriberState.LOST, "changed_at": now}
    is_lost = (await connection.execute(update(SUBSCRIBER).where(mine).values(values))).rowcount > 0
    if is_lost:
        _LOG.info("a subscriber is lost: %s", code)
    return is_lost


async def regain(connection: AsyncConnection, chat_id: int, *, now: datetime) -> bool:
    """Take up the subscription of a person who had blocked the bot and return whether there was one.

    Who had stopped before stays so, and a group must ask anew: other people may rule it now.
    """
    lost = and_(
        SUBSCRIBER.c.chat_id == chat_id,
        SUBSCRIBER.c.state == SubscriberState.LOST,
        SUBSCRIBER.c.kind == ChatKind.PRIVATE,
    )
    values = {"state": SubscriberState.ACTIVE, "changed_at": now}
    return (await connection.execute(update(SUBSCRIBER).where(lost).values(values))).rowcount > 0


async def migrate(connection: AsyncConnection, old_id: int, new_id: int, *, now: datetime) -> None:
    """Give a group that became a supergroup its new id; where that one is a subscriber already, the old one goes."""
    if await find(connection, new_id):
        await _delete(connection, old_id)
        return
    values = {"chat_id": new_id, "kind": ChatKind.SUPERGROUP, "changed_at": now}
    await connection.execute(update(SUBSCRIBER).where(SUBSCRIBER.c.chat_id == old_id).values(values))
    await connection.execute(
        update(SUBSCRIBER_TOPIC).where(SUBSCRIBER_TOPIC.c.chat_id == old_id).values(chat_id=new_id)
    )


async def erase(connection: AsyncConnection, chat_id: int, *, now: datetime) -> int:
    """Forget a chat: no subscription, nothing more sent, and what was sent is no longer tied to it.

    Return how many rows of subscriptions and deliveries that were.
    """
    was_known = await find(connection, chat_id) is not None
    await _delete(connection, chat_id)
    mine = DELIVERY.c.chat_id == chat_id
    is_open = or_(is_in(DeliveryState.PENDING), is_in(DeliveryState.SENDING))  # no result may put it back in line
    refused = {"state": DeliveryState.BLOCKED, "code": "erased", "settled_at": now}
    await connection.execute(update(DELIVERY).where(mine, is_open).values(refused))
    untied = await connection.execute(update(DELIVERY).where(mine).values(chat_id=None))
    return untied.rowcount + was_known


async def purge(connection: AsyncConnection, *, now: datetime) -> int:
    """Forget those who stopped or were lost KEPT_STOPPED ago and return how many."""
    old = and_(SUBSCRIBER.c.state != SubscriberState.ACTIVE, SUBSCRIBER.c.changed_at < now - KEPT_STOPPED)
    chats = select(SUBSCRIBER.c.chat_id).where(old)
    await connection.execute(delete(SUBSCRIBER_TOPIC).where(SUBSCRIBER_TOPIC.c.chat_id.in_(chats)))
    return (await connection.execute(delete(SUBSCRIBER).where(old))).rowcount


async def count(connection: AsyncConnection) -> dict[SubscriberState, int]:
    """Return how many chats are in each state."""
    query = select(SUBSCRIBER.c.state, func.count()).group_by(SUBSCRIBER.c.state)
    found = {row[0]: row[1] for row in await connection.execute(query)}
    return {state: found.get(state, 0) for state in SubscriberState}


def as_row(subscriber: Subscriber, *, since: datetime, now: datetime) -> dict[str, object]:
    """Return the row of a subscriber, without its topics."""
    quiet = subscriber.quiet
    return {
        "chat_id": subscriber.chat_id,
        "kind": subscriber.kind,
        "state": subscriber.state,
        "language": subscriber.language,
        "digest": subscriber.digest,
        "area": subscriber.area,
        "quiet_from": quiet.from_min if quiet else None,
        "quiet_until": quiet.until_min if quiet else None,
        "since": since,
        "changed_at": now,
    }


async def _delete(connection: AsyncConnection, chat_id: int) -> None:
    for table in (SUBSCRIBER_TOPIC, SUBSCRIBER):
        await connection.execute(delete(table).where(table.c.chat_id == chat_id))


def _subscriber(row: RowMapping, topics: Iterable[str]) -> Subscriber:
    has_hours = row["quiet_from"] is not None and row["quiet_until"] is not None
    return Subscriber(
        chat_id=row["chat_id"],
        kind=ChatKind(row["kind"]),
        language=row["language"],
        state=SubscriberState(row["state"]),
        digest=Digest(row["digest"]),
        area=row["area"],
        quiet=QuietHours(row["quiet_from"], row["quiet_until"]) if has_hours else None,
        topics=tuple(sorted(topics)),
        since=row["since"],
    )
