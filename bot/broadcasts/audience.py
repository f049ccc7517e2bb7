"""Who gets a broadcast: counted before, written down as one delivery each at its start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, Tier
from bot.broadcasts.delivery import DeliveryState
from bot.database import insert_new
from bot.tables import BROADCAST, DELIVERY, SUBSCRIBER, SUBSCRIBER_TOPIC

_COLUMNS = (
    "broadcast_id",
    "chat_id",
    "language",
    "quiet_from",
    "quiet_until",
    "original_id",
    "original_at",
    "topics",
    "state",
    "next_at",
    "attempts",
)
_REACHED = (DeliveryState.SENT, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class AudienceSize:
    """How many chats get a broadcast at once, and how many later in their daily or weekly bulletin."""

    now: int
    later: int


async def count_audience(connection: AsyncConnection, audience: Audience, tier: Tier) -> AudienceSize:
    """Return how many chats a broadcast to `audience` would reach."""
    everyone = select(func.count()).select_from(SUBSCRIBER).where(_wants(audience))
    total = await connection.scalar(everyone) or 0
    now = await connection.scalar(everyone.where(_is_at_once(tier))) or 0
    return AudienceSize(now, total - now)


async def enqueue(connection: AsyncConnection, broadcast: Broadcast, *, now: datetime) -> int:
    """Write a pending delivery for every recipient and return how many were new; a repetition adds none."""
    if broadcast.kind is BroadcastKind.BULLETIN:
        recipients = _readers(broadcast)
    else:
        recipients = _recipients(broadcast) if broadcast.target_id is None else _reached(broadcast)
    common = (literal(int(DeliveryState.PENDING)), literal(now, DELIVERY.c.next_at.type), literal(0))
    statement = insert_new(connection, DELIVERY).from_select(_COLUMNS, recipients.add_columns(*common))
    added = (await connection.execute(statement)).rowcount
    if connection.dialect.name == "postgresql":  # without fresh statistics the claims would scan every row
        await connection.execute(text("ANALYZE delivery"))
    return added


def _subscribers(broadcast: Broadcast, topics: ColumnElement[str]) -> Select[Any]:
    return select(
        literal(broadcast.id),
        SUBSCRIBER.c.chat_id,
        SUBSCRIBER.c.language,
        SUBSCRIBER.c.quiet_from,
        SUBSCRIBER.c.quiet_until,
        null(),
        null(),
        topics,
    ).order_by(SUBSCRIBER.c.chat_id)


def _recipients(broadcast: Broadcast) -> Select[Any]:
    return _subscribers(broadcast, literal("")).where(_wants(broadcast.audience), _is_at_once(broadcast.tier))


def _readers(bulletin: Broadcast) -> Select[Any]:
    """Return who reads bulletins of this rhythm and wants something of this one."""
    digest = (bulletin.key or "").partition(":")[0]
    mine = SUBSCRIBER_TOPIC.c.chat_id == SUBSCRIBER.c.chat_id
    topics = select(func.aggregate_strings(SUBSCRIBER_TOPIC.c.topic, " ")).where(mine).scalar_subquery()
    area = case((SUBSCRIBER.c.area == "", ""), else_=literal(" @").concat(SUBSCRIBER.c.area))
    audiences = sorted({(note.topic, note.area) for note in bulletin.content.notes})
    wants = [_wants(Audience(*audience)) for audience in audiences]
    return _subscribers(bulletin, func.coalesce(topics, "").concat(area)).where(
        SUBSCRIBER.c.digest == digest, or_(*wants)
    )


def _reached(broadcast: Broadcast) -> Select[Any]:
    """Return whom a correction or a recall concerns: who got the original or an earlier correction, or may have.

    A correction also goes to those whom the original never reached: it takes its place. Who has stopped since gets no
    new message, but what stands in the chat is changed. Of several rows of one chat
    the first counts, so the ones with a message to change come first.
    """
    is_sent = DELIVERY.c.state == DeliveryState.SENT
    states = (*_REACHED, DeliveryState.CANCELLED) if broadcast.kind is BroadcastKind.CORRECTION else _REACHED
    active = select(SUBSCRIBER.c.chat_id).where(SUBSCRIBER.c.state == "active")
    earlier = select(BROADCAST.c.id).where(
        BROADCAST.c.target_id == broadcast.target_id, BROADCAST.c.kind == BroadcastKind.CORRECTION
    )
    return (
        select(
            literal(broadcast.id),
            DELIVERY.c.chat_id,
            DELIVERY.c.language,
            DELIVERY.c.quiet_from,
            DELIVERY.c.quiet_until,
            case((is_sent, DELIVERY.c.message_id)),
            case((is_sent, func.coalesce(DELIVERY.c.original_at, DELIVERY.c.settled_at))),
            DELIVERY.c.topics,
        )
        .where(
            or_(DELIVERY.c.broadcast_id == broadcast.target_id, DELIVERY.c.broadcast_id.in_(earlier)),
            DELIVERY.c.broadcast_id != broadcast.id,
            DELIVERY.c.chat_id.is_not(None),
            DELIVERY.c.state.in_(states),
            or_(is_sent, DELIVERY.c.chat_id.in_(active)),
        )
        .order_by(case((is_sent, 0), else_=1), DELIVERY.c.id)
    )


def _wants(audience: Audience) -> ColumnElement[bool]:
    conditions = [SUBSCRIBER.c.state == "active"]
    if audience.topic:
        topics = select(SUBSCRIBER_TOPIC.c.topic).where(SUBSCRIBER_TOPIC.c.chat_id == SUBSCRIBER.c.chat_id)
        wanted = topics.where(SUBSCRIBER_TOPIC.c.topic == audience.topic)
        conditions.append(or_(~topics.exists(), wanted.exists()))
    if audience.area:
        conditions.append(SUBSCRIBER.c.area.in_(("", audience.area)))
    return and_(*conditions)


def _is_at_once(tier: Tier) -> ColumnElement[bool]:
    return SUBSCRIBER.c.digest == "now" if tier is Tier.ORDINARY else literal(True)
