"""Who asks, as little of it as the service needs."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """The face through which a visitor came."""

    TELEGRAM = "telegram"
    WEB = "web"
    TERMINAL = "terminal"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A pseudonymous person: `person` is a keyed hash; `is_counted` is False for staff and bots.

    `chat_id` is where an answer that comes later is told; it is stored only with what waits for such an answer.
    """

    person: str
    channel: Channel
    language: str = "vi"
    is_counted: bool = True
    chat_id: int | None = field(default=None, repr=False, compare=False)


def person_key(secret: bytes, channel: Channel, native_id: int | str) -> str:
    """Return 20 hex characters that stand for a person and cannot be turned back without `secret`."""
    return hmac.new(secret, f"{channel}:{native_id}".encode(), hashlib.sha256).hexdigest()[:20]
