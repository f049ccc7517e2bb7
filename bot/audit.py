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
    """One deed of one member of staff; `subject` names its object, e.g. "broadcast 12".

    `number` tells its place in the audit, 0 before it is written.
    """

    at: datetime
    staff_id: int
    deed: str
    subject: str
    is_allowed: bool
    detail: Mapping[str, object] = field(default_factory=dict)
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which attempts are wanted; None and False: all of them."""

    staff_id: int | None = None
    deed: str | None = None
    subject: str | None = None
    is_refused: bool = False


EVERYTHING = Filters()


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


async def read_attempts(
    database: Database, filters: Filters = EVERYTHING, *, before: int | None = None, limit: int = 100
) -> tuple[Attempt, ...]:
    """Return the latest attempts that meet `filters`, the newest first; `before`: only those of smaller numbers."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    wanted = {"staff_id": filters.staff_id, "deed": filters.deed, "subject": filters.subject}
    query = query.where(*(AUDIT.c[name] == value for name, value in wanted.items() if value is not None))
    if filters.is_refused:
        query = query.where(AUDIT.c.is_allowed.is_(False))
    if before is not None:
        query = query.where(AUDIT.c.id < before)
    async with database.read() as connection:
        rows = (await connection.execute(query)).mappings().all()
    return tuple(Attempt(number=row["id"], **{name: row[name] for name in row if name != "id"}) for row in rows)
