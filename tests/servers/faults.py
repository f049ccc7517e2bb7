"""Scripted faults: errors, lost answers, resets, delays and outages, by method, chat, count or chance."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from tests.servers.errors import ApiError, too_many_requests

_HTML = "<html><head><title>{0} {1}</title></head><body><h1>{0} {1}</h1><hr>nginx/1.18.0</body></html>"
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
_DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error: restart",
}


class Effect(StrEnum):
    """What a fault does to a request."""

    ANSWER = "answer"  # a scripted answer instead of processing
    SILENCE = "silence"  # no answer until the client gives up; nothing processed
    LOST_ANSWER = "lost_answer"  # processed, then no answer
    RESET = "reset"  # connection cut before processing
    LATE_RESET = "late_reset"  # processed, then the connection cut
    DELAY = "delay"  # processed after a wait


class Where(TypedDict, total=False):
    """Which calls a fault strikes; what is left out matches all."""

    method: str
    chat_id: int
    skip: int  # leave that many matching calls alone first
    times: int  # then strike that many, for ever when left out
    probability: float


@dataclass(slots=True)
class Fault:
    """One scripted fault; `struck` counts the calls that it hit."""

    effect: Effect
    where: Where
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    seconds: float = 0.0
    is_active: bool = True
    seen: int = 0
    struck: int = 0

    def matches(self, method: str, chat_id: Any) -> bool:
        """Return whether a call is of the kind that this fault strikes."""
        where = self.where
        return (
            self.is_active
            and where.get("method", method).lower() == method.lower()
            and where.get("chat_id", chat_id) == chat_id
            and self.struck < where.get("times", self.struck + 1)
        )

    def end(self) -> None:
        """Stop striking."""
        self.is_active = False


@dataclass(slots=True)
class Faults:
    """The script: the first fault that strikes a call wins. Chances come from `seed`."""

    seed: int = 0
    script: list[Fault] = field(default_factory=list)
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def pick(self, method: str, chat_id: Any) -> Fault | None:
        """Return the fault that strikes this call, counting it."""
        for fault in self.script:
            if not fault.matches(method, chat_id):
                continue
            fault.seen += 1
            if fault.seen <= fault.where.get("skip", 0):
                continue
            if self._random.random() < fault.where.get("probability", 1.0):
                fault.struck += 1
                return fault
        return None

    def fail(
        self, status: int, description: str = "", *, retry_after_s: int | None = None, **where: Unpack[Where]
    ) -> Fault:
        """Answer with an error of the Bot API; 429 with `retry_after_s`."""
        if status == 429:
            error = too_many_requests(retry_after_s or 1)
        else:
            error = ApiError(status, description or _DESCRIPTIONS.get(status, f"Error {status}"))
        return self._add(Fault(Effect.ANSWER, where, status, json.dumps(error.as_json()).encode()))

    def migrate(self, new_chat_id: int, **where: Unpack[Where]) -> Fault:
        """Answer that the group became a supergroup with another id."""
        description = "Bad Request: group chat was upgraded to a supergroup chat"
        error = ApiError(400, description, {"migrate_to_chat_id": new_chat_id})
        return self._add(Fault(Effect.ANSWER, where, 400, json.dumps(error.as_json()).encode()))

    def fail_with_page(self, status: int = 502, **where: Unpack[Where]) -> Fault:
        """Answer with a gateway's HTML page."""
        page = _HTML.format(status, _REASONS.get(status, "Error")).encode()
        return self._add(Fault(Effect.ANSWER, where, status, page, "text/html"))

    def garble(self, body: bytes = b'{"ok":true,"result":', **where: Unpack[Where]) -> Fault:
        """Answer 200 with what is no JSON; nothing is processed."""
        return self._add(Fault(Effect.ANSWER, where, 200, body))

    def time_out(self, *, after_processing: bool = False, hang_s: float = 120.0, **where: Unpack[Where]) -> Fault:
        """Give no answer for `hang_s` real seconds; with `after_processing` the message was delivered all the same."""
        effect = Effect.LOST_ANSWER if after_processing else Effect.SILENCE
        return self._add(Fault(effect, where, seconds=hang_s))

    def reset(self, *, after_processing: bool = False, **where: Unpack[Where]) -> Fault:
        """Cut the connection."""
        return self._add(Fault(Effect.LATE_RESET if after_processing else Effect.RESET, where))

    def delay(self, seconds: float, **where: Unpack[Where]) -> Fault:
        """Process and answer `seconds` (real ones) later."""
        return self._add(Fault(Effect.DELAY, where, seconds=seconds))

    @contextmanager
    def outage(self, status: int | None = None) -> Iterator[Fault]:
        """Cut every connection, or answer every call with a gateway's page, while the block runs."""
        fault = self.reset() if status is None else self.fail_with_page(status)
        self.script.remove(fault)
        self.script.insert(0, fault)
        try:
            yield fault
        finally:
            fault.end()

    def clear(self) -> None:
        """Forget the script."""
        self.script.clear()

    def _add(self, fault: Fault) -> Fault:
        self.script.append(fault)
        return fault
