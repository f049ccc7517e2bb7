"""The queue of updates: increasing ids, confirmation by offset, long polling, conflicts.

Source: tdlib/telegram-bot-api Client.cpp (getUpdates), core.telegram.org/bots/api#getupdates.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tests.servers.clock import Clock
from tests.servers.errors import ApiError, conflict

EXPIRY_S = 86_400
MAX_TIMEOUT_S = 50
MAX_BATCH = 100
MAX_BATCH_BYTES = 4 << 20
ONLY_ON_DEMAND = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_REQUEST = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Pending(NamedTuple):
    """One update that the bot has not confirmed."""

    update_id: int
    created_at: float
    queue_id: int
    body: dict[str, Any]
    size_bytes: int


class UpdateQueue:
    """Updates in order of their ids until the bot confirms them."""

    def __init__(self, clock: Clock, first_id: int = 700_000_001) -> None:
        self._clock = clock
        self._next_id = first_id
        self._pending: OrderedDict[int, Pending] = OrderedDict()
        self._allowed: frozenset[str] | None = None
        self._held: asyncio.Future[None] | None = None
        self.on_added: Callable[[Pending], None] | None = None
        self.created: list[int] = []
        self.confirmed: set[int] = set()

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._pending)

    @property
    def allowed_updates(self) -> list[str]:
        """Return the kinds that the bot asked for, empty for the default ones."""
        return sorted(self._allowed or ())

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember which kinds of updates are made from now on; an empty list means the default ones."""
        self._allowed = frozenset(kinds) or None

    def is_allowed(self, kind: str) -> bool:
        """Return whether an update of this kind is made at present."""
        return kind not in ONLY_ON_DEMAND if self._allowed is None else kind in self._allowed

    def add(self, kind: str, content: dict[str, Any], queue_id: int) -> int | None:
        """Queue an update and return its id, None when the bot does not want this kind.

        `queue_id` is the chat or user whose updates go one after another over a webhook.
        """
        if not self.is_allowed(kind):
            return None
        update_id, self._next_id = self._next_id, self._next_id + 1
        body = {"update_id": update_id, kind: content}
        pending = Pending(update_id, self._clock.now(), queue_id, body, len(json.dumps(body)))
        self._pending[update_id] = pending
        self.created.append(update_id)
        if self._held is not None and not self._held.done():
            self._held.set_result(None)
        if self.on_added is not None:
            self.on_added(pending)
        return update_id

    def skip_ids(self, number: int) -> None:
        """Leave a gap in the ids, as Telegram does after a week without updates."""
        self._next_id += number

    def pending(self) -> list[Pending]:
        """Return what is not yet confirmed, oldest first."""
        self._drop_expired()
        return list(self._pending.values())

    def clear(self) -> None:
        """Drop all pending updates (`drop_pending_updates`)."""
        self._pending.clear()

    def forget(self, update_id: int, *, is_taken: bool) -> None:
        """Drop one update that a webhook took, or that was given up."""
        if is_taken:
            self.confirmed.add(update_id)
        self._pending.pop(update_id, None)

    def abort_held(self, error: ApiError | None = None) -> None:
        """End a held getUpdates with 409, by default as another getUpdates does."""
        if self._held is not None and not self._held.done():
            self._held.set_exception(error or conflict(_OTHER_REQUEST))
        self._held = None

    async def get(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """Return up to `limit` updates from `offset` on, holding the request until there is one.

        Confirms everything below `offset`; a negative one keeps only that many of the newest.
        """
        self._confirm(offset)
        limit = min(max(limit, 1), MAX_BATCH)
        batch = self._batch(limit)
        timeout_s = min(timeout_s, MAX_TIMEOUT_S)
        if batch or timeout_s <= 0:
            return batch
        self.abort_held()
        held = self._held = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(held, timeout_s)
        except TimeoutError:
            return []
        finally:
            if self._held is held:
                self._held = None
        return self._batch(limit)

    def _confirm(self, offset: int) -> None:
        self._drop_expired()
        if offset < 0:
            for _ in range(len(self._pending) + offset):
                self.confirmed.add(self._pending.popitem(last=False)[0])
        elif offset <= self._next_id:  # an offset from the future is ignored
            while self._pending and next(iter(self._pending)) < offset:
                self.confirmed.add(self._pending.popitem(last=False)[0])

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        self._drop_expired()
        batch: list[dict[str, Any]] = []
        left_bytes = MAX_BATCH_BYTES
        for pending in self._pending.values():
            left_bytes -= 50 + pending.size_bytes
            if len(batch) >= limit or left_bytes <= 0:
                break
            batch.append(pending.body)
        return batch

    def _drop_expired(self) -> None:
        oldest = self._clock.now() - EXPIRY_S
        while self._pending and next(iter(self._pending.values())).created_at < oldest:
            self._pending.popitem(last=False)
