"""Tickets in words for staff: the card with its buttons, the preview of an answer, reminders, lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from urllib.parse import quote

from bot.catalogue import Catalogue
from bot.formats import show_moment
from bot.privacy import mask
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.tickets.desk import Draft
from bot.tickets.ticket import NoticeState, Ticket, TicketKind, show_code
from bot.tickets.wording import Wording

KIND = "ticket"  # of the office's dialogues and buttons
_LISTED = 12
_LABEL_CHARS = 48


class Cards:
    """Composes what staff read, in the unit's language."""

    def __init__(self, catalogue: Catalogue, zone: tzinfo, language: str) -> None:
        self._catalogue = catalogue
        self._zone = zone
        self._language = language

    def card(self, ticket: Ticket, *, waiting_for: int, told: dict[NoticeState, int], now: datetime) -> Reply:
        """Return a ticket as staff see it; `waiting_for` people asked, `told` counts what became of telling them."""
        head = self._blocks(f"head.{ticket.kind}", code=show_code(ticket.code), when=self._when(ticket.opened_at))
        text = ticket.text or self.text("erased")
        blocks = [*head, Block((Span(text),), is_quote=True), *self._place(ticket)]
        if waiting_for > 1:
            blocks += self._blocks("together", count=waiting_for)
        blocks += self._state(ticket, told, now)
        return Reply(tuple(blocks), self._actions(ticket))

    def photo(self, ticket: Ticket) -> Reply:
        """Return the words under a ticket's photo."""
        return self.say("photo_of", code=show_code(ticket.code))

    def reminder(self, ticket: Ticket, *, now: datetime) -> Reply:
        """Return that a ticket waits too long."""
        waited = self.span(now - ticket.opened_at)
        blocks = self._blocks("reminder", code=show_code(ticket.code), waited=waited)
        return Reply((*blocks, Block((Span(ticket.text),), is_quote=True)), self._actions(ticket))

    def preview(self, draft: Draft) -> Reply:
        """Return an answer as it would go out, to be sent or written anew."""
        is_first = draft.ticket.version == 0
        key = "preview.answer" if is_first else "preview.correction"
        blocks = [*self._blocks(key, code=show_code(draft.ticket.code))]
        blocks += [Block((Span(part),), is_quote=True) for part in draft.text.split("\n\n") if part.strip()]
        if mask(draft.text).kinds:
            blocks += self._blocks("preview.personal")
        blocks += self._blocks("preview.how")
        send, change = self._button("send", f"send.{draft.id}"), self._button("change", f"change.{draft.id}")
        return Reply(tuple(blocks), ((send, change),))

    def published(self, ticket: Ticket, wording: Wording) -> Reply:
        """Return what everybody can read now."""
        section = wording.announcement.sections[0]
        blocks = self._blocks("published", code=show_code(ticket.code), title=wording.announcement.title)
        return Reply((*blocks, Block((Span(section.text),), is_quote=True)))

    def ask_to_publish(self, ticket: Ticket, wording: Wording) -> Reply:
        """Return what would be published without the personal identifiers, to be confirmed."""
        section = wording.announcement.sections[0]
        blocks = self._blocks("masked", code=show_code(ticket.code), title=wording.announcement.title)
        sure = self._button("sure", f"sure.{ticket.code}")
        return Reply((*blocks, Block((Span(section.text),), is_quote=True)), ((sure,),))

    def choose(self, ticket: Ticket, staff_ids: Sequence[int]) -> Reply:
        """Return to whom a ticket can be passed on; only the last digits of a number are shown."""
        rows = [
            (self._button("official", f"to.{ticket.code}.{each}", digits=f"{each % 10_000:04}"),) for each in staff_ids
        ]
        free = (self._button("nobody", f"to.{ticket.code}.0"),)
        return Reply(self._blocks("choose", code=show_code(ticket.code)), (*rows, free))

    def confirm_close(self, ticket: Ticket) -> Reply:
        """Return whether a ticket is to be closed without an answer."""
        blocks = self._blocks("confirm_close", code=show_code(ticket.code))
        return Reply(blocks, ((self._button("shut", f"shut.{ticket.code}"),),))

    def waiting(self, tickets: Sequence[Ticket], *, now: datetime) -> Reply:
        """Return the tickets that wait as buttons, the oldest first."""
        if not tickets:
            return self.say("list.nothing")
        rows = tuple((self._row(each, now),) for each in tickets[:_LISTED])
        return Reply(self._blocks("list.some", count=len(tickets)), rows)

    def say(self, key: str, **values: object) -> Reply:
        """Return the message tickets.staff.<key>."""
        return Reply(self._blocks(key, **values))

    def text(self, key: str, **values: object) -> str:
        """Return the message tickets.staff.<key> as one text."""
        return self._catalogue.text(f"tickets.staff.{key}", self._language, **values)

    def refuse(self, reason: str) -> Reply:
        """Return why a step cannot be."""
        return Reply(self._catalogue.blocks(f"tickets.refused.{reason}", self._language))

    def span(self, span: timedelta) -> str:
        """Return how long something has waited, rounded down."""
        minutes = max(0, int(span.total_seconds() // 60))
        unit, size = ("minutes", 1) if minutes < 60 else ("hours", 60) if minutes < 48 * 60 else ("days", 1440)
        return self._catalogue.text(f"tickets.span.{unit}", self._language, count=minutes // size)

    def _row(self, ticket: Ticket, now: datetime) -> Button:
        text = " ".join(ticket.text.split())
        text = text if len(text) <= _LABEL_CHARS else text[: _LABEL_CHARS - 1] + "…"
        return Button(
            f"{show_code(ticket.code)} · {self.span(now - ticket.opened_at)} · {text}",
            Action(Verb.OFFICE, f"{KIND}.show.{ticket.code}"),
        )

    def _place(self, ticket: Ticket) -> tuple[Block, ...]:
        blocks: tuple[Block, ...] = ()
        if ticket.photo:
            blocks += self._blocks("photo")
        if ticket.place:
            blocks += self._blocks("place", place=ticket.place)
        if ticket.latitude is not None and ticket.longitude is not None:
            point = f"{ticket.latitude:.6f},{ticket.longitude:.6f}"
            url = f"https://www.google.com/maps/search/?api=1&query={quote(point)}"
            blocks += (Block((Span(self.text("map"), url=url),)),)
        return blocks

    def _state(self, ticket: Ticket, told: dict[NoticeState, int], now: datetime) -> list[Block]:
        who = f"{(ticket.answered_by if ticket.version else ticket.assignee) or 0:04}"[-4:]
        values = {"waited": self.span(now - ticket.opened_at), "who": who}
        blocks = [*self._blocks(f"state.{ticket.state}", **values)]
        if ticket.version:
            parts = [part for part in (ticket.answer or "").split("\n\n") if part.strip()]
            blocks += [Block((Span(part),), is_quote=True) for part in parts]
            blocks += [block for state, count in told.items() for block in self._blocks(f"told.{state}", count=count)]
        if ticket.knowledge_id:
            blocks += self._blocks("in_knowledge")
        return blocks

    def _actions(self, ticket: Ticket) -> tuple[tuple[Button, ...], ...]:
        code = ticket.code
        if ticket.state.is_waiting:
            take = () if ticket.assignee else (self._button("take", f"take.{code}"),)
            return (
                (*take, self._button("answer", f"ans.{code}")),
                (self._button("pass", f"give.{code}"), self._button("close", f"close.{code}")),
            )
        if ticket.version and not ticket.knowledge_id and ticket.text and ticket.kind is TicketKind.QUESTION:
            return ((self._button("publish", f"know.{code}"), self._button("word", f"word.{code}")),)
        return ()

    def _button(self, name: str, argument: str, **values: object) -> Button:
        return Button(self.text(f"button.{name}", **values), Action(Verb.OFFICE, f"{KIND}.{argument}"))

    def _blocks(self, key: str, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(f"tickets.staff.{key}", self._language, **values)

    def _when(self, at: datetime) -> str:
        return show_moment(at, self._zone)
