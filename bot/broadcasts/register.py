"""Broadcasts and approvals in the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, BroadcastState, Content, Draft, Tier
from bot.database import add_new
from bot.tables import APPROVAL, BROADCAST

MAX_REASON_CHARS = 300


@dataclass(frozen=True, slots=True)
class Approval:
    """What a second person decided, and when."""

    staff_id: int
    is_approved: bool
    at: datetime


async def add_broadcast(
    connection: AsyncConnection, draft: Draft, *, state: BroadcastState, now: datetime, **more: Any
) -> Broadcast:
    """Add a broadcast and return it; `more` are further columns."""
    row = {
        "kind": draft.kind,
        "tier": draft.tier,
        "state": state,
        "author_id": draft.author_id,
        "content": draft.content.as_json(),
        "topic": draft.audience.topic,
        "area": draft.audience.area,
        "target_id": draft.target_id,
        "cron": draft.cron,
        "approvers_needed": 1,
        "send_at": draft.send_at or now,
        "created_at": now,
        "reason": "",
    }
    statement = insert(BROADCAST).values(row | more).returning(*BROADCAST.c)
    return _broadcast((await connection.execute(statement)).mappings().one())


async def find_broadcast(connection: AsyncConnection, number: int, *, locked: bool = False) -> Broadcast | None:
    """Return the broadcast of that number; `locked` keeps others from changing it until the transaction ends."""
    query = select(BROADCAST).where(BROADCAST.c.id == number)
    if locked:
        query = query.with_for_update()
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else _broadcast(row)


async def has_key(connection: AsyncConnection, key: str) -> bool:
    """Return whether a broadcast of that key was made already."""
    return await connection.scalar(select(BROADCAST.c.id).where(BROADCAST.c.key == key)) is not None


async def list_due(connection: AsyncConnection, now: datetime) -> tuple[Broadcast, ...]:
    """Return the approved broadcasts whose moment has come, the earliest first, kept from others meanwhile."""
    is_due = and_(BROADCAST.c.state == BroadcastState.APPROVED, BROADCAST.c.send_at <= now)
    query = select(BROADCAST).where(is_due).order_by(BROADCAST.c.send_at, BROADCAST.c.id).with_for_update()
    return tuple(map(_broadcast, (await connection.execute(query)).mappings()))


async def list_broadcasts(
    connection: AsyncConnection, *, states: Collection[BroadcastState] | None = None, limit: int = 100
) -> tuple[Broadcast, ...]:
    """Return the latest broadcasts, the newest first, those in `states` where some are named."""
    query = select(BROADCAST).order_by(BROADCAST.c.id.desc()).limit(limit)
    if states is not None:
        query = query.where(BROADCAST.c.state.in_(states))
    return tuple(map(_broadcast, (await connection.execute(query)).mappings()))


async def change_broadcast(connection: AsyncConnection, number: int, **values: Any) -> Broadcast:
    """Set columns of a broadcast and return it."""
    statement = update(BROADCAST).where(BROADCAST.c.id == number).values(values).returning(*BROADCAST.c)
    return _broadcast((await connection.execute(statement)).mappings().one())


async def add_approval(connection: AsyncConnection, number: int, approval: Approval) -> bool:
    """Add a decision and return whether it is this person's first on that broadcast."""
    row = {
        "broadcast_id": number,
        "staff_id": approval.staff_id,
        "is_approved": approval.is_approved,
        "at": approval.at,
    }
    return await add_new(connection, APPROVAL, row)


async def list_approvals(connection: AsyncConnection, number: int) -> tuple[Approval, ...]:
    """Return all decisions on a broadcast, oldest first."""
    query = select(APPROVAL).where(APPROVAL.c.broadcast_id == number).order_by(APPROVAL.c.at, APPROVAL.c.staff_id)
    rows = (await connection.execute(query)).mappings()
    return tuple(Approval(row["staff_id"], row["is_approved"], row["at"]) for row in rows)


def _broadcast(row: RowMapping) -> Broadcast:
    plain = (
        "id",
        "author_id",
        "target_id",
        "parent_id",
        "cron",
        "approvers_needed",
        "send_at",
        "expires_at",
        "created_at",
        "started_at",
        "finished_at",
        "reason",
        "progress_id",
        "key",
    )
    return Broadcast(
        kind=BroadcastKind(row["kind"]),
        tier=Tier(row["tier"]),
        state=BroadcastState(row["state"]),
        content=Content.from_json(row["content"]),
        audience=Audience(row["topic"], row["area"]),
        **{name: row[name] for name in plain},
    )
