"""How often one person may ask: sliding windows in memory, bounded in size, forgotten at restart."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Allowance:
    """At most `count` events in any `window_s` seconds."""

    count: int
    window_s: float


class FairUse:
    """Allowances per key. The least recently seen keys are forgotten beyond `max_keys`."""

    def __init__(self, *allowances: Allowance, clock: Callable[[], float], max_keys: int = 50_000) -> None:
        self._allowances = allowances
        self._longest_s = max(allowance.window_s for allowance in allowances)
        self._clock = clock
        self._max_keys = max_keys
        self._seen: OrderedDict[str, deque[_Event]] = OrderedDict()

    def wait_s(self, key: str, event: str = "") -> float:
        """Count one event of `key` and return 0, or return the seconds until the next one is allowed.

        The same named `event` again, as after a failed delivery, is not counted twice.
        """
        now = self._clock()
        seen = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if len(self._seen) > self._max_keys:
            self._seen.popitem(last=False)
        while seen and seen[0].at <= now - self._longest_s:
            seen.popleft()
        if event and any(earlier.name == event for earlier in seen):
            return 0.0
        wait = max(_wait_s(seen, allowance, now) for allowance in self._allowances)
        if wait <= 0:
            seen.append(_Event(now, event))
        return wait


class _Event(NamedTuple):
    at: float
    name: str


def _wait_s(seen: deque[_Event], allowance: Allowance, now: float) -> float:
    if len(seen) < allowance.count:
        return 0.0
    return max(0.0, seen[-allowance.count].at + allowance.window_s - now)
