"""Tickets at the desk: the list by state with waiting times, and the very conversation of the office on one of them."""

from __future__ import annotations

from starlette.responses import Response

from bot.office.office import OfficeCommand
from bot.reply import Reply
from bot.staff import Deed
from bot.tickets import register
from bot.tickets.ticket import TicketState, show_code
from bot.web.admin import office
from bot.web.admin.page import Opened, Page

PATH = "/phieu"
_PLACE = office.Place(PATH, "tickets.html", (OfficeCommand.ANSWER,))
LISTED = 50


async def show_tickets(opened: Opened) -> Response:
    """Return the tickets of a state; with a code, that ticket above them."""
    code = opened.asked("ma")
    return await _page(opened, await office.call(opened, OfficeCommand.ANSWER, code) if code else office.Turn(Reply()))


async def go_on(opened: Opened) -> Response:
    """Return the next step above the tickets."""
    return await _page(opened, await office.go_on(opened, _PLACE))


async def _page(opened: Opened, turn: office.Turn) -> Response:
    chosen = opened.asked("trang-thai")
    states = (TicketState(chosen),) if chosen in frozenset(TicketState) else register.WAITING
    async with opened.services.database.read() as connection:
        tickets = await register.listed(connection, states, limit=LISTED)
        counts = await register.counts(connection)
    now, cards = opened.services.clock(), opened.services.tickets.board.cards
    waited = {ticket.id: cards.span((ticket.answered_at or now) - ticket.opened_at) for ticket in tickets}
    values = {"tickets": tickets, "counts": counts, "chosen": chosen, "waited": waited, "code": show_code}
    return await office.show(opened, _PLACE, turn, **values)


PAGES = (
    Page(PATH, Deed.ANSWER, show_tickets, name="tickets"),
    Page(PATH, Deed.ANSWER, go_on, method="POST", is_noted=False),
)
