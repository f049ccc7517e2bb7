"""What a channel does for the loudspeaker: carry one parcel, and tell exactly what is known of its fate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.broadcasts.broadcast import BroadcastKind, Content, Tier


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message for one chat.

    `original_id` is the message to edit (correction) or to take back (recall), sent at `original_at`; None where the
    chat never got it. `topics` are those of a bulletin's recipient.
    """

    delivery_id: int
    broadcast_id: int
    chat_id: int
    kind: BroadcastKind
    tier: Tier
    content: Content
    language: str
    topics: tuple[str, ...] = ()
    original_id: int | None = None
    original_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Delivered as the message `message_id`."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The chat does not want the bot, or is no more: nothing will arrive there again."""

    code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Not delivered, and another try would not help."""

    code: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """Not delivered: the chat goes on under another id."""

    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """Not delivered: the channel asks for `retry_after_s` seconds of silence."""

    retry_after_s: float


@dataclass(frozen=True, slots=True)
class Unsent:
    """Surely not delivered; another try may help."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Perhaps delivered, nobody can know: never repeated by itself."""

    code: str


@dataclass(frozen=True, slots=True)
class Unsendable:
    """The message itself is at fault and nobody can get it: the whole broadcast stops."""

    code: str


Fate: TypeAlias = Sent | Blocked | Failed | Migrated | Held | Unsent | Uncertain | Unsendable


class Carrier(Protocol):
    """A channel that delivers."""

    async def deliver(self, parcel: Parcel) -> Fate:
        """Try once and return what became of it; raises nothing."""
