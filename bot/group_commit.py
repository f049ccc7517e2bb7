"""Many small writes, one transaction: durable before the caller goes on, cheap on any disk."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database

Item = TypeVar("Item")
MAX_BATCH = 200


class GroupCommit(Generic[Item]):
    """Collects what concurrent callers submit and writes each batch in one transaction.

    `write` gets the connection and at most MAX_BATCH items in the order of submission. When a batch fails, its items
    are written one by one, so that a bad one fails its own caller only.
    """

    def __init__(self, database: Database, write: Callable[[AsyncConnection, Sequence[Item]], Awaitable[None]]) -> None:
        self._database = database
        self._write = write
        self._waiting: list[tuple[Item, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> None:
        """Return when `item` is committed; raises what its write raised."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await future

    async def close(self) -> None:
        """Return when everything submitted so far is settled."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            error = await self._commit([item for item, _ in batch])
            if error is not None and len(batch) > 1:
                for item, future in batch:
                    _settle(future, await self._commit([item]))
            else:
                for _, future in batch:
                    _settle(future, error)

    async def _commit(self, items: Sequence[Item]) -> Exception | None:
        try:
            async with self._database.write() as connection:
                await self._write(connection, items)
        except Exception as error:  # handed to the caller that waits for it
            return error
        return None


def _settle(future: asyncio.Future[None], error: Exception | None) -> None:
    with contextlib.suppress(asyncio.InvalidStateError):  # the caller was cancelled meanwhile
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)
