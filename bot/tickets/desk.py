"""What staff do with tickets: take, pass on, answer, correct, close, publish; every deed passes the gate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database
from bot.staff import MAY, NOTHING, Deed, Gate, Matter, NotAllowedError, list_members
from bot.tickets import register
from bot.tickets.hours import OfficeHours
from bot.tickets.outbox import renew_cards, tell_askers
from bot.tickets.ticket import (
    MAX_ANSWER_CHARS,
    Happening,
    NoticeKind,
    Ticket,
    TicketError,
    TicketEvent,
    TicketState,
    read_code,
)
from bot.tickets.wording import MAX_TITLE_CHARS, Wording
from knowledge.base import slug
from knowledge.store import Origin, save_announcement, withdraw


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that its author has not sent yet."""

    id: int
    ticket: Ticket
    author_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Tools:
    """What the desk works with: `compose` words a ticket for everybody, `refresh` takes over what was published."""

    database: Database
    hours: OfficeHours
    remind_after: timedelta
    compose: Callable[[Ticket, tuple[str, ...]], Wording]
    refresh: Callable[[], Awaitable[object]]
    clock: Callable[[], datetime]


class TicketDesk:
    """The deeds of staff. Each may raise NotAllowedError, and TicketError where it cannot be."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._database = tools.database
        self._gate = Gate(tools.database)

    async def find(self, code: str) -> Ticket:
        """Return the ticket of a code as people write it; raises TicketError."""
        async with self._database.read() as connection:
            return await self._found(connection, code)

    async def draft(self, staff_id: int, code: str, text: str, *, key: str) -> Draft:
        """Return an answer to be looked at before it is sent; the same event again is the same draft."""
        text = text.strip()
        if not text or len(text) > MAX_ANSWER_CHARS:
            raise TicketError("answer_long" if text else "answer_empty")
        ticket = await self.find(code)
        if ticket.state in (TicketState.WITHDRAWN, TicketState.CLOSED):
            raise TicketError(ticket.state)
        await self._enter(staff_id, Deed.ANSWER, ticket)
        async with self._database.write() as connection:
            event = {"at": self._tools.clock(), "staff_id": staff_id, "text": text, "key": key[:48]}
            await register.note(connection, ticket.id, TicketEvent.DRAFTED, **event)  # type: ignore[arg-type]
            found = await register.happening_of(connection, key[:48])
        if found is None or found.ticket_id != ticket.id:
            raise TicketError("unknown")
        return Draft(found.id, ticket, staff_id, found.text)

    async def find_draft(self, draft_id: int) -> Draft:
        """Return the draft of that number; raises TicketError."""
        async with self._database.read() as connection:
            return await self._draft(connection, draft_id)

    async def send(self, staff_id: int, draft_id: int) -> Ticket:
        """Answer everybody who asked with a draft of one's own, once; an answered ticket is corrected by it."""
        draft, now = await self.find_draft(draft_id), self._tools.clock()
        await self._enter(staff_id, Deed.ANSWER, draft.ticket, refusal="" if draft.author_id == staff_id else "author")
        async with self._database.write() as connection:
            ticket = (await self._draft(connection, draft_id)).ticket
            if await register.happening_of(connection, f"send {draft_id}"):
                return ticket
            await self._refuse_late(connection, ticket, draft)
            await self._answer(connection, ticket, draft, now)
        if ticket.knowledge_id:
            await self._tools.refresh()
        return await self.find(ticket.code)

    async def assign(self, staff_id: int, code: str, to: int | None) -> Ticket:
        """Give a waiting ticket to a member of staff, or to nobody."""
        ticket, now = await self._enter_code(staff_id, code), self._tools.clock()
        if not ticket.state.is_waiting:
            raise TicketError("not_waiting")
        if to is not None and to not in await self.officials():
            raise TicketError("no_official")
        kind, state = (TicketEvent.ASSIGNED, TicketState.ASSIGNED) if to else (TicketEvent.RELEASED, TicketState.OPEN)
        due_at = self._tools.hours.after(now, self._tools.remind_after)
        return await self._change(ticket, kind, staff_id, str(to or ""), assignee=to, state=state, due_at=due_at)

    async def close(self, staff_id: int, code: str) -> Ticket:
        """End a waiting ticket without an answer; who asked is told so."""
        ticket = await self._enter_code(staff_id, code)
        if ticket.state is TicketState.CLOSED:
            return ticket
        if not ticket.state.is_waiting:
            raise TicketError("not_waiting")
        return await self._change(ticket, TicketEvent.CLOSED, staff_id, state=TicketState.CLOSED)

    async def word(self, staff_id: int, code: str, *, title: str, wording: str) -> Ticket:
        """Change the words that would become knowledge: somebody else publishes them then."""
        ticket = await self._enter_code(staff_id, code)
        title, wording = " ".join(title.split())[:MAX_TITLE_CHARS], wording.strip()[:MAX_ANSWER_CHARS]
        if ticket.version == 0:
            raise TicketError("no_answer")
        if not title or not wording:
            raise TicketError("answer_empty")
        return await self._change(
            ticket, TicketEvent.WORDED, staff_id, title=title, wording=wording, worded_by=staff_id
        )

    async def preview(self, ticket: Ticket) -> Wording:
        """Return what publishing a ticket would put before everybody; raises TicketError without an answer."""
        async with self._database.read() as connection:
            return await self._wording(connection, ticket)

    async def publish(self, staff_id: int, code: str, *, is_sure: bool = False) -> Ticket:
        """Put the answer before everybody: reviewed by who does it, so not by who wrote it.

        Raises TicketError "masked" where identifiers were taken out, unless `is_sure`.
        """
        ticket, now = await self.find(code), self._tools.clock()
        refusal = "author" if staff_id == ticket.author else ""
        await self._enter(staff_id, Deed.PUBLISH, ticket, refusal=refusal)
        async with self._database.write() as connection:
            ticket = await self._found(connection, code)
            if ticket.author == staff_id:
                raise NotAllowedError("author")
            wording = await self._wording(connection, ticket)
            if wording.is_masked and not is_sure:
                raise TicketError("masked")
            if ticket.knowledge_id is None:
                await save_announcement(connection, wording.announcement, origin=Origin.CHAT, now=now)
                await register.change(connection, ticket.id, knowledge_id=wording.announcement.id)
                published = {"at": now, "staff_id": staff_id, "text": wording.announcement.id}
                await register.note(connection, ticket.id, TicketEvent.PUBLISHED, **published)  # type: ignore[arg-type]
                await renew_cards(connection, ticket.id, now=now)
        await self._tools.refresh()
        return await self.find(code)

    async def officials(self) -> tuple[int, ...]:
        """Return who may answer."""
        members = await list_members(self._database)
        return tuple(member.telegram_id for member in members if Deed.ANSWER in MAY[member.role])

    async def _answer(self, connection: AsyncConnection, ticket: Ticket, draft: Draft, now: datetime) -> None:
        is_first, version = ticket.version == 0, ticket.version + 1
        values = {
            "state": TicketState.ANSWERED,
            "answer": draft.text,
            "version": version,
            "answered_by": draft.author_id,
            "answered_at": ticket.answered_at or now,
            "title": None,
            "wording": None,
            "worded_by": None,
            "knowledge_id": None,
        }
        await register.change(connection, ticket.id, **values)
        kind = TicketEvent.ANSWERED if is_first else TicketEvent.CORRECTED
        event = {"at": now, "staff_id": draft.author_id, "text": draft.text, "key": f"send {draft.id}"}
        await register.note(connection, ticket.id, kind, **event)  # type: ignore[arg-type]
        if ticket.knowledge_id:  # what everybody read is no longer true
            await withdraw(connection, [ticket.knowledge_id], now=now)
        told = NoticeKind.ANSWER if is_first else NoticeKind.CORRECTION
        await tell_askers(connection, ticket.id, told, version=version, now=now)
        await renew_cards(connection, ticket.id, now=now)

    async def _refuse_late(self, connection: AsyncConnection, ticket: Ticket, draft: Draft) -> None:
        """Raise TicketError for a draft that was written before the ticket came to its end."""
        if ticket.state in (TicketState.WITHDRAWN, TicketState.CLOSED):
            raise TicketError(ticket.state)
        answers = (TicketEvent.ANSWERED, TicketEvent.CORRECTED)
        if any(each.kind in answers and each.id > draft.id for each in await register.history(connection, ticket.id)):
            raise TicketError("answered_before")

    async def _change(
        self, ticket: Ticket, kind: TicketEvent, staff_id: int, text: str = "", **values: object
    ) -> Ticket:
        now = self._tools.clock()
        async with self._database.write() as connection:
            fresh = await self._found(connection, ticket.code)
            if kind is TicketEvent.WORDED and fresh.knowledge_id:
                raise TicketError("published")
            if kind is not TicketEvent.WORDED and not fresh.state.is_waiting:
                raise TicketError("not_waiting")
            await register.change(connection, ticket.id, **values)
            await register.note(connection, ticket.id, kind, at=now, staff_id=staff_id, text=text)
            if kind is TicketEvent.CLOSED:
                await tell_askers(connection, ticket.id, NoticeKind.CLOSED, version=1, now=now)
            await renew_cards(connection, ticket.id, now=now)
            return await self._found(connection, ticket.code)

    async def _enter_code(self, staff_id: int, code: str) -> Ticket:
        ticket = await self.find(code)
        await self._enter(staff_id, Deed.ANSWER, ticket)
        return ticket

    async def _enter(self, staff_id: int, deed: Deed, ticket: Ticket, *, refusal: str = "") -> None:
        """Return when the deed is allowed and there is no `refusal`, after noting it; raises NotAllowedError."""
        matter = Matter(slug(ticket.topic)) if ticket.topic else NOTHING  # without a topic it is anybody's
        async with self._database.write() as connection:
            reason = await self._gate.refusal(connection, staff_id, deed, matter) or refusal
            detail = {"reason": reason} if reason else {}
            subject = f"ticket {ticket.code}"
            await note_attempt(connection, Attempt(self._tools.clock(), staff_id, deed, subject, not reason, detail))
        if reason:
            raise NotAllowedError(reason)

    async def _wording(self, connection: AsyncConnection, ticket: Ticket) -> Wording:
        if not ticket.answer:
            raise TicketError("no_answer")
        rows = await register.askers(connection, ticket.id)
        return self._tools.compose(ticket, tuple(row["text"] for row in rows))

    async def _found(self, connection: AsyncConnection, code: str) -> Ticket:
        found = await register.find_code(connection, read_code(code))
        if found is None:
            raise TicketError("unknown")
        return found

    async def _draft(self, connection: AsyncConnection, draft_id: int) -> Draft:
        event: Happening | None = await register.happening(connection, draft_id)
        ticket = await register.find(connection, event.ticket_id) if event else None
        if event is None or ticket is None or event.kind is not TicketEvent.DRAFTED or event.staff_id is None:
            raise TicketError("unknown")
        return Draft(event.id, ticket, event.staff_id, event.text)
