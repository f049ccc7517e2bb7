"""What one kind of staff conversation is made of; the office hands every step to the flow that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.broadcasts.broadcast import Entity, Media
from bot.office.dialogue import Dialogue
from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class Staffer:
    """Who works: the Telegram id, and the language of the replies. The gate knows the role."""

    id: int
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Submission:
    """What a member of staff sent or forwarded: words with styles, at most one file of `size_bytes`."""

    text: str
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    size_bytes: int = 0


class Flow(Protocol):
    """One kind of conversation. A step may come twice after a restart: it must then lead to the same reply.

    Each method may raise NotAllowedError; the office turns it into words.
    """

    @property
    def kind(self) -> str:
        """Return the name under which its dialogues are stored and its buttons are addressed: lower-case ASCII."""

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Begin by command; `argument` is what was typed after it."""

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Go on with what was sent in an open dialogue of this kind."""

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Go on with a button; `dialogue` is the open one of this kind, None without one.

        `argument` is what follows "<kind>." in the button's action.
        """
