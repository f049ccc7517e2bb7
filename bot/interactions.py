"""Record visits: one row per question, open, browse, tap or feedback, committed before the reply goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.outcome import Outcome
from bot.visitor import Visitor


class Event(StrEnum):
    """What the visitor did."""

    QUESTION = "question"
    OPEN = "open"
    BROWSE = "browse"
    TAP = "tap"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Interaction:
    """One recorded visit. `key` names the incoming event: a repeated key is counted once.

    `text` is masked before it gets here. `announcement_ids` are those whose words were shown (a view each).
    `detail` is JSON-ready: matches with scores, did_you_mean, what the reply was about. `latency_ms` runs from the
    question's arrival to the finished reply.
    """

    key: str
    at: datetime
    visitor: Visitor
    event: Event
    outcome: Outcome
    text: str = ""
    announcement_ids: tuple[str, ...] = ()
    section_id: str | None = None
    confidence: float | None = None
    latency_ms: float = 0.0
    detail: dict[str, Any] = field(default_factory=dict)


class InteractionLog(Protocol):
    """Where interactions go and where a button finds its question again."""

    async def record(self, interaction: Interaction) -> None:
        """Return when the interaction is committed; a key that is there already changes nothing."""

    async def find(self, key: str) -> Interaction | None:
        """Return the interaction of that key, None when it is unknown."""
