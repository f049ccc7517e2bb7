"""What the clock does to broadcasts: unapproved ones expire, approved ones start at their moment."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from sqlalchemy import and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.audience import enqueue
from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState, Draft
from bot.broadcasts.ledger import cancel_pending, finish_sent
from bot.broadcasts.register import add_broadcast, change_broadcast, find_broadcast, has_key, list_due
from bot.broadcasts.schedule import next_runs
from bot.tables import BROADCAST

MAX_LATE = timedelta(hours=1)  # a run of a series that is later than this is left out


async def expire(connection: AsyncConnection, now: datetime) -> None:
    """Call those broadcasts expired that nobody approved in time."""
    is_late = and_(BROADCAST.c.state.in_((BroadcastState.DRAFT, BroadcastState.WAITING)), BROADCAST.c.expires_at <= now)
    values = {"state": BroadcastState.EXPIRED, "finished_at": now}
    await connection.execute(update(BROADCAST).where(is_late).values(values))


async def start_due(connection: AsyncConnection, now: datetime, zone: tzinfo) -> None:
    """Start every approved broadcast whose moment has come, with its deliveries, in one transaction."""
    for due in await list_due(connection, now):
        if due.cron:
            await _start_run(connection, due, now, zone)
        else:
            await _start(connection, due, now)
    await finish_sent(connection, now)


async def _start(connection: AsyncConnection, due: Broadcast, now: datetime) -> None:
    if due.kind is BroadcastKind.CORRECTION and due.target_id is not None:
        await _supersede(connection, due.target_id, now)
    await enqueue(connection, due, now=now)
    await change_broadcast(connection, due.id, state=BroadcastState.SENDING, started_at=now)


async def _supersede(connection: AsyncConnection, number: int, now: datetime) -> None:
    """Stop what is left of a broadcast that is being corrected: the correction goes to the rest instead."""
    target = await find_broadcast(connection, number, locked=True)
    if target is not None and not target.state.is_over:
        await cancel_pending(connection, number, now)
        await change_broadcast(connection, number, state=BroadcastState.CANCELLED, finished_at=now)


async def _start_run(connection: AsyncConnection, series: Broadcast, now: datetime, zone: tzinfo) -> None:
    """Make one run of a periodical broadcast, approved with the series, and set the next moment."""
    key = f"run:{series.id}:{series.send_at:%Y%m%d%H%M}"
    if now - series.send_at <= MAX_LATE and not await has_key(connection, key):
        draft = Draft(
            series.author_id,
            series.content,
            series.tier,
            BroadcastKind.MESSAGE,
            series.audience,
            send_at=series.send_at,
        )
        run = await add_broadcast(
            connection,
            draft,
            state=BroadcastState.APPROVED,
            now=now,
            key=key,
            parent_id=series.id,
            approvers_needed=series.approvers_needed,
        )
        await _start(connection, run, now)
    following = next_runs(series.cron, now, zone, 1)
    if following:
        await change_broadcast(connection, series.id, send_at=following[0])
    else:
        await change_broadcast(connection, series.id, state=BroadcastState.DONE, finished_at=now)
