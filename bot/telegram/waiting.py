"""Waiting that ends early when it should."""

from __future__ import annotations

import asyncio
from types import TracebackType


async def first_of(*events: asyncio.Event, timeout_s: float | None = None) -> None:
    """Return when one of the events is set, or after `timeout_s` seconds."""
    tasks = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


class Slots:
    """At most `count` pieces of work at once; who waits for something outside lends the slot to others."""

    def __init__(self, count: int) -> None:
        self._free = asyncio.Semaphore(count)

    async def __aenter__(self) -> None:
        await self._free.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._free.release()

    async def rest(self, seconds: float) -> None:
        """Sleep without holding the slot that the caller is in."""
        self._free.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self._free.acquire()
