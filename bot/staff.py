"""Who is staff, what each role may do, and the one gate that every deed passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database
from bot.tables import STAFF


class StaffRole(StrEnum):
    """What a member of staff may do; see MAY."""

    OFFICIAL = "official"
    ADMIN = "admin"


class Deed(StrEnum):
    """Something that only staff may do."""

    PUBLISH = "publish"
    COMPOSE = "compose"  # write, test, submit, cancel a broadcast of one's own
    APPROVE = "approve"  # approve or refuse another one's broadcast
    STEER = "steer"  # pause, resume, cancel, recall, retry any broadcast
    HALT = "halt"  # stop everything
    RELEASE = "release"  # take the halt back
    REPORT = "report"
    ANSWER = "answer"  # take, answer, pass on, close tickets
    HOST = "host"  # choose the group in which tickets are shown
    INSPECT = "inspect"  # see how the service is doing
    EXPORT = "export"  # take numbers and the log away as a file
    EXPORT_TEXT = "export_text"  # the same with what residents wrote
    TEACH = "teach"  # lessons of the search: see the question log, propose, save, take back


MAY: Mapping[StaffRole, frozenset[Deed]] = {
    StaffRole.OFFICIAL: frozenset(Deed) - {Deed.RELEASE, Deed.EXPORT_TEXT, Deed.HOST},
    StaffRole.ADMIN: frozenset(Deed),
}


class NotAllowedError(Exception):
    """A deed that its doer may not do; `reason` is a key of the messages under office.refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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


class Gate:
    """Checks every deed of staff against the roles of this moment, and writes every attempt down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refusal(self, connection: AsyncConnection, staff_id: int, deed: Deed) -> str:
        """Return why `staff_id` may not do `deed` ("not_staff", "role"), "" when it may."""
        role = await connection.scalar(select(STAFF.c.role).where(STAFF.c.telegram_id == staff_id))
        if role is None:
            return "not_staff"
        return "" if deed in MAY[StaffRole(role)] else "role"

    async def require(self, staff_id: int, deed: Deed, subject: str, *, now: datetime) -> None:
        """Return when the deed is allowed and noted. Raises NotAllowedError after noting the attempt."""
        async with self._database.write() as connection:
            reason = await self.refusal(connection, staff_id, deed)
            detail = {"reason": reason} if reason else {}
            await note_attempt(connection, Attempt(now, staff_id, deed, subject, not reason, detail))
        if reason:
            raise NotAllowedError(reason)


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
