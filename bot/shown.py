"""A reply with what the log should know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.answers.answer import Source
from bot.interactions import Event
from bot.outcome import Outcome
from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply with what the log should know of it."""

    reply: Reply
    outcome: Outcome = Outcome.SHOWN
    event: Event = Event.BROWSE
    announcement_ids: tuple[str, ...] = ()
    section_id: str | None = None
    confidence: float | None = None
    text: str = ""
    sources: tuple[Source, ...] = ()
    topic: str = ""
    about_id: int | None = None
    is_useful: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)
