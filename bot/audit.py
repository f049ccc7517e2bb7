"""What staff tried, when, on what, and whether it was allowed: written for every attempt, kept for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.tables import AUDIT


@dataclass(frozen=True, slots=True)
class Attempt:
    """One deed of one member of staff; `subject` names its object, e.g. "broadcast 12"."""

    at: datetime
    staff_id: int
    deed: str
    subject: str
    is_allowed: bool
    detail: Mapping[str, object] = field(default_factory=dict)


async def note_attempt(connection: AsyncConnection, attempt: Attempt) -> None:
    """Write the attempt in the transaction of `connection`."""
    row = {
        "at": attempt.at,
        "staff_id": attempt.staff_id,
        "deed": attempt.deed,
        "subject": attempt.subject[:80],
        "is_allowed": attempt.is_allowed,
        "detail": dict(attempt.detail),
    }
    await connection.execute(insert(AUDIT).values(row))


async def read_attempts(database: Database, *, subject: str | None = None, limit: int = 100) -> tuple[Attempt, ...]:
    """Return the latest attempts, the newest first, those on `subject` where one is named."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(AUDIT.c.subject == subject)
    async with database.read() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return tuple(Attempt(**{name: row[name] for name in row if name != "id"}) for row in rows)
