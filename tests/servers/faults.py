"""Scripted faults: errors, lost answers, resets, delays and outages, by method, chat, count or chance."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
    MIGRATE = "migrate"  # the basic group becomes a supergroup first


class Where(TypedDict, total=False):
    """Which calls a fault strikes; what is left out matches all."""

    method: str
    chat_id: int
    skip: int  # leave that many matching calls alone first
    times: int  # then strike that many, for ever when left out
    probability: float
    spare: Collection[int]  # chats that are left alone


@dataclass(slots=True)
class Fault:
    """One scripted fault; `struck` counts the calls that it hit."""

    effect: Effect
    where: Where
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    seconds: float = 0.0
    retry_after_s: tuple[int, int] | None = None  # 429 with a wait drawn from this range, both ends included
    number: int = 0  # its place among all faults ever scripted
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
            and chat_id not in where.get("spare", ())
            and (self.effect is not Effect.MIGRATE or is_basic_group(chat_id))
            and self.struck < where.get("times", self.struck + 1)
        )

    def with_wait(self, chance: float) -> Fault:
        """Return the fault with the wait of a 429 chosen by `chance`, 0 to 1."""
        if self.retry_after_s is None:
            return self
        low, high = self.retry_after_s
        wait_s = low + int(chance * (high - low + 1))
        return replace(self, body=json.dumps(too_many_requests(wait_s).as_json()).encode())

    def end(self) -> None:
        """Stop striking."""
        self.is_active = False


def is_basic_group(chat_id: Any) -> bool:
    """Return whether this is the id of a group that is no supergroup."""
    return isinstance(chat_id, int) and -1_000_000_000_000 < chat_id < 0


@dataclass(slots=True)
class Faults:
    """The script: the first fault that strikes a call wins.

    Chance is drawn for each call from `seed`, the fault's number, the method, the chat and how many such calls came
    before: the same calls meet the same faults in whatever order the chats are served.
    """

    seed: int = 0
    script: list[Fault] = field(default_factory=list)
    _added: int = 0
    _calls: Counter[tuple[int, str, Any]] = field(init=False, default_factory=Counter)

    def pick(self, method: str, chat_id: Any) -> Fault | None:
        """Return the fault that strikes this call, counting it."""
        for fault in self.script:
            if not fault.matches(method, chat_id):
                continue
            fault.seen += 1
            if fault.seen <= fault.where.get("skip", 0):
                continue
            key = (fault.number, method.lower(), chat_id)
            self._calls[key] += 1
            if _chance(self.seed, *key, self._calls[key]) < fault.where.get("probability", 1.0):
                fault.struck += 1
                return fault.with_wait(_chance(self.seed, "wait", *key, self._calls[key]))
        return None

    def fail(
        self,
        status: int,
        description: str = "",
        *,
        retry_after_s: int | tuple[int, int] | None = None,
        **where: Unpack[Where],
    ) -> Fault:
        """Answer with an error of the Bot API; 429 with `retry_after_s`, a range: drawn for each call."""
        waits = (retry_after_s, retry_after_s) if isinstance(retry_after_s, int) else retry_after_s
        error = ApiError(status, description or _DESCRIPTIONS.get(status, f"Error {status}"))
        fault = Fault(Effect.ANSWER, where, status, json.dumps(error.as_json()).encode())
        if status == 429:
            low, high = waits or (1, 1)
            fault.retry_after_s = (low, high)
        return self._add(fault)

    def migrate(self, new_chat_id: int | None = None, **where: Unpack[Where]) -> Fault:
        """Answer that the group became a supergroup with another id.

        Without `new_chat_id` each basic group that is struck does become one, with the updates that tell of it.
        """
        if new_chat_id is None:
            return self._add(Fault(Effect.MIGRATE, where))
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
        self._calls.clear()

    def _add(self, fault: Fault) -> Fault:
        self._added += 1
        fault.number = self._added
        self.script.append(fault)
        return fault


def _chance(*of: Any) -> float:
    """Return a number from 0 to 1 that depends on nothing but the arguments."""
    digest = hashlib.blake2b(repr(of).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
