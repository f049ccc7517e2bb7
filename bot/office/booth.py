"""The booth of the loudspeaker: what its flows work with, and the sizes that they speak of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TypeAlias

from bot.audit import Attempt, note_attempt
from bot.broadcasts.audience import AudienceSize
from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState, Content
from bot.broadcasts.broadcasts import Broadcasts, StateError
from bot.catalogue import Catalogue
from bot.database import Database
from bot.office.describing import Sayings, Words
from bot.office.dialogue import Dialogues
from bot.office.flow import Submission
from bot.reply import Reply
from bot.settings import BroadcastSettings
from bot.staff import MAY, Deed, Gate, NotAllowedError, list_members
from bot.subscribing.choices import Choices
from knowledge.base import KnowledgeBase

# Brings a reply to a member of staff who did not ask; raises nothing.
Notify: TypeAlias = Callable[[int, Reply], Awaitable[None]]
COMPOSE = "compose"  # the kind of the dialogues in which a draft is made
PANEL = "panel"  # the step at which no words are awaited
DRIFT = 0.1  # an audience that changed by more than this is asked about again


@dataclass(frozen=True, slots=True)
class Booth:
    """Everything that the flows share; `clock` tells the aware UTC time."""

    broadcasts: Broadcasts
    dialogues: Dialogues
    gate: Gate
    database: Database
    catalogue: Catalogue
    base: KnowledgeBase
    choices: Choices
    settings: BroadcastSettings
    zone: tzinfo
    clock: Callable[[], datetime]
    notify: Notify

    def words(self, language: str) -> Words:
        """Return what describes broadcasts in that language."""
        return Words(Sayings(self.catalogue, self.choices, self.settings, self.zone), language)

    async def enter(self, staff_id: int, deed: Deed, subject: str = "broadcasts", *, refusal: str = "") -> None:
        """Return when the deed is allowed and there is no `refusal`; raises NotAllowedError. Shows ask here."""
        async with self.database.write() as connection:
            reason = await self.gate.refusal(connection, staff_id, deed) or refusal
            detail = {"reason": reason} if reason else {}
            await note_attempt(connection, Attempt(self.clock(), staff_id, deed, subject, not reason, detail))
        if reason:
            raise NotAllowedError(reason)

    async def find(self, number: int) -> Broadcast:
        """Return the broadcast of that number; raises StateError where there is none."""
        found = await self.broadcasts.find(number)
        if found is None:
            raise StateError("unknown")
        return found

    async def size(self, broadcast: Broadcast) -> AudienceSize:
        """Return how many chats a broadcast reaches: those that its original went to where it changes one."""
        if broadcast.target_id is None:
            return await self.broadcasts.audience_size(broadcast.audience, broadcast.tier)
        report = await self.broadcasts.report(broadcast.target_id)
        if report is None:
            return AudienceSize(0, 0)
        reached = report.sent + report.uncertain
        if broadcast.kind is BroadcastKind.CORRECTION:
            reached += report.pending + report.cancelled
        return AudienceSize(reached, 0)

    async def approvers(self, author_id: int) -> tuple[int, ...]:
        """Return who may approve what `author_id` wrote."""
        members = await list_members(self.database)
        return tuple(m.telegram_id for m in members if Deed.APPROVE in MAY[m.role] and m.telegram_id != author_id)

    async def draft_like(self, author_id: int, content: Content, target_id: int | None = None) -> Broadcast | None:
        """Return the author's newest draft of that content about that broadcast: the step came twice."""
        drafts = await self.broadcasts.listed(states={BroadcastState.DRAFT}, limit=50)
        same = (d for d in drafts if d.author_id == author_id and d.target_id == target_id and d.content == content)
        return next(same, None)


def taken(submission: Submission) -> list[str]:
    """Return by what a submission is known again."""
    return [submission.text, submission.media.file_id if submission.media else ""]


def is_near(asked: int, now: int) -> bool:
    """Return whether an audience is still about as large as when somebody was asked about it."""
    return abs(asked - now) <= max(1.0, DRIFT * asked)


def is_number(text: str) -> bool:
    """Return whether `text` is a broadcast's number."""
    return text.isascii() and text.isdecimal() and len(text) < 10
