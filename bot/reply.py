"""What a face shows: paragraphs, buttons and the actions behind them, without any channel's markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.broadcasts.broadcast import BroadcastKind, Content, Tier

MAX_ACTION_BYTES = 64


class Verb(StrEnum):
    """What a button does; the value is its code in the encoded action."""

    OPEN = "o"  # one section in full; argument: section id
    ANNOUNCEMENT = "a"  # an announcement's front page; argument: announcement id
    OTHERS = "m"  # the other matches of a question; argument: interaction key
    MEANT = "d"  # ask again as "did you mean" restored it; argument: interaction key
    USEFUL = "u"  # argument: interaction key
    USELESS = "n"  # argument: interaction key
    CATEGORIES = "c"
    CATEGORY = "k"  # argument: category slug, "@" and how many were seen already
    NEWEST = "w"  # argument: how many were seen already
    STATISTICS = "s"
    HELP = "h"
    SUBSCRIBE = "b"  # a step of subscribing; see bot.subscribing
    READ = "r"  # a delivered broadcast was opened; argument: its number
    TICKET = "t"  # a question or report in officials' care; see bot.tickets.counter
    OFFICE = "f"  # a step of a staff conversation; argument: "<kind of flow>.<what>"


@dataclass(frozen=True, slots=True)
class Action:
    """A verb and what it is about."""

    verb: Verb
    argument: str = ""

    def encode(self) -> str:
        """Return the action as at most MAX_ACTION_BYTES bytes; raises ValueError beyond."""
        data = f"{self.verb.value}:{self.argument}"
        if len(data.encode()) > MAX_ACTION_BYTES:
            raise ValueError(f"action is longer than {MAX_ACTION_BYTES} bytes: {data!r}")
        return data


def parse_action(data: str) -> Action | None:
    """Return the action that `data` encodes, None for anything else."""
    code, colon, argument = data.partition(":")
    if not colon or len(data.encode(errors="replace")) > MAX_ACTION_BYTES:
        return None
    try:
        return Action(Verb(code), argument)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; `url` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `is_quote` marks the verbatim words of an announcement."""

    spans: tuple[Span, ...]
    is_quote: bool = False

    @property
    def text(self) -> str:
        """Return the paragraph without styles."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered under a reply."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Launch:
    """A page of ours that the channel opens within itself, where it can."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class File:
    """A file made for the reader."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Preview:
    """A message of the loudspeaker, to be shown as an audience of this language gets it."""

    content: Content
    tier: Tier = Tier.ORDINARY
    kind: BroadcastKind = BroadcastKind.MESSAGE
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Reply:
    """Paragraphs in reading order, then rows of buttons.

    `toast` is a short confirmation of a tap (at most 200 characters) and may come without any block. `previews` are
    shown before the paragraphs exactly as an audience gets them, `files` after them. `launch` stands below the buttons.
    """

    blocks: tuple[Block, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    toast: str = ""
    previews: tuple[Preview, ...] = ()
    files: tuple[File, ...] = ()
    launch: Launch | None = None

    @property
    def text(self) -> str:
        """Return exactly what a resident reads, without markup; a link's address stands after its words."""
        return "\n\n".join("".join(_written_out(span) for span in block.spans) for block in self.blocks)

    @property
    def quotes(self) -> tuple[str, ...]:
        """Return the words of announcements that it shows."""
        return tuple(block.text for block in self.blocks if block.is_quote)


def _written_out(span: Span) -> str:
    return f"{span.text} ({span.url})" if span.url and span.url != span.text else span.text
