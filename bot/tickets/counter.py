"""The counter at which residents hand in: a few steps by buttons and words, each kept in the database.

Every step may come twice and then leads to the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answers.emergency import recognise_emergency
from bot.database import Database
from bot.privacy import mask
from bot.reply import Block, Reply, Span
from bot.tickets import drafts, register
from bot.tickets.drafts import Reporters, Step, Wish, draft_key
from bot.tickets.intake import AUTOMATIC, Intake, Taken
from bot.tickets.outbox import Outbox
from bot.tickets.ticket import MAX_TEXT_CHARS, Ticket, TicketError, TicketKind, Wanted, read_code, show_code
from bot.tickets.waiting_time import usual_wait
from bot.tickets.words import SHOW, WITHDRAW, TicketWords
from bot.visitor import Visitor
from knowledge.vietnamese import clean

PATIENCE = timedelta(hours=1)  # a conversation left open for longer is forgotten


@dataclass(frozen=True, slots=True)
class Attachment:
    """What came instead of words: the channel's name for a photo, or a point on the map.

    `begins` tells that the photo came with the command of a report.
    """

    photo: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    begins: bool = False


class Counter:
    """Replies to a resident's steps; `issuer` tells who answers for the unit, `clock` the aware UTC time."""

    def __init__(
        self,
        database: Database,
        intake: Intake,
        outbox: Outbox,
        words: TicketWords,
        reporters: Reporters,
        *,
        issuer: Callable[[], str],
        clock: Callable[[], datetime],
    ) -> None:
        self.words = words
        self._database = database
        self._intake = intake
        self._outbox = outbox
        self._reporters = reporters
        self._issuer = issuer
        self._clock = clock

    async def begin(self, visitor: Visitor, kind: TicketKind, typed: str, *, key: str) -> Reply | None:
        """Return what follows on /hoicanbo or /phananh; None where the words are a cry for help."""
        if typed.strip():
            if recognise_emergency(typed):
                return None
            return await self._take_words(visitor, Wish(visitor.person, kind, Step.TEXT, key), typed, key)
        return await self._go(visitor, Wish(visitor.person, kind, Step.TEXT, key))

    async def hear(
        self, visitor: Visitor, typed: str, *, key: str, attachment: Attachment | None = None
    ) -> Reply | None:
        """Return what follows on something sent into an open conversation, None where it is not meant for one."""
        if known := await self._find_asked(key):
            return await self._receipt(visitor, Taken(known))
        wish = await self._open_wish(visitor)
        if attachment and attachment.begins and (wish is None or wish.heard != key):
            wish = Wish(visitor.person, TicketKind.REPORT, Step.TEXT, key)
        if wish and wish.heard == key:
            return await self._go(visitor, wish)
        if wish is None or wish.step is Step.CONFIRM or (typed and recognise_emergency(typed)):
            return None
        if attachment and wish.kind is TicketKind.REPORT:
            return await self._take_attachment(visitor, wish, attachment, typed, key)
        return await self._take_words(visitor, wish, typed, key) if typed.strip() else None

    async def ask(self, visitor: Visitor, question: str, *, key: str, topic: str = "") -> Reply:
        """Return the receipt for a question that was asked before, under its own key."""
        return await self._hand_in(visitor, Wanted(f"ask {key}", TicketKind.QUESTION, question, topic))

    async def press(self, visitor: Visitor, argument: str) -> Reply | None:
        """Return what a button of ours leads to, None for an unknown one."""
        what, _, value = argument.partition(".")
        if what == SHOW:
            return await self.show(visitor, value)
        if what == WITHDRAW:
            try:
                ticket = await self._intake.withdraw(visitor, read_code(value))
            except TicketError as error:
                return self._refuse(error, visitor)
            if ticket.state.is_waiting or ticket.version:
                return await self.show(visitor, value)
            return self.words.say("withdrawn", visitor.language, code=show_code(ticket.code))
        return await self._step(visitor, value) if what == "d" else None

    async def show(self, visitor: Visitor, typed: str) -> Reply:
        """Return where the ticket of a code stands, or a person's own ones without a code.

        Who knows the code sees the state and the answer; only who asked sees the question.
        """
        async with self._database.read() as connection:
            mine = await register.asked_by(connection, visitor.person)
            if not typed.strip():
                return self.words.mine(mine, visitor.language)
            code = read_code(typed)
            ticket = await register.find_code(connection, code) if code else None
        if ticket is None:
            return self.words.say("follow.unknown", visitor.language)
        is_own = any(each.id == ticket.id for each in mine)
        return self.words.status(ticket, visitor.language, is_own=is_own, issuer=self._issuer())

    async def forward(self, visitor: Visitor, question: str, *, key: str) -> tuple[Block, ...]:
        """Return that an unanswered question went to the officials by itself; nothing where it did not."""
        wanted = Wanted(f"{AUTOMATIC}{key}", TicketKind.QUESTION, question)
        taken = await self._intake.open_by_itself(visitor, wanted)
        if taken is None:
            return ()
        return self.words.say("automatic", visitor.language, code=show_code(taken.ticket.code)).blocks

    async def news(self, visitor: Visitor) -> tuple[Reply, ...]:
        """Return what a visitor of the page has not been shown yet, noted as told."""
        told = []
        for notice in await self._outbox.for_page(visitor.person):
            async with self._database.read() as connection:
                ticket = await register.find(connection, notice.ticket_id)
                rows = await register.askers(connection, notice.ticket_id)
            question = next((row["text"] for row in rows if row["id"] == notice.asker_id), "")
            if ticket:
                values = {"issuer": self._issuer(), "question": question, "is_repeated": False}
                told.append(self.words.told(ticket, notice.kind, visitor.language, **values))  # type: ignore[arg-type]
            await self._outbox.settle(notice, None)
        return tuple(told)

    async def _open_wish(self, visitor: Visitor) -> Wish | None:
        async with self._database.read() as connection:
            return await drafts.find(connection, visitor.person, since=self._clock() - PATIENCE)

    async def _keep(self, visitor: Visitor, wish: Wish) -> None:
        async with self._database.write() as connection:
            await drafts.put(connection, wish, chat_id=visitor.chat_id, now=self._clock())
        self._reporters.note(visitor.chat_id, is_reporting=wish.kind is TicketKind.REPORT)

    async def _drop(self, visitor: Visitor) -> None:
        async with self._database.write() as connection:
            await drafts.drop(connection, visitor.person)
        self._reporters.note(visitor.chat_id, is_reporting=False)

    async def _take_words(self, visitor: Visitor, wish: Wish, typed: str, key: str) -> Reply:
        words = mask(clean(typed[:MAX_TEXT_CHARS])).text
        if wish.kind is TicketKind.QUESTION:
            reply = await self._hand_in(visitor, Wanted(key, wish.kind, words))
            await self._drop(visitor)
            return reply
        if wish.step is Step.TEXT:
            step = Step.PLACE if wish.photo else Step.PHOTO
            return await self._go(visitor, replace(wish, step=step, text=words, heard=key))
        return await self._go(visitor, replace(wish, step=Step.CONFIRM, place=words, heard=key))

    async def _take_attachment(
        self, visitor: Visitor, wish: Wish, attachment: Attachment, typed: str, key: str
    ) -> Reply | None:
        if attachment.photo and wish.step in (Step.TEXT, Step.PHOTO):
            words = mask(clean(typed[:MAX_TEXT_CHARS])).text or wish.text
            step = Step.PLACE if words else Step.TEXT
            return await self._go(visitor, replace(wish, photo=attachment.photo, text=words, step=step, heard=key))
        if attachment.latitude is not None and wish.text:
            point = replace(wish, latitude=attachment.latitude, longitude=attachment.longitude, heard=key)
            return await self._go(visitor, replace(point, step=Step.CONFIRM))
        return await self._go(visitor, wish)

    async def _go(self, visitor: Visitor, wish: Wish) -> Reply:
        """Keep the wish and return what its step asks for."""
        await self._keep(visitor, wish)
        language = visitor.language
        if wish.step is Step.CONFIRM:
            return self._confirm(wish, language)
        is_begun = wish.step is not Step.TEXT
        ask = self.words.say(f"ask.{wish.step if is_begun else wish.kind}", language)
        names = ("skip", "cancel") if is_begun else ("cancel",)
        return replace(ask, buttons=self.words.buttons(wish.key, language, *names))

    def _confirm(self, wish: Wish, language: str) -> Reply:
        blocks = (*self.words.say("ask.confirm", language).blocks, Block((Span(wish.text),), is_quote=True))
        if wish.photo:
            blocks += self.words.say("ask.with_photo", language).blocks
        if wish.latitude is not None:
            blocks += self.words.say("ask.with_point", language).blocks
        if wish.place:
            blocks += self.words.say("ask.with_place", language, place=wish.place).blocks
        return Reply(blocks, self.words.buttons(wish.key, language, "send", "cancel"))

    async def _step(self, visitor: Visitor, value: str) -> Reply | None:
        name, _, key = value.partition(".")
        if known := await self._find_asked(draft_key(key)):
            return await self._receipt(visitor, Taken(known))
        wish = await self._open_wish(visitor)
        if wish is None or wish.key != key:
            return self.words.say("nothing_open", visitor.language)
        if name == "cancel":
            await self._drop(visitor)
            return self.words.say("cancelled", visitor.language)
        if name == "skip" and wish.step in (Step.PHOTO, Step.PLACE):
            step = Step.PLACE if wish.step is Step.PHOTO else Step.CONFIRM
            return await self._go(visitor, replace(wish, step=step))
        if name == "send" and wish.step is Step.CONFIRM:
            reply = await self._hand_in(visitor, wish.wanted)
            await self._drop(visitor)
            return reply
        return await self._go(visitor, wish)

    async def _hand_in(self, visitor: Visitor, wanted: Wanted) -> Reply:
        try:
            taken = await self._intake.open(visitor, wanted)
        except TicketError as error:
            return self._refuse(error, visitor)
        return await self._receipt(visitor, taken)

    async def _receipt(self, visitor: Visitor, taken: Taken) -> Reply:
        if not taken.ticket.state.is_waiting:
            return self.words.status(taken.ticket, visitor.language, is_own=True, issuer=self._issuer())
        now = self._clock()
        return self.words.receipt(taken, await usual_wait(self._database, now), visitor.language, now=now)

    async def _find_asked(self, key: str) -> Ticket | None:
        async with self._database.read() as connection:
            return await register.find_asked(connection, key)

    def _refuse(self, error: TicketError, visitor: Visitor) -> Reply:
        return self.words.say(f"refused.{error.reason}", visitor.language)
