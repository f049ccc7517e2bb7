"""/traloi and the buttons of tickets: take, pass on, answer after a look, correct, close, publish for everybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Staffer, Submission
from bot.reply import Reply
from bot.tickets import register
from bot.tickets.board import Board
from bot.tickets.cards import KIND
from bot.tickets.desk import TicketDesk
from bot.tickets.ticket import Ticket, TicketError, read_code, show_code
from knowledge.announcement import content_digest

ANSWER, TITLE, WORDING = "answer", "title", "wording"
KEEP = "."  # typed to keep what is there
MAX_NUMBER_DIGITS = 18


@dataclass(frozen=True, slots=True)
class TicketTools:
    """What the flow works with; `clock` tells the aware UTC time."""

    desk: TicketDesk
    board: Board
    dialogues: Dialogues
    database: Database
    clock: Callable[[], datetime]


class Ticketing:
    """The flow of /traloi. A step that comes twice leads to the same: drafts are known again by their words."""

    kind = KIND

    def __init__(self, tools: TicketTools) -> None:
        self._tools = tools
        self._desk = tools.desk
        self._cards = tools.board.cards

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Take "<code> <answer>", show the ticket of a code alone, list what waits without one."""
        code, _, text = argument.strip().partition(" ")
        if not code:
            return await self._list()
        if not read_code(code):
            return self._cards.refuse("unknown")
        try:
            if text.strip():
                return await self._draft(staff, code, text)
            return await self._tools.board.card(await self._desk.find(code))
        except TicketError as error:
            return self._cards.refuse(error.reason)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the answer, or the words to be published."""
        code, text = str(dialogue.data["code"]), submission.text.strip()
        try:
            if dialogue.step == ANSWER:
                reply = await self._draft(staff, code, text)
                await self._tools.dialogues.end(staff.id)
                return reply
            return await self._word(staff, dialogue, code, text)
        except TicketError as error:
            return self._cards.refuse(error.reason)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Go on with a button "<what>.<code or number>"."""
        what, _, value = argument.partition(".")
        step = _STEPS.get(what)
        try:
            return await step(self, staff, value) if step else self._cards.refuse("unknown")
        except TicketError as error:
            return self._cards.refuse(error.reason)

    async def _list(self) -> Reply:
        async with self._tools.database.read() as connection:
            waiting = await register.listed(connection)
        return self._cards.waiting(waiting, now=self._tools.clock())

    async def _draft(self, staff: Staffer, code: str, text: str) -> Reply:
        ticket = await self._desk.find(code)
        key = "draft " + content_digest(repr((ticket.code, ticket.version, staff.id, text.strip())))
        return self._cards.preview(await self._desk.draft(staff.id, code, text, key=key))

    async def _word(self, staff: Staffer, dialogue: Dialogue, code: str, text: str) -> Reply:
        ticket = await self._desk.find(code)
        wording = await self._desk.preview(ticket)
        if dialogue.step == TITLE:
            title = wording.announcement.title if text == KEEP else text
            await self._tools.dialogues.put(Dialogue(staff.id, KIND, WORDING, {"code": code, "title": title}))
            return self._cards.say("word_answer")
        words = (ticket.wording or ticket.answer or "") if text == KEEP else text
        await self._desk.word(staff.id, code, title=str(dialogue.data["title"]), wording=words)
        await self._tools.dialogues.end(staff.id)
        return self._cards.say("worded", code=show_code(ticket.code))

    async def _show(self, staff: Staffer, code: str) -> Reply:
        return await self._tools.board.card(await self._desk.find(code))

    async def _take(self, staff: Staffer, code: str) -> Reply:
        return self._said("taken", await self._desk.assign(staff.id, code, staff.id), who=_tail(staff.id))

    async def _give(self, staff: Staffer, code: str) -> Reply:
        ticket, officials = await self._desk.find(code), await self._desk.officials()
        return self._cards.choose(ticket, [each for each in officials if each != ticket.assignee])

    async def _give_to(self, staff: Staffer, value: str) -> Reply:
        code, _, number = value.partition(".")
        to = _number(number)
        ticket = await self._desk.assign(staff.id, code, to or None)
        return self._said("passed", ticket, who=_tail(to)) if to else self._said("released", ticket)

    async def _answer(self, staff: Staffer, code: str) -> Reply:
        return await self._open(staff, code, ANSWER, "answer_now")

    async def _how(self, staff: Staffer, code: str) -> Reply:
        return self._said("answer_how", await self._desk.find(code))

    async def _private(self, staff: Staffer, code: str) -> Reply:
        return self._said("private", await self._desk.find(code))

    async def _reword(self, staff: Staffer, code: str) -> Reply:
        return await self._open(staff, code, TITLE, "word_title")

    async def _open(self, staff: Staffer, code: str, step: str, key: str) -> Reply:
        ticket = await self._desk.find(code)
        await self._tools.dialogues.put(Dialogue(staff.id, KIND, step, {"code": ticket.code}))
        return self._said(key, ticket)

    async def _change(self, staff: Staffer, value: str) -> Reply:
        return self._said("change", (await self._desk.find_draft(_number(value))).ticket)

    async def _send(self, staff: Staffer, value: str) -> Reply:
        return self._said("sent", await self._desk.send(staff.id, _number(value)))

    async def _close(self, staff: Staffer, code: str) -> Reply:
        return self._cards.confirm_close(await self._desk.find(code))

    async def _shut(self, staff: Staffer, code: str) -> Reply:
        return self._said("shut", await self._desk.close(staff.id, code))

    async def _publish(self, staff: Staffer, code: str) -> Reply:
        try:
            ticket = await self._desk.publish(staff.id, code)
        except TicketError as error:
            if error.reason != "masked":
                raise
            ticket = await self._desk.find(code)
            return self._cards.ask_to_publish(ticket, await self._desk.preview(ticket))
        return self._cards.published(ticket, await self._desk.preview(ticket))

    async def _publish_surely(self, staff: Staffer, code: str) -> Reply:
        ticket = await self._desk.publish(staff.id, code, is_sure=True)
        return self._cards.published(ticket, await self._desk.preview(ticket))

    def _said(self, key: str, ticket: Ticket, **values: object) -> Reply:
        return self._cards.say(key, code=show_code(ticket.code), **values)


_STEPS: dict[str, Callable[[Ticketing, Staffer, str], Awaitable[Reply]]] = {
    "show": Ticketing._show,
    "take": Ticketing._take,
    "give": Ticketing._give,
    "to": Ticketing._give_to,
    "ans": Ticketing._answer,
    "how": Ticketing._how,
    "priv": Ticketing._private,
    "word": Ticketing._reword,
    "change": Ticketing._change,
    "send": Ticketing._send,
    "close": Ticketing._close,
    "shut": Ticketing._shut,
    "know": Ticketing._publish,
    "sure": Ticketing._publish_surely,
}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > MAX_NUMBER_DIGITS:
        raise TicketError("unknown")
    return int(text)


def _tail(staff_id: int) -> str:
    return f"{staff_id % 10_000:04}"
