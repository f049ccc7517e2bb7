"""/baocao: what became of the broadcasts, and the levers: pause, stop, retry, correct, recall, halt everything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState
from bot.broadcasts.broadcasts import StateError
from bot.office.booth import COMPOSE, PANEL, Booth, is_number, taken
from bot.office.contents import ContentError, read_content
from bot.office.dialogue import Dialogue
from bot.office.drafting import corrected
from bot.office.flow import Staffer, Submission
from bot.office.levers import Levers
from bot.office.panel import Panel
from bot.office.report_page import report_blocks
from bot.reply import Block, File, Reply
from bot.staff import Deed

LISTED = 10
CORRECT = "correct"  # the step at which the corrected text is awaited
_Step = Callable[[int, int], Awaitable[Broadcast]]
_REACHED = {  # what a step leads to: when it comes twice, that is what stands already
    "pause": (BroadcastState.PAUSED,),
    "resume": (BroadcastState.SENDING, BroadcastState.DONE),
    "cut": (BroadcastState.CANCELLED,),
    "retry": (BroadcastState.SENDING,),
}


class Reporting:
    """The flow of /baocao."""

    def __init__(self, parts: Booth) -> None:
        self._parts = parts
        broadcasts = parts.broadcasts
        self._steps: Mapping[str, _Step] = {
            "pause": broadcasts.pause,
            "resume": broadcasts.resume,
            "cut": broadcasts.withdraw,
            "retry": broadcasts.retry_failed,
        }

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return "report"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """List the latest broadcasts; `argument` may be the number of one."""
        if is_number(argument.strip()):
            return await self.press(staff, None, f"show.{argument.strip()}")
        return await self._list(staff)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the corrected text: a draft that goes its way through approval."""
        number = dialogue.data.get("number")
        if dialogue.step != CORRECT or number is None:
            await self._parts.dialogues.end(staff.id)
            return await self._list(staff)
        try:
            found = await self._corrected(staff, int(number), submission)
        except (StateError, ContentError) as error:
            return Reply(self._reason(staff, error))
        data = {"number": found.id, "taken": taken(submission), "is_content": True}
        await self._parts.dialogues.put(Dialogue(staff.id, COMPOSE, PANEL, data))
        return await Panel(self._parts, staff.language).show(found, with_preview=True)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Show a report or pull a lever."""
        what, _, number = argument.partition(".")
        if what in ("halt", "stop", "release"):
            return await self._halting(staff, what)
        if not is_number(number):
            return await self._list(staff)
        if dialogue is not None and dialogue.step == CORRECT and what != "fix":
            await self._parts.dialogues.end(staff.id)
        try:
            return await self._press(staff, what, int(number))
        except StateError as error:
            said = self._reason(staff, error)
        found = await self._parts.broadcasts.find(int(number))
        return Reply(said) if found is None else await self._page(staff, found, said=said)

    async def _press(self, staff: Staffer, what: str, number: int) -> Reply:
        if what in self._steps:
            return await self._steer(staff, what, number)
        if what == "undo":
            return await self._recall(staff, number)
        found = await self._parts.find(number)
        await self._parts.enter(staff.id, Deed.REPORT, f"broadcast {number}")
        words, levers = self._parts.words(staff.language), Levers(self._parts, staff.language)
        if what == "csv":
            data = await self._parts.broadcasts.recipients_csv(number)
            return Reply(words.blocks("report.csv", number=number), files=(File(f"loa-{number}.csv", data),))
        if what in ("cancel", "recall"):
            return await levers.confirm(what, found)
        if what == "fix":
            if found.started_at is None:
                raise StateError("not_started")
            await self._parts.dialogues.put(Dialogue(staff.id, self.kind, CORRECT, {"number": number}))
            return await levers.ask_correction(found)
        return await self._page(staff, found)

    async def _steer(self, staff: Staffer, what: str, number: int) -> Reply:
        """Pull a lever once and return the report; the same tap again leads to the same."""
        try:
            found = await self._steps[what](number, staff.id)
        except StateError:
            found = await self._parts.find(number)
            if found.state not in _REACHED[what]:
                raise
        toast = self._parts.words(staff.language).text(f"report.done.{what}")
        return replace(await self._page(staff, found), toast=toast)

    async def _recall(self, staff: Staffer, number: int) -> Reply:
        """Take a broadcast back once, and return the recall's own report."""
        try:
            found = await self._parts.broadcasts.recall(number, staff.id)
        except StateError as error:
            there = await self._recall_of(number) if error.reason == "recalled" else None
            if there is None:
                raise
            found = there
        said = self._parts.words(staff.language).blocks("report.done.recall", number=number, recall=found.id)
        return await self._page(staff, found, said=said)

    async def _recall_of(self, number: int) -> Broadcast | None:
        target = await self._parts.find(number)
        root = target.target_id or target.id
        latest = await self._parts.broadcasts.listed(limit=200)
        return next((b for b in latest if b.kind is BroadcastKind.RECALL and b.target_id == root), None)

    async def _corrected(self, staff: Staffer, number: int, submission: Submission) -> Broadcast:
        """Return the draft of the correction, the one that is there where the text comes again."""
        target = await self._parts.find(number)
        root = await self._parts.find(target.target_id) if target.target_id else target
        content = corrected(root.content, read_content(submission))
        there = await self._parts.draft_like(staff.id, content, root.id)
        return there or await self._parts.broadcasts.correct(number, content, staff.id)

    async def _halting(self, staff: Staffer, what: str) -> Reply:
        """Stop everything after a second tap, or let it go on."""
        if what == "halt":
            await self._parts.enter(staff.id, Deed.REPORT)
            words = self._parts.words(staff.language)
            rows = (
                (words.button("report.button.stop", "report.stop"),),
                (words.button("report.button.list", "report.list"),),
            )
            return Reply(words.blocks("report.confirm.halt"), rows)
        if what == "stop":
            await self._parts.broadcasts.halt(staff.id)
        else:
            await self._parts.broadcasts.release(staff.id)
        return await self._list(staff)

    async def _list(self, staff: Staffer) -> Reply:
        await self._parts.enter(staff.id, Deed.REPORT)
        latest = await self._parts.broadcasts.listed(limit=LISTED)
        return await Levers(self._parts, staff.language).listing(latest)

    async def _page(self, staff: Staffer, found: Broadcast, *, said: tuple[Block, ...] = ()) -> Reply:
        report = await self._parts.broadcasts.report(found.id)
        if report is None:
            raise StateError("unknown")
        is_halted = await self._parts.broadcasts.is_halted()
        blocks = report_blocks(report, self._parts.words(staff.language), is_halted=is_halted)
        return Reply((*said, *blocks), Levers(self._parts, staff.language).rows(report, staff.id, is_halted=is_halted))

    def _reason(self, staff: Staffer, error: StateError | ContentError) -> tuple[Block, ...]:
        words = self._parts.words(staff.language)
        if isinstance(error, ContentError):
            return words.blocks(f"compose.refused.{error.reason}", **error.values)
        return words.blocks(f"state.{error.reason}")
