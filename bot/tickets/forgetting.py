"""What becomes of tickets when a resident wants to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.tables import TICKET_ASKER, TICKET_DRAFT, TICKET_EVENT, TICKET_NOTICE
from bot.tickets import register
from bot.tickets.outbox import renew_cards
from bot.tickets.ticket import Ticket, TicketEvent, TicketState
from bot.visitor import Visitor


class TicketEraser:
    """Counts and erases a person's share in tickets; `clock` tells the aware UTC time."""

    name = "tickets"

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def count_of(self, visitor: Visitor) -> int:
        """Return how many tickets and unfinished wishes are tied to a person."""
        person = visitor.person
        async with self._database.read() as connection:
            counts = [
                await connection.scalar(select(func.count()).select_from(table).where(table.c.person == person)) or 0
                for table in (TICKET_ASKER, TICKET_DRAFT)
            ]
        return sum(counts)

    async def erase(self, visitor: Visitor) -> int:
        """Erase a person's words, photo, place and chat and return how many rows that were.

        A ticket that others wait for goes on with their words; what became knowledge holds nothing personal and stays.
        """
        person = visitor.person
        async with self._database.write() as connection:
            drafts = await connection.execute(delete(TICKET_DRAFT).where(TICKET_DRAFT.c.person == person))
            tickets = await register.asked_by(connection, person)
            mine = select(TICKET_ASKER.c.id).where(TICKET_ASKER.c.person == person)
            await connection.execute(delete(TICKET_NOTICE).where(TICKET_NOTICE.c.asker_id.in_(mine)))
            rows = await connection.execute(delete(TICKET_ASKER).where(TICKET_ASKER.c.person == person))
            for ticket in tickets:
                await self._forget(connection, ticket)
        return rows.rowcount + drafts.rowcount

    async def _forget(self, connection: AsyncConnection, ticket: Ticket) -> None:
        now, others = self._clock(), await register.askers(connection, ticket.id)
        values: dict[str, object] = {"photo": None, "place": None, "latitude": None, "longitude": None}
        if others:
            values["text"] = others[0]["text"]
        else:
            values |= {"text": "", "answer": None, "title": None, "wording": None}
            about = TICKET_EVENT.c.ticket_id == ticket.id
            await connection.execute(update(TICKET_EVENT).where(about).values(text=""))
            if ticket.state.is_waiting:
                values["state"] = TicketState.WITHDRAWN
                await register.note(connection, ticket.id, TicketEvent.WITHDRAWN, at=now)
        await register.change(connection, ticket.id, **values)
        await renew_cards(connection, ticket.id, now=now)
