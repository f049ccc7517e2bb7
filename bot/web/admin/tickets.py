"""Tickets at the desk: the list by state with waiting times, and the very conversation of the office on one of them."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from bot.office.flow import Staffer, Submission
from bot.office.office import OfficeCommand
from bot.reply import Reply, Verb, parse_action
from bot.staff import Deed
from bot.tickets import register
from bot.tickets.cards import KIND
from bot.tickets.ticket import TicketState, show_code
from bot.web.admin.page import Opened, Page

PATH = "/phieu"
LISTED = 50


async def show_tickets(opened: Opened) -> Response:
    """Return the tickets of a state; with a code, that ticket above them."""
    code = opened.asked("ma")
    reply = await opened.services.office.command(_staffer(opened), OfficeCommand.ANSWER, code) if code else Reply()
    return await _page(opened, reply)


async def go_on(opened: Opened) -> Response:
    """Return what a button or words handed in lead to; a step that comes twice leads to the same."""
    office, staffer = opened.services.office, _staffer(opened)
    if action := parse_action(opened.form.get("action", "")):
        if action.verb is not Verb.OFFICE or not action.argument.startswith(f"{KIND}."):
            raise HTTPException(400)
        return await _page(opened, await office.press(staffer, action.argument))
    text = opened.form.get("text", "")
    taken = await office.receive(staffer, Submission(text))
    return await _page(opened, taken or Reply(), left="" if taken else text)


async def _page(opened: Opened, reply: Reply, left: str = "") -> Response:
    """Return the page with a reply; `left` are words that nobody awaited, to be kept in the form."""
    chosen = opened.asked("trang-thai")
    states = (TicketState(chosen),) if chosen in frozenset(TicketState) else register.WAITING
    async with opened.services.database.read() as connection:
        tickets = await register.listed(connection, states, limit=LISTED)
        counts = await register.counts(connection)
    now, cards = opened.services.clock(), opened.services.tickets.board.cards
    waited = {ticket.id: cards.span((ticket.answered_at or now) - ticket.opened_at) for ticket in tickets}
    is_awaiting = await opened.services.office.is_awaiting(_staffer(opened)) or bool(left)
    return opened.show(
        "tickets.html",
        reply=reply,
        path=PATH,
        tickets=tickets,
        counts=counts,
        chosen=chosen,
        waited=waited,
        code=show_code,
        left=left,
        is_awaiting=is_awaiting,
    )


def _staffer(opened: Opened) -> Staffer:
    return Staffer(opened.member.telegram_id, opened.language)


PAGES = (
    Page(PATH, Deed.ANSWER, show_tickets, name="tickets"),
    Page(PATH, Deed.ANSWER, go_on, method="POST", is_noted=False),
)
