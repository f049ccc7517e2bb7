"""/nhatky: the question log in the chat, what stood behind each answer, and lessons taught from a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from bot.admin.question_log import Filters, QuestionLog
from bot.admin.why import explain
from bot.catalogue import Catalogue
from bot.office.booth import Notify
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Staffer, Submission
from bot.office.lesson_taking import LessonTaking
from bot.office.log_pages import KIND, LogPages
from bot.reply import Reply
from bot.teaching.teaching import Teaching
from knowledge.base import KnowledgeBase

LISTED = 6


@dataclass(frozen=True, slots=True)
class LogTools:
    """What the flow works with."""

    log: QuestionLog
    teaching: Teaching
    dialogues: Dialogues
    base: KnowledgeBase
    catalogue: Catalogue
    zone: tzinfo
    notify: Notify

    def pages(self, staff: Staffer) -> LogPages:
        """Return the pages in the language of `staff`."""
        return LogPages(self.catalogue, self.base, self.zone, staff.language)


class LogReading:
    """The flow of /nhatky; a lesson in the making is its dialogue."""

    def __init__(self, tools: LogTools) -> None:
        self._tools = tools
        self._lessons = LessonTaking(tools.teaching, tools.dialogues, tools.notify)

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return KIND

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """List the questions without an answer; `argument` may be the number of one."""
        if argument.strip().isdecimal():
            return await self.press(staff, None, f"row.{argument.strip()}")
        return await self._list(staff, "open", "0")

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the words of a lesson."""
        return await self._lessons.receive(staff, dialogue, submission.text, self._tools.pages(staff))

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Turn a page of the log, show a row, or go on with a lesson."""
        what, _, rest = argument.partition(".")
        if what == "list":
            return await self._list(staff, *rest.partition(".")[::2])
        if what in ("row", "teach", "kind"):
            return await self._of_row(staff, what, rest)
        return await self._lessons.press(staff, dialogue, what, rest, self._tools.pages(staff))

    async def _list(self, staff: Staffer, which: str, before: str) -> Reply:
        await self._tools.teaching.book.enter(staff.id, "question log")
        is_open = which != "all"
        top = int(before) if before.isdecimal() else 0
        page = await self._tools.log.page(Filters(is_unanswered=is_open), before=top or None, limit=LISTED)
        return self._tools.pages(staff).listing(page, is_open=is_open)

    async def _of_row(self, staff: Staffer, what: str, rest: str) -> Reply:
        number, _, kind = rest.partition(".")
        pages = self._tools.pages(staff)
        await self._tools.teaching.book.enter(staff.id, f"question {number[:20]}")
        is_number = number.isascii() and number.isdecimal() and len(number) < 18
        why = await explain(self._tools.log, self._tools.base, int(number)) if is_number else None
        if why is None:
            return pages.say("no_row")
        if what == "teach":
            return pages.kinds(why.asked)
        if what == "kind":
            return await self._lessons.begin(staff, why, kind, pages)
        return pages.row(why)
