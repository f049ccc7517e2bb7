"""The request log: every call with its parameters, time and outcome; the truth for reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


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

    def statistics(self) -> dict[str, dict[str, int]]:
        """Return how often each method was called and each status given."""
        by_status = Counter(str(call.status) for call in self.calls)
        return {"methods": dict(Counter(call.method for call in self.calls)), "statuses": dict(by_status)}

    def clear(self) -> None:
        """Forget all calls."""
        self.calls.clear()

    def __len__(self) -> int:
        return len(self.calls)
