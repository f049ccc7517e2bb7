"""The words of the knowledge base as frozen records: unit, announcement, section, match."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

MAX_ANNOUNCEMENT_ID = 36
MAX_SECTION_KEY = 24


class Kind(StrEnum):
    """What sort of text an announcement is."""

    PLAN = "plan"
    NOTICE = "notice"
    NEWS = "news"
    PROCEDURE = "procedure"
    DECISION = "decision"
    RESOLUTION = "resolution"
    DISPATCH = "dispatch"
    REPORT = "report"
    CALENDAR = "calendar"
    RECORD = "record"
    ANSWER = "answer"  # what an official answered to a resident, published for everybody
    OTHER = "other"


class Status(StrEnum):
    """Where an announcement stands in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def is_shown(self) -> bool:
        """Return whether people may read it: drafts and withdrawn texts stay hidden."""
        return self in (Status.PUBLISHED, Status.SUPERSEDED, Status.EXPIRED)


class Role(StrEnum):
    """What a section does in its document; only body and annex sections answer questions."""

    BODY = "body"
    ANNEX = "annex"
    PREAMBLE = "preamble"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"


class Hint(StrEnum):
    """What the search alone would do with a question."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a unit bore, up to and including the day `until` (None: not known)."""

    name: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """An authority that runs the bot, or one whose papers it shows.

    `successors` are ids of the units that took over its work; a unit with `ended_on` no longer exists. `areas` are the
    names of its smaller parts, such as residential groups.
    """

    id: str
    name: str
    former_names: tuple[FormerName, ...] = ()
    successors: tuple[str, ...] = ()
    ended_on: date | None = None
    departments: tuple[str, ...] = ()
    contact: str = ""
    hours: str = ""
    portal: str = ""
    areas: tuple[str, ...] = ()
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the source offers beside the text."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """The smallest citable piece of an announcement.

    `id` is "<announcement id>/<key>": ASCII, at most MAX_ANNOUNCEMENT_ID + 1 + MAX_SECTION_KEY characters.
    `position` counts from 0 in reading order. `text` is NFC, verbatim; lines are parted by "\\n".
    """

    id: str
    announcement_id: str
    position: int
    text: str
    heading_path: tuple[str, ...] = ()
    role: Role = Role.BODY

    @property
    def digest(self) -> str:
        """Return 16 hex characters that change with the heading path or the text."""
        return content_digest("\n".join((*self.heading_path, self.text)))


@dataclass(frozen=True, slots=True)
class Announcement:
    """One published text. Optional fields are None where the source does not give them.

    `issuer` is written as in the source; `unit_id` is the unit that owns the text today. `published_at` is aware
    (UTC). `category_path` runs from the widest to the narrowest. `portal_views` is the source's own counter.
    `quality` in [0, 1] is the share of legal Vietnamese syllables and falls with damaged text.
    """

    id: str
    title: str
    kind: Kind = Kind.OTHER
    number: str | None = None
    issuer: str | None = None
    unit_id: str | None = None
    issued_on: date | None = None
    published_at: datetime | None = None
    expires_on: date | None = None
    category_path: tuple[str, ...] = ()
    department: str | None = None
    url: str | None = None
    attachments: tuple[Attachment, ...] = ()
    portal_views: int | None = None
    quality: float = 1.0
    status: Status = Status.PUBLISHED
    is_sample: bool = False
    aliases: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def category(self) -> str | None:
        """Return the narrowest category, None without one."""
        return self.category_path[-1] if self.category_path else None

    def is_over(self, today: date) -> bool:
        """Return whether the text no longer applies: expired, superseded, or past its last day."""
        is_past = self.expires_on is not None and self.expires_on < today
        return is_past or self.status in (Status.SUPERSEDED, Status.EXPIRED)

    @property
    def digest(self) -> str:
        """Return 16 hex characters that change with any field except the portal's view counter."""
        fields = (
            self.title,
            self.kind,
            self.number,
            self.issuer,
            self.unit_id,
            self.issued_on,
            self.published_at,
            self.expires_on,
            self.category_path,
            self.department,
            self.url,
            self.attachments,
            self.status,
            self.is_sample,
            self.aliases,
            tuple((s.id, s.role, s.digest) for s in self.sections),
        )
        return content_digest(repr(fields))


@dataclass(frozen=True, slots=True)
class Match:
    """A section that the search found, best first.

    `score` is only comparable within one search; `confidence` in [0, 1] is the calibrated chance that the section
    holds what was asked. `words` are the section's own words that matched, as written there. `why` explains the score
    for the log: small, JSON-ready.
    """

    section_id: str
    announcement_id: str
    score: float
    confidence: float
    words: tuple[str, ...] = ()
    why: dict[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pin:
    """The section that an official chose for a question like this one; `likeness` in [0, 1] is that of the two."""

    lesson_id: int
    section_id: str
    likeness: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What one search found.

    `did_you_mean` is the question with diacritics and typing restored, None where that changes nothing or is unsure.
    `numbers` are the document numbers that the question names, as folded keys. `pin` is what was taught for it.
    """

    matches: tuple[Match, ...] = ()
    hint: Hint = Hint.NOT_FOUND
    did_you_mean: str | None = None
    numbers: tuple[str, ...] = ()
    pin: Pin | None = None


def content_digest(text: str) -> str:
    """Return the first 16 hex characters of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
