"""The buttons under reports, and the questions that are asked before what cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState
from bot.broadcasts.report import Report
from bot.office.booth import Booth
from bot.office.contents import max_chars
from bot.office.describing import in_pairs
from bot.reply import Block, Button, Reply, Span

Rows = tuple[tuple[Button, ...], ...]
_RETRIABLE = (BroadcastState.DONE, BroadcastState.SENDING, BroadcastState.PAUSED)


class Levers:
    """Composes what goes with reports, in one language."""

    def __init__(self, parts: Booth, language: str) -> None:
        self._parts = parts
        self._words = parts.words(language)

    async def listing(self, latest: Sequence[Broadcast]) -> Reply:
        """Return the latest broadcasts as buttons with their states, and the switch for everything."""
        words, is_halted = self._words, await self._parts.broadcasts.is_halted()
        halted = words.blocks("report.halted") if is_halted else ()
        rows = [
            (
                words.button(
                    "report.button.show", f"report.show.{b.id}", state=words.state(b.state), label=words.label(b)
                ),
            )
            for b in latest
        ]
        intro = words.blocks("report.list" if latest else "report.nothing")
        return Reply((*halted, *intro), (*rows, (self._switch(is_halted=is_halted),)))

    def rows(self, report: Report, viewer_id: int, *, is_halted: bool) -> Rows:
        """Return the buttons that fit what stands."""
        broadcast = report.broadcast
        names = [
            *_going(report),
            *(["retry"] if report.failed and broadcast.state in _RETRIABLE else []),
            *_taking_back(broadcast),
            *(["csv"] if report.audience else []),
        ]
        buttons = [self._words.button(f"report.button.{name}", f"report.{name}.{broadcast.id}") for name in names]
        last = (self._switch(is_halted=is_halted), self._words.button("report.button.list", "report.list"))
        return (*self._before(broadcast, viewer_id), *in_pairs(buttons), last)

    async def confirm(self, what: str, broadcast: Broadcast) -> Reply:
        """Return the question before a cancel or a recall, with what it can do and what it cannot."""
        report = await self._parts.broadcasts.report(broadcast.target_id or broadcast.id)
        reached = report.sent + report.uncertain if report else 0
        words, pending = self._words, report.pending if report else 0
        counts = {"sent": words.number(reached), "pending": words.number(pending), "number": broadcast.id}
        act = {"cancel": "cut", "recall": "undo"}[what]
        rows = (
            (words.button(f"report.button.{act}", f"report.{act}.{broadcast.id}"),),
            (words.button("compose.button.back", f"report.show.{broadcast.id}"),),
        )
        return Reply(words.blocks(f"report.confirm.{what}", **counts), rows)

    async def ask_correction(self, broadcast: Broadcast) -> Reply:
        """Ask for the corrected text, with the one that stands to copy."""
        words = self._words
        limit = words.number(max_chars(broadcast.content.media))
        text = broadcast.content.text
        quote = (Block((Span(text),), is_quote=True),) if text else ()
        return Reply((*words.blocks("report.ask_correction", number=broadcast.id, limit=limit), *quote))

    def _before(self, broadcast: Broadcast, viewer_id: int) -> Rows:
        """Return the way to what comes before the sending."""
        if broadcast.state is BroadcastState.DRAFT and broadcast.author_id == viewer_id:
            return ((self._words.button("report.button.draft", f"compose.show.{broadcast.id}"),),)
        if broadcast.state is BroadcastState.WAITING:
            return ((self._words.button("report.button.approve", f"approve.show.{broadcast.id}"),),)
        return ()

    def _switch(self, *, is_halted: bool) -> Button:
        what = "release" if is_halted else "halt"
        return self._words.button(f"report.button.{what}", f"report.{what}")


def _taking_back(broadcast: Broadcast) -> list[str]:
    """Return the levers that change what was delivered; the words of a bulletin are not an official's to correct."""
    if broadcast.started_at is None or broadcast.kind is BroadcastKind.RECALL:
        return []
    return ["recall"] if broadcast.kind is BroadcastKind.BULLETIN else ["fix", "recall"]


def _going(report: Report) -> list[str]:
    """Return the levers of what is not over."""
    match report.broadcast.state:
        case BroadcastState.SENDING:
            return ["refresh", "pause", "cancel"]
        case BroadcastState.PAUSED:
            return ["refresh", "resume", "cancel"]
        case BroadcastState.APPROVED | BroadcastState.WAITING:
            return ["refresh", "cancel"]
    return ["refresh"] if report.pending else []
