"""The request log: every call with its parameters, time and outcome; the truth for reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

SENDING = ("sendMessage", "sendPhoto", "sendDocument", "sendVoice", "copyMessage", "forwardMessage")
CHANGING = ("editMessageText", "editMessageCaption", "editMessageMedia", "deleteMessage")


class Entry(NamedTuple):
    """One row of the ledger: what one call did to one message of one chat, whatever the client heard of it."""

    chat_id: int | str | None
    method: str
    status: int
    message_id: int | None
    is_processed: bool
    fault: str
    received_at: float


@dataclass(slots=True)
class Call:
    """One request to the Bot API, as the server saw it."""

    number: int
    method: str
    arguments: dict[str, Any]
    received_at: float
    status: int = 0
    description: str = ""
    is_processed: bool = False
    result: Any = None
    finished_at: float = 0.0
    fault: str = ""

    @property
    def chat_id(self) -> int | str | None:
        """Return the chat that the call names, if any."""
        chat_id = self.arguments.get("chat_id")
        return chat_id if isinstance(chat_id, int | str) else None

    @property
    def message_id(self) -> int | None:
        """Return the message that the call made or changed, also when the client never heard of it."""
        return self.result.get("message_id") if isinstance(self.result, dict) else None

    @property
    def touched_id(self) -> int | None:
        """Return the message that the call made or, where it says so, changed or deleted."""
        named = self.arguments.get("message_id")
        return self.message_id or (named if isinstance(named, int) else None)

    def forget_contents(self) -> None:
        """Keep which chat and message this was about, and forget texts and answers."""
        kept = {"chat_id": self.chat_id, "message_id": self.arguments.get("message_id")}
        self.arguments = {name: value for name, value in kept.items() if value is not None}
        self.result = None if self.message_id is None else {"message_id": self.message_id}

    def as_entry(self) -> Entry:
        """Return the call as a row of the ledger."""
        return Entry(
            self.chat_id, self.method, self.status, self.touched_id, self.is_processed, self.fault, self.received_at
        )


@dataclass(slots=True)
class Journal:
    """All calls in order of arrival."""

    calls: list[Call] = field(default_factory=list)

    def open(self, method: str, arguments: dict[str, Any], received_at: float) -> Call:
        """Append and return a new call."""
        call = Call(len(self.calls) + 1, method, arguments, received_at)
        self.calls.append(call)
        return call

    def of(self, *methods: str) -> list[Call]:
        """Return the calls of these methods, oldest first."""
        return [call for call in self.calls if call.method in methods]

    def refused(self, status: int | None = None) -> list[Call]:
        """Return the calls that ended with an error, or with that `status`."""
        return [call for call in self.calls if (call.status == status if status else call.status >= 400)]

    def ledger(self, methods: Iterable[str] = (*SENDING, *CHANGING), after: int = 0) -> list[Entry]:
        """Return a row for each call of these methods, oldest first, without the first `after` calls of all."""
        wanted = frozenset(methods)
        return [call.as_entry() for call in self.calls[after:] if call.method in wanted]

    def statistics(self) -> dict[str, dict[str, int]]:
        """Return how often each method was called and each status given."""
        by_status = Counter(str(call.status) for call in self.calls)
        return {"methods": dict(Counter(call.method for call in self.calls)), "statuses": dict(by_status)}

    def clear(self) -> None:
        """Forget all calls."""
        self.calls.clear()

    def __len__(self) -> int:
        return len(self.calls)


def peak_rate(entries: Iterable[Entry], window_s: float = 1.0) -> int:
    """Return the most messages that were sent or changed within any `window_s` seconds."""
    moments = sorted(entry.received_at for entry in entries if entry.is_processed)
    first = most = 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - window_s:
            first += 1
        most = max(most, last - first + 1)
    return most
