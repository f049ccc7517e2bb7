"""What a notice about a ticket says, made at the moment at which it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.database import Database
from bot.reply import Reply
from bot.tickets import register
from bot.tickets.cards import Cards
from bot.tickets.outbox import Outbox
from bot.tickets.ticket import Notice, NoticeKind, Ticket
from bot.tickets.words import TicketWords


@dataclass(frozen=True, slots=True)
class Told:
    """What to tell: words, a photo with words, or, where `is_gone`, that what was told is to be taken away."""

    reply: Reply
    photo: str | None = None
    is_gone: bool = False


class Board:
    """Composes notices; `issuer` tells who answers for the unit, `clock` the aware UTC time."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        cards: Cards,
        words: TicketWords,
        *,
        issuer: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self.cards = cards
        self._database = database
        self._outbox = outbox
        self._words = words
        self._issuer = issuer
        self._clock = clock

    async def card(self, ticket: Ticket) -> Reply:
        """Return a ticket as staff see it."""
        async with self._database.read() as connection:
            count = len(await register.askers(connection, ticket.id))
        told = await self._outbox.told_of(ticket.id)
        return self.cards.card(ticket, waiting_for=count, told=told, now=self._clock())

    async def compose(self, notice: Notice) -> Told | None:
        """Return what a notice tells, None where there is nothing left to tell."""
        async with self._database.read() as connection:
            ticket = await register.find(connection, notice.ticket_id)
            rows = await register.askers(connection, notice.ticket_id)
        if ticket is None:
            return None
        if notice.asker_id is None:
            return await self._for_staff(ticket, notice.kind)
        asker = next((row for row in rows if row["id"] == notice.asker_id), None)
        if asker is None or not ticket.text:
            return None
        values = {"issuer": self._issuer(), "question": asker["text"], "is_repeated": notice.is_repeated}
        return Told(self._words.told(ticket, notice.kind, asker["language"], **values))

    async def _for_staff(self, ticket: Ticket, kind: NoticeKind) -> Told | None:
        if kind is NoticeKind.CARD:
            return Told(await self.card(ticket))
        if kind is NoticeKind.PHOTO:
            return Told(self.cards.photo(ticket), ticket.photo, is_gone=ticket.photo is None)
        return Told(self.cards.reminder(ticket, now=self._clock())) if ticket.state.is_waiting else None
