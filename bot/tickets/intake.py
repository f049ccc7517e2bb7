"""How a question or a report becomes a ticket: once for each event, within fair limits, together with its like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.privacy import mask
from bot.settings import TicketSettings
from bot.tables import TICKET_ASKER
from bot.tickets import register
from bot.tickets.group import StaffGroup
from bot.tickets.hours import OfficeHours
from bot.tickets.likeness import find_like
from bot.tickets.outbox import renew_cards, tell_staff
from bot.tickets.ticket import (
    MAX_TEXT_CHARS,
    NoticeKind,
    Ticket,
    TicketError,
    TicketEvent,
    TicketKind,
    TicketState,
    Wanted,
)
from bot.visitor import Visitor
from knowledge.vietnamese import clean

AUTOMATIC = "auto "  # begins the key of a ticket that nobody asked for


@dataclass(frozen=True, slots=True)
class Taken:
    """What a wish led to: `is_joined` tells that somebody had asked the same before."""

    ticket: Ticket
    is_joined: bool = False


class Intake:
    """Opens, joins and withdraws tickets; `clock` tells the aware UTC time."""

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

    async def open(self, visitor: Visitor, wanted: Wanted) -> Taken:
        """Return the ticket of a wish; the same event again leads to the same one. Raises TicketError.

        What is typed is masked here, before anything is written.
        """
        place = mask(wanted.place).text[:MAX_TEXT_CHARS] if wanted.place else None
        text = mask(clean(wanted.text[:MAX_TEXT_CHARS])).text
        wanted = replace(wanted, key=wanted.key[:48], text=text, place=place)
        if not any(map(str.isalnum, wanted.text)):
            raise TicketError("empty")
        async with self._database.write() as connection:
            if known := await register.find_asked(connection, wanted.key):
                return Taken(known)
            return await self._open(connection, visitor, wanted, self._clock())

    async def open_by_itself(self, visitor: Visitor, wanted: Wanted) -> Taken | None:
        """Return the ticket of a question that found no answer, None where the settings or limits forbid it."""
        if not self._settings.automatic:
            return None
        mine = TICKET_ASKER.c.key.startswith(AUTOMATIC) & (TICKET_ASKER.c.at > self._clock() - timedelta(hours=1))
        async with self._database.read() as connection:
            count = await connection.scalar(select(func.count()).select_from(TICKET_ASKER).where(mine)) or 0
        if count >= self._settings.automatic_per_hour:
            return None
        try:
            return await self.open(visitor, wanted)
        except TicketError:
            return None

    async def withdraw(self, visitor: Visitor, code: str) -> Ticket:
        """Take a person's wish back and return the ticket as it is then. Raises TicketError."""
        now = self._clock()
        async with self._database.write() as connection:
            ticket = await register.find_code(connection, code)
            rows = await register.askers(connection, ticket.id) if ticket else []
            if ticket is None or not any(row["person"] == visitor.person for row in rows):
                raise TicketError("unknown")
            if ticket.state.is_waiting and all(row["person"] == visitor.person for row in rows):
                await register.change(connection, ticket.id, state=TicketState.WITHDRAWN)
                await register.note(connection, ticket.id, TicketEvent.WITHDRAWN, at=now)
                await renew_cards(connection, ticket.id, now=now)
            return await register.find(connection, ticket.id) or ticket

    async def _open(self, connection: AsyncConnection, visitor: Visitor, wanted: Wanted, now: datetime) -> Taken:
        like = await self._find_like(connection, wanted)
        mine = await register.asked_by(connection, visitor.person)
        already = next((each for each in mine if like and each.id == like.id), None)
        if already:
            return Taken(already)
        self._check_limits(mine, now)
        if like:
            await register.join(connection, like.id, wanted, visitor, now=now)
            await register.note(connection, like.id, TicketEvent.JOINED, at=now)
            await renew_cards(connection, like.id, now=now)
            return Taken(like, is_joined=True)
        due_at = self._hours.after(now, timedelta(hours=self._settings.remind_after_h))
        ticket = await register.add(connection, wanted, now=now, due_at=due_at)
        await register.join(connection, ticket.id, wanted, visitor, now=now)
        await register.note(connection, ticket.id, TicketEvent.OPENED, at=now)
        kinds = (NoticeKind.PHOTO, NoticeKind.CARD) if wanted.photo else (NoticeKind.CARD,)
        await tell_staff(connection, ticket.id, kinds, await self._group.chats(connection), now=now)
        return Taken(ticket)

    async def _find_like(self, connection: AsyncConnection, wanted: Wanted) -> Ticket | None:
        if wanted.kind is not TicketKind.QUESTION:
            return None
        questions = [each for each in await register.listed(connection) if each.kind is TicketKind.QUESTION]
        return find_like(wanted.text, questions, percent=self._settings.likeness_percent)

    def _check_limits(self, mine: tuple[Ticket, ...], now: datetime) -> None:
        if sum(each.state.is_waiting for each in mine) >= self._settings.open_per_person:
            raise TicketError("many_open")
        if sum(each.opened_at > now - timedelta(days=1) for each in mine) >= self._settings.per_person_per_day:
            raise TicketError("many_today")
