"""How fast a bot may send: per chat, per group and overall; beyond that 429 with retry_after.

Source: core.telegram.org/bots/faq (about 1 message a second in one chat, 20 a minute in one group, 30 a second in
bulk, 1000 a second paid). Telegram's real thresholds are not published; these are configurable.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

from tests.servers.clock import Clock
from tests.servers.errors import too_many_requests


@dataclass(frozen=True, slots=True)
class Limits:
    """Rates of message-sending methods; `chat_burst` messages may go to one chat at once."""

    chat_per_s: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20
    overall_per_s: float = 30.0
    paid_per_s: float = 1000.0
    min_retry_after_s: int = 1


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back at a steady rate; after an overdraft the bucket stays shut until `shut_until`."""

    tokens: float
    filled_at: float
    shut_until: float = 0.0


class Limiter:
    """Counts sent messages on the server's clock."""

    def __init__(self, limits: Limits | None, clock: Clock) -> None:
        self.limits = limits
        self._clock = clock
        self._buckets: dict[Hashable, _Bucket] = {}

    def take(self, chat_id: int, *, is_group: bool, messages: int = 1, is_paid: bool = False) -> None:
        """Count messages to a chat. Raises ApiError 429 when any limit is passed."""
        limits = self.limits
        if limits is None:
            return
        overall = limits.paid_per_s if is_paid else limits.overall_per_s
        scopes: list[tuple[Hashable, float, float]] = [(("overall", is_paid), overall, overall)]
        if is_group:
            scopes.append((chat_id, limits.group_per_minute / 60, limits.group_per_minute))
        else:
            scopes.append((chat_id, limits.chat_per_s, limits.chat_burst))
        now = self._clock.now()
        buckets = [self._fill(key, rate, (capacity, now)) for key, rate, capacity in scopes]
        for bucket, (_, rate, _) in zip(buckets, scopes, strict=True):
            self._check(bucket, messages, (rate, now))
        for bucket in buckets:
            bucket.tokens -= messages

    def _fill(self, key: Hashable, rate: float, limit: tuple[float, float]) -> _Bucket:
        capacity, now = limit
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = _Bucket(capacity, now)
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.filled_at) * rate)
        bucket.filled_at = now
        return bucket

    def _check(self, bucket: _Bucket, messages: int, rate_now: tuple[float, float]) -> None:
        rate, now = rate_now
        if bucket.shut_until > now:  # who ignores a 429 waits longer
            bucket.shut_until += 1.0
        elif bucket.tokens >= messages - 1e-9:
            return
        else:
            bucket.shut_until = now + max(self._min_wait(), (messages - bucket.tokens) / rate)
        raise too_many_requests(math.ceil(bucket.shut_until - now))

    def _min_wait(self) -> int:
        return self.limits.min_retry_after_s if self.limits else 1
