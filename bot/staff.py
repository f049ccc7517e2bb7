"""Who is staff: roles by Telegram id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select

from bot.database import Database
from bot.tables import STAFF


class StaffRole(StrEnum):
    """What a member of staff may do."""

    OFFICIAL = "official"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff."""

    telegram_id: int
    role: StaffRole


class StaffIds:
    """The Telegram ids of staff as last read, to ask `id in staff_ids` at every message."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: frozenset[int] = frozenset()

    def __contains__(self, telegram_id: object) -> bool:
        return telegram_id in self._ids

    async def refresh(self) -> None:
        """Read the ids again."""
        self._ids = frozenset(member.telegram_id for member in await list_members(self._database))


async def add_member(database: Database, member: Member, *, now: datetime) -> None:
    """Give a person a role, instead of any earlier one."""
    async with database.write() as connection:
        await connection.execute(delete(STAFF).where(STAFF.c.telegram_id == member.telegram_id))
        row = {"telegram_id": member.telegram_id, "role": member.role, "added_at": now}
        await connection.execute(insert(STAFF).values(row))


async def list_members(database: Database) -> tuple[Member, ...]:
    """Return all staff, by Telegram id."""
    async with database.read() as connection:
        rows = await connection.execute(select(STAFF.c.telegram_id, STAFF.c.role).order_by(STAFF.c.telegram_id))
        return tuple(Member(row.telegram_id, StaffRole(row.role)) for row in rows)
