"""The parts of tickets, wired together for every face."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue import Catalogue
from bot.database import Database
from bot.settings import Settings
from bot.tickets import drafts
from bot.tickets.board import Board
from bot.tickets.cards import Cards
from bot.tickets.counter import PATIENCE, Counter
from bot.tickets.desk import TicketDesk, Tools
from bot.tickets.drafts import Reporters
from bot.tickets.forgetting import TicketEraser
from bot.tickets.group import StaffGroup
from bot.tickets.hours import OfficeHours
from bot.tickets.intake import Intake
from bot.tickets.outbox import Outbox
from bot.tickets.reminding import Reminding
from bot.tickets.ticket import Ticket
from bot.tickets.wording import Wording, Wordings
from bot.tickets.words import TicketWords
from knowledge.announcement import Unit
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class TicketRoom:
    """Everything about tickets that a face or a page needs."""

    counter: Counter
    intake: Intake
    desk: TicketDesk
    board: Board
    outbox: Outbox
    group: StaffGroup
    hours: OfficeHours
    reminding: Reminding
    reporters: Reporters
    eraser: TicketEraser
    database: Database
    clock: Callable[[], datetime]

    async def purge(self) -> int:
        """Forget conversations that were left alone and return how many."""
        async with self.database.write() as connection:
            return await drafts.purge(connection, before=self.clock() - PATIENCE)


def open_room(
    database: Database,
    settings: Settings,
    catalogue: Catalogue,
    base: KnowledgeBase,
    *,
    refresh: Callable[[], Awaitable[object]],
    clock: Callable[[], datetime],
) -> TicketRoom:
    """Return the room; `refresh` takes over what was published, `clock` tells the aware UTC time."""
    wanted, zone, unit_id = settings.tickets, settings.zone, settings.unit.id
    hours = OfficeHours(wanted.spans, frozenset(wanted.holidays), zone)
    outbox, group = Outbox(database, clock), StaffGroup(database, wanted.group_id, clock)
    words, reporters = TicketWords(catalogue, hours, zone), Reporters(database)
    intake = Intake(database, group, hours, wanted, clock)
    wordings = Wordings(catalogue, issuer=wanted.department)

    def unit() -> Unit:
        return base.unit(unit_id) or Unit(unit_id, unit_id)

    def issuer() -> str:
        return wanted.department or unit().name

    def compose(ticket: Ticket, askers: tuple[str, ...]) -> Wording:
        now = clock()
        return wordings.compose(ticket, unit(), askers, now=now, today=now.astimezone(zone).date())

    remind_after = timedelta(hours=wanted.remind_after_h)
    cards = Cards(catalogue, zone, settings.unit.language)
    return TicketRoom(
        counter=Counter(database, intake, outbox, words, reporters, issuer=issuer, clock=clock),
        intake=intake,
        desk=TicketDesk(Tools(database, hours, remind_after, compose, refresh, clock)),
        board=Board(database, outbox, cards, words, issuer=issuer, clock=clock),
        outbox=outbox,
        group=group,
        hours=hours,
        reminding=Reminding(database, group, hours, wanted, clock),
        reporters=reporters,
        eraser=TicketEraser(database, clock),
        database=database,
        clock=clock,
    )
