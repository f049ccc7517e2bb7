"""The words of the loudspeaker as frozen records: broadcast, content, audience, tier, state."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

MAX_TEXT_CHARS = 3500  # leaves room for the heading of a tier in a message of 4096
MAX_CAPTION_CHARS = 900  # the same in a caption of 1024


class Tier(StrEnum):
    """How urgent a broadcast is, named as in Circular 39/2020/TT-BTTTT on grassroots loudspeakers.

    The order of the members is the order in which they are sent, the most urgent first.
    """

    EMERGENCY = "emergency"  # passes quiet hours
    PRIORITY = "priority"
    ORDINARY = "ordinary"


class BroadcastKind(StrEnum):
    """What a broadcast does."""

    MESSAGE = "message"
    CORRECTION = "correction"  # edits what another one delivered
    RECALL = "recall"  # deletes what another one delivered; what is too old for that is edited
    BULLETIN = "bulletin"  # a digest of new announcements, made by the machine


class BroadcastState(StrEnum):
    """Where a broadcast stands in its life."""

    DRAFT = "draft"
    WAITING = "waiting"  # for approval
    APPROVED = "approved"  # waits for its moment
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # nobody approved it in time
    STOPPED = "stopped"  # the message itself cannot be sent

    @property
    def is_over(self) -> bool:
        """Return whether nothing more will be sent."""
        return self not in _LIVE


_LIVE = frozenset(
    {
        BroadcastState.DRAFT,
        BroadcastState.WAITING,
        BroadcastState.APPROVED,
        BroadcastState.SENDING,
        BroadcastState.PAUSED,
    }
)


class MediaKind(StrEnum):
    """What goes along with the words."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that the channel holds; `file_id` is the channel's name for it."""

    kind: MediaKind
    file_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A style of a run of text, as Telegram counts it: offset and length in UTF-16 units.

    Source: core.telegram.org/bots/api#messageentity.
    """

    type: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that a bulletin tells, and for whom it is; see Audience.

    It is a new announcement, or the first words of an ordinary broadcast (`announcement_id` None).
    """

    text: str
    topic: str
    area: str = ""
    announcement_id: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is sent: words with styles, at most one file, a link to an announcement.

    A bulletin has notes instead of words: each recipient gets those of their topics and area.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    media: Media | None = None
    announcement_id: str | None = None
    notes: tuple[Note, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the content ready for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Content:
        """Return the content that `as_json` gave."""
        media = record["media"]
        return cls(
            text=record["text"],
            entities=tuple(Entity(**entity) for entity in record["entities"]),
            media=Media(MediaKind(media["kind"]), media["file_id"], media["name"]) if media else None,
            announcement_id=record["announcement_id"],
            notes=tuple(Note(**note) for note in record["notes"]),
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom: a topic (slug of a category) and an area, "" for all. A subscriber without topics wants all of them."""

    topic: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an official asks for, before it has a number. `send_at` None means at once after approval."""

    author_id: int
    content: Content
    tier: Tier = Tier.ORDINARY
    kind: BroadcastKind = BroadcastKind.MESSAGE
    audience: Audience = field(default_factory=Audience)
    target_id: int | None = None
    cron: str = ""
    send_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One broadcast as it stands in the database. Moments are aware UTC."""

    id: int
    kind: BroadcastKind
    tier: Tier
    state: BroadcastState
    author_id: int
    content: Content
    audience: Audience
    target_id: int | None
    parent_id: int | None
    cron: str
    approvers_needed: int
    send_at: datetime
    expires_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    reason: str
    progress_id: int | None
    key: str | None
