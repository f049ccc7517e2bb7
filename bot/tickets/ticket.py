"""The words of tickets as frozen records: ticket, asker, notice, event."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # no pair that looks or, read aloud in Vietnamese, sounds the same
CODE_CHARS = 6
MAX_TEXT_CHARS = 1000
MAX_ANSWER_CHARS = 3000


class TicketKind(StrEnum):
    """What a resident wants."""

    QUESTION = "question"
    REPORT = "report"


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"  # by staff, without an answer
    WITHDRAWN = "withdrawn"  # by everybody who asked

    @property
    def is_waiting(self) -> bool:
        """Return whether an answer is still owed."""
        return self in (TicketState.OPEN, TicketState.ASSIGNED)


class TicketEvent(StrEnum):
    """What happened to a ticket."""

    OPENED = "opened"
    JOINED = "joined"
    ASSIGNED = "assigned"
    RELEASED = "released"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    WORDED = "worded"
    PUBLISHED = "published"
    REMINDED = "reminded"


class NoticeKind(StrEnum):
    """What a notice tells."""

    CARD = "card"  # the ticket as staff see it; told again, it changes the message that is there
    PHOTO = "photo"
    REMINDER = "reminder"
    ANSWER = "answer"
    CORRECTION = "correction"
    CLOSED = "closed"


class NoticeState(StrEnum):
    """What became of a notice."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One question or report in officials' care; `text` is masked, `version` 0 stands for no answer yet."""

    id: int
    code: str
    kind: TicketKind
    state: TicketState
    text: str
    topic: str
    photo: str | None
    place: str | None
    latitude: float | None
    longitude: float | None
    assignee: int | None
    opened_at: datetime
    due_at: datetime
    reminders: int
    answer: str | None
    version: int
    answered_by: int | None
    answered_at: datetime | None
    title: str | None
    wording: str | None
    worded_by: int | None
    knowledge_id: str | None

    @property
    def author(self) -> int | None:
        """Return who wrote the words that would become knowledge: somebody else has to publish them."""
        return self.worded_by or self.answered_by


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a resident puts to the officials, masked; `key` names the incoming event and is used once."""

    key: str
    kind: TicketKind
    text: str
    topic: str = ""
    photo: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell; `asker_id` is None for staff, `chat_id` None for the page."""

    id: int
    ticket_id: int
    asker_id: int | None
    kind: NoticeKind
    version: int
    chat_id: int | None
    state: NoticeState
    is_repeated: bool
    message_id: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a ticket."""

    id: int
    ticket_id: int
    kind: TicketEvent
    staff_id: int | None
    text: str
    at: datetime


class TicketError(Exception):
    """A step that cannot be; `reason` is a key of the messages under tickets.refused."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_code() -> str:
    """Return a fresh code: one of 23 ** 6."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))


def read_code(text: str) -> str:
    """Return the code that `text` spells, in whatever case and with any marks between, "" for anything else."""
    code = "".join(each for each in text.upper() if each.isascii() and each.isalnum())
    return code if len(code) == CODE_CHARS and all(each in ALPHABET for each in code) else ""


def show_code(code: str) -> str:
    """Return a code in two groups, as people read it aloud."""
    return f"{code[:3]}-{code[3:]}"
