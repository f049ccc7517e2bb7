"""What staff did and tried, page by page, the latest first."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.audit import Attempt
from bot.database import Database
from bot.tables import AUDIT

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class DeedFilters:
    """Which attempts are wanted; None and False: all of them."""

    staff_id: int | None = None
    deed: str | None = None
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class DeedPage:
    """Attempts, and the number before which the next page begins; None: there is none."""

    attempts: tuple[Attempt, ...]
    older: int | None


async def read_deeds(database: Database, filters: DeedFilters, *, before: int | None = None) -> DeedPage:
    """Return at most PAGE_ROWS attempts older than the row `before`."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(PAGE_ROWS + 1)
    if before is not None:
        query = query.where(AUDIT.c.id < before)
    if filters.staff_id is not None:
        query = query.where(AUDIT.c.staff_id == filters.staff_id)
    if filters.deed is not None:
        query = query.where(AUDIT.c.deed == filters.deed)
    if filters.is_refused:
        query = query.where(AUDIT.c.is_allowed.is_(False))
    async with database.read() as connection:
        rows = (await connection.execute(query)).mappings().all()
    shown = tuple(Attempt(**{name: row[name] for name in row if name != "id"}) for row in rows[:PAGE_ROWS])
    return DeedPage(shown, rows[PAGE_ROWS - 1]["id"] if len(rows) > PAGE_ROWS else None)
