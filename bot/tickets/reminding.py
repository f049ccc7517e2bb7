"""Reminders of tickets that wait too long: in working hours, a bounded number, and back to all from who is silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.settings import TicketSettings
from bot.tables import TICKET
from bot.tickets import register
from bot.tickets.group import StaffGroup
from bot.tickets.hours import OfficeHours
from bot.tickets.outbox import renew_cards, tell_staff
from bot.tickets.ticket import NoticeKind, Ticket, TicketEvent, TicketState

AT_ONCE = 20


class Reminding:
    """Looks for tickets that are due; `clock` tells the aware UTC time."""

    def __init__(
        self,
        database: Database,
        group: StaffGroup,
        hours: OfficeHours,
        settings: TicketSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._group = group
        self._hours = hours
        self._settings = settings
        self._clock = clock

    async def look(self) -> int:
        """Write down the reminders that are due and return how many; outside working hours none is."""
        now = self._clock()
        if not self._hours.is_open(now):
            return 0
        is_due = TICKET.c.state.in_(register.WAITING) & (TICKET.c.due_at <= now)
        query = select(TICKET.c.id).where(is_due, TICKET.c.reminders < self._settings.reminders).order_by(TICKET.c.id)
        async with self._database.read() as connection:
            ids = (await connection.scalars(query.limit(AT_ONCE))).all()
        for ticket_id in ids:
            async with self._database.write() as connection:
                ticket = await register.find(connection, ticket_id)
                if ticket and ticket.state.is_waiting and ticket.due_at <= now:
                    await self._remind(connection, ticket, now)
        return len(ids)

    async def _remind(self, connection: AsyncConnection, ticket: Ticket, now: datetime) -> None:
        """Remind the one who took it first; who stays silent until the next time gives it back to all."""
        is_silent = ticket.assignee is not None and ticket.reminders > 0
        chats = (ticket.assignee,) if ticket.assignee and not is_silent else await self._group.chats(connection)
        values: dict[str, object] = {
            "reminders": ticket.reminders + 1,
            "due_at": self._hours.after(now, timedelta(hours=self._settings.remind_after_h)),
        }
        if is_silent:
            values |= {"assignee": None, "state": TicketState.OPEN}
            await register.note(connection, ticket.id, TicketEvent.RELEASED, at=now)
        await register.change(connection, ticket.id, **values)
        await register.note(connection, ticket.id, TicketEvent.REMINDED, at=now)
        await tell_staff(connection, ticket.id, (NoticeKind.REMINDER,), chats, now=now)
        await renew_cards(connection, ticket.id, now=now)
