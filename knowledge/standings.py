"""What officials decided about the status of announcements: it outlives every new reading of the source."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.announcement import Status
from knowledge.store import ANNOUNCEMENT, STANDING, note_changes


async def decide(
    connection: AsyncConnection,
    announcement_id: str,
    status: Status,
    *,
    now: datetime,
) -> None:
    """Give an announcement the status that officials decided, also when its source is read again."""
    await undecide(connection, announcement_id)
    row = {"announcement_id": announcement_id, "status": status, "at": now}
    await connection.execute(insert(STANDING).values(row))
    values = {"status": status, "digest": "", "changed_at": now}
    await connection.execute(update(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id == announcement_id).values(values))
    await note_changes(connection, [announcement_id], now)


async def undecide(connection: AsyncConnection, announcement_id: str) -> None:
    """Let the source say the status again, from its next reading on."""
    await connection.execute(delete(STANDING).where(STANDING.c.announcement_id == announcement_id))
