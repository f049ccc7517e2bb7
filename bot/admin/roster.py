"""Who is staff, changed by admins: nobody changes their own role, and the last admin stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database
from bot.staff import Deed, Gate, Member, StaffRole, find_member, list_members, put_member
from bot.tables import DESK_SESSION, DIALOGUE, STAFF

MACHINE = 0  # who works at the command line, in the audit
MAX_ID = (1 << 52) - 1
MAX_NAME_CHARS = 80
MAX_TOPICS = 30


class RosterError(Exception):
    """A change of roles that cannot be; `reason` is a key of the messages under staff.refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Roster:
    """Gives and takes roles. `clock` tells the aware UTC time; every attempt is written down.

    Each step raises RosterError, with the gate's reason where the doer may not.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._gate = Gate(database)
        self._clock = clock

    async def members(self) -> tuple[Member, ...]:
        """Return all staff, by Telegram id."""
        return await list_members(self._database)

    async def find(self, telegram_id: int) -> Member | None:
        """Return the member of that Telegram id."""
        async with self._database.read() as connection:
            return await find_member(connection, telegram_id)

    async def grant(self, by: int, member: Member) -> None:
        """Give a person a role, a name, a unit and topics, instead of what they have."""

        async def put(connection: AsyncConnection) -> str:
            if not 0 < member.telegram_id <= MAX_ID or len(member.name) > MAX_NAME_CHARS:
                return "unfit"
            if len(member.topics) > MAX_TOPICS:
                return "unfit"
            if member.role is not StaffRole.ADMIN and await _is_last_admin(connection, member.telegram_id):
                return "last_admin"
            await put_member(connection, member, now=self._clock())
            return ""

        given: dict[str, object] = {"role": member.role.value, "unit": member.unit_id, "topics": list(member.topics)}
        await self._change(by, member.telegram_id, {"step": "grant", **given}, put)

    async def revoke(self, by: int, telegram_id: int) -> None:
        """Take a person's role: whatever is open for them ends at once."""

        async def remove(connection: AsyncConnection) -> str:
            if await find_member(connection, telegram_id) is None:
                return "unknown"
            if await _is_last_admin(connection, telegram_id):
                return "last_admin"
            await connection.execute(delete(STAFF).where(STAFF.c.telegram_id == telegram_id))
            await connection.execute(delete(DESK_SESSION).where(DESK_SESSION.c.staff_id == telegram_id))
            await connection.execute(delete(DIALOGUE).where(DIALOGUE.c.staff_id == telegram_id))
            return ""

        await self._change(by, telegram_id, {"step": "revoke"}, remove)

    async def _change(
        self, by: int, telegram_id: int, detail: dict[str, object], act: Callable[[AsyncConnection], Awaitable[str]]
    ) -> None:
        async with self._database.write() as connection:
            reason = "" if by == MACHINE else await self._gate.refusal(connection, by, Deed.APPOINT)
            reason = reason or ("own_role" if by == telegram_id else "") or await act(connection)
            noted = detail | ({"reason": reason} if reason else {})
            attempt = Attempt(self._clock(), by, Deed.APPOINT, f"staff {telegram_id}", not reason, noted)
            await note_attempt(connection, attempt)
        if reason:
            raise RosterError(reason)


async def _is_last_admin(connection: AsyncConnection, telegram_id: int) -> bool:
    """Return whether the person is the only admin; the admins stay as they are until the transaction ends."""
    admins = select(STAFF.c.telegram_id).where(STAFF.c.role == StaffRole.ADMIN).with_for_update()
    return set(await connection.scalars(admins)) == {telegram_id}
