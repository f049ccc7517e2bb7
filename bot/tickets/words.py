"""Tickets in words for residents: the receipt, the answer, where it stands, how long it may take."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from bot.catalogue import Catalogue
from bot.formats import show_moment
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.tickets.hours import OfficeHours
from bot.tickets.intake import Taken
from bot.tickets.ticket import NoticeKind, Ticket, show_code
from bot.tickets.waiting_time import UsualWait

SHOW, WITHDRAW = "s", "w"
_MAX_SHOWN = 10


class TicketWords:
    """Composes what residents read."""

    def __init__(self, catalogue: Catalogue, hours: OfficeHours, zone: tzinfo) -> None:
        self._catalogue = catalogue
        self._hours = hours
        self._zone = zone

    def say(self, key: str, language: str, **values: object) -> Reply:
        """Return the message tickets.<key>."""
        return Reply(self._catalogue.blocks(f"tickets.{key}", language, **values))

    def receipt(self, taken: Taken, wait: UsualWait | None, language: str, *, now: datetime) -> Reply:
        """Return that a wish has reached the officials, its code, and honestly how long it may take."""
        ticket = taken.ticket
        key = "receipt.joined" if taken.is_joined else f"receipt.{ticket.kind}"
        blocks = self._blocks(key, language, code=show_code(ticket.code))
        return Reply((*blocks, *self.outlook(wait, language, now=now)), (self._follow(ticket, language),))

    def outlook(self, wait: UsualWait | None, language: str, *, now: datetime) -> tuple[Block, ...]:
        """Return when the office works and how long answers took lately, or that this is not known."""
        opens_at = self._hours.opens_at(now)
        shut: tuple[Block, ...] = ()
        if opens_at is not None and opens_at > now:
            shut = self._blocks("shut", language, when=show_moment(opens_at, self._zone))
        if wait is None:
            return (*shut, *self._blocks("wait.unknown", language))
        half, most = self._span(wait.half, language), self._span(wait.most, language)
        key = "wait.same" if half == most else "wait.usual"
        return (*shut, *self._blocks(key, language, half=half, most=most))

    def status(self, ticket: Ticket, language: str, *, is_own: bool = False, issuer: str = "") -> Reply:
        """Return where a ticket stands, with the answer where there is one; `is_own` shows what was asked."""
        code = show_code(ticket.code)
        blocks = self._blocks(f"status.{ticket.state}", language, code=code, when=self._when(ticket.opened_at))
        if is_own and ticket.text:
            blocks += (Block((Span(ticket.text),), is_quote=True),)
        if ticket.version and ticket.answer:
            blocks += self._answered(ticket, language, issuer)
        rows: tuple[tuple[Button, ...], ...] = ()
        if is_own and ticket.state.is_waiting:
            rows = ((self._button("withdraw", language, f"{WITHDRAW}.{ticket.code}"),),)
        return Reply(blocks, rows)

    def told(
        self, ticket: Ticket, kind: NoticeKind, language: str, *, issuer: str, question: str, is_repeated: bool
    ) -> Reply:
        """Return what brings the end of a ticket to somebody who asked `question`."""
        again = self._blocks("told.again", language) if is_repeated else ()
        code = show_code(ticket.code)
        head = self._blocks(f"told.{kind}", language, code=code, issuer=issuer)
        asked = (Block((Span(question),), is_quote=True),) if question else ()
        answer = self._answered(ticket, language, issuer) if kind is not NoticeKind.CLOSED else ()
        return Reply((*again, *head, *asked, *answer))

    def mine(self, tickets: tuple[Ticket, ...], language: str) -> Reply:
        """Return a person's tickets as buttons."""
        if not tickets:
            return self.say("follow.none", language)
        rows = [
            (
                Button(
                    f"{show_code(each.code)} · {self._catalogue.text(f'tickets.state.{each.state}', language)}",
                    Action(Verb.TICKET, f"{SHOW}.{each.code}"),
                ),
            )
            for each in tickets[:_MAX_SHOWN]
        ]
        return Reply(self._blocks("follow.list", language), tuple(rows))

    def offer(self, key: str, language: str) -> Button:
        """Return the button that hands the question of interaction `key` to an official."""
        return Button(self._catalogue.text("tickets.button.ask", language), Action(Verb.TICKET, f"a.{key}"))

    def buttons(self, key: str, language: str, *names: str) -> tuple[tuple[Button, ...], ...]:
        """Return one row of buttons of the conversation that the event `key` began."""
        return (tuple(self._button(name, language, f"d.{name}.{key}") for name in names),)

    def _answered(self, ticket: Ticket, language: str, issuer: str) -> tuple[Block, ...]:
        paragraphs = [part for part in (ticket.answer or "").split("\n\n") if part.strip()]
        quoted = tuple(Block((Span(part),), is_quote=True) for part in paragraphs)
        when = self._when(ticket.answered_at or ticket.opened_at)
        signed = self._blocks("answered", language, issuer=issuer, when=when) if issuer else ()
        return (*quoted, *signed)

    def _follow(self, ticket: Ticket, language: str) -> tuple[Button, ...]:
        return (self._button("follow", language, f"{SHOW}.{ticket.code}"),)

    def _button(self, name: str, language: str, argument: str) -> Button:
        return Button(self._catalogue.text(f"tickets.button.{name}", language), Action(Verb.TICKET, argument))

    def _blocks(self, key: str, language: str, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(f"tickets.{key}", language, **values)

    def _when(self, at: datetime) -> str:
        return show_moment(at, self._zone)

    def _span(self, span: timedelta, language: str) -> str:
        """Return a length of time as people say it: minutes, hours, days, rounded up."""
        minutes = max(1, round(span.total_seconds() / 60))
        unit, size = ("minutes", 1) if minutes < 60 else ("hours", 60) if minutes < 48 * 60 else ("days", 1440)
        return self._catalogue.text(f"tickets.span.{unit}", language, count=-(-minutes // size))
