"""The staff group: in which chat tickets are shown, and where else while there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.staff import MAY, Deed, Gate, StaffRole
from bot.tables import STAFF, TICKET_GROUP, TICKET_NOTICE
from bot.tickets import register
from bot.tickets.outbox import tell_staff
from bot.tickets.ticket import NoticeKind, NoticeState


class StaffGroup:
    """Remembers the group; `group_id` is the settings' one, 0 for none."""

    def __init__(self, database: Database, group_id: int, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._gate = Gate(database)
        self._group_id = group_id
        self._clock = clock

    async def choose(self, staff_id: int, chat_id: int) -> None:
        """Show tickets in that chat from now on, the waiting ones too. Raises NotAllowedError."""
        now = self._clock()
        await self._gate.require(staff_id, Deed.HOST, f"chat {chat_id}", now=now)
        async with self._database.write() as connection:
            known = await connection.scalar(select(TICKET_GROUP.c.problem).where(TICKET_GROUP.c.chat_id == chat_id))
            await connection.execute(delete(TICKET_GROUP))
            row = {"chat_id": chat_id, "set_by": staff_id, "set_at": now, "problem": ""}
            await connection.execute(insert(TICKET_GROUP).values(row))
            if known is None or known:
                await self._show_waiting(connection, now)

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow the group to its new number."""
        async with self._database.write() as connection:
            await connection.execute(
                update(TICKET_GROUP).where(TICKET_GROUP.c.chat_id == old_id).values(chat_id=new_id, problem="")
            )
            moved = {"chat_id": new_id, "message_id": None}  # messages of the old group cannot be changed any more
            await connection.execute(update(TICKET_NOTICE).where(TICKET_NOTICE.c.chat_id == old_id).values(moved))

    async def lose(self, chat_id: int, problem: str) -> None:
        """Note that nothing can be said in the group: what waits goes to the officials themselves."""
        now = self._clock()
        async with self._database.write() as connection:
            mine = (TICKET_GROUP.c.chat_id == chat_id) & (TICKET_GROUP.c.problem == "")
            lost = await connection.execute(update(TICKET_GROUP).where(mine).values(problem=problem[:80]))
            if lost.rowcount:
                stuck = (TICKET_NOTICE.c.chat_id == chat_id) & (TICKET_NOTICE.c.state != NoticeState.SENT)
                await connection.execute(
                    update(TICKET_NOTICE).where(stuck).values(state=NoticeState.BLOCKED, reason=problem[:80])
                )
                await self._show_waiting(connection, now)

    async def problem(self) -> str:
        """Return why tickets do not reach the group, "" when they do or none was chosen."""
        async with self._database.read() as connection:
            return await connection.scalar(select(TICKET_GROUP.c.problem)) or ""

    async def chats(self, connection: AsyncConnection) -> tuple[int, ...]:
        """Return the chats in which staff see tickets: the group, else everybody who may answer."""
        row = (await connection.execute(select(TICKET_GROUP))).mappings().one_or_none()
        if row and not row["problem"]:
            return (row["chat_id"],)
        if row is None and self._group_id:
            return (self._group_id,)
        roles = [role for role in StaffRole if Deed.ANSWER in MAY[role]]
        query = select(STAFF.c.telegram_id).where(STAFF.c.role.in_(roles)).order_by(STAFF.c.telegram_id)
        return tuple(await connection.scalars(query))

    async def _show_waiting(self, connection: AsyncConnection, now: datetime) -> None:
        chats = await self.chats(connection)
        for ticket in await register.listed(connection):
            kinds = (NoticeKind.PHOTO, NoticeKind.CARD) if ticket.photo else (NoticeKind.CARD,)
            await tell_staff(connection, ticket.id, kinds, chats, now=now)
