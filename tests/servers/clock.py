"""The server's own clock: it can run faster than real time and be moved ahead."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Unix time in seconds that passes `time_scale` times as fast as real time."""

    def __init__(self, time_scale: float = 1.0) -> None:
        self.time_scale = time_scale
        self._started_at = time.time()
        self._started_monotonic = time.monotonic()

    def now(self) -> float:
        """Return seconds since the epoch on this clock."""
        return self._started_at + (time.monotonic() - self._started_monotonic) * self.time_scale

    def date(self) -> int:
        """Return `now` in whole seconds, as dates are in the Bot API."""
        return int(self.now())

    def advance(self, seconds: float) -> None:
        """Move the clock ahead by `seconds`; what sleeps meanwhile is not woken."""
        self._started_at += seconds

    async def sleep(self, seconds: float) -> None:
        """Sleep `seconds` of this clock."""
        await asyncio.sleep(seconds / self.time_scale)
