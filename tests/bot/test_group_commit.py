"""Group commit: everybody's item is durable when their call returns, and only the bad one fails."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.group_commit import MAX_BATCH, GroupCommit
from bot.tables import VISIT_COUNTER
from tests.bot.cast import TODAY


class Writes:
    def __init__(self) -> None:
        self.batches: list[int] = []

    async def __call__(self, connection: AsyncConnection, items: Sequence[str]) -> None:
        self.batches.append(len(items))
        rows = [{"day": TODAY, "subject": item, "count": 1} for item in items]
        await connection.execute(insert(VISIT_COUNTER), rows)


async def _count(database: Database) -> int:
    async with database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(VISIT_COUNTER)) or 0


async def test_concurrent_callers_share_transactions(database: Database) -> None:
    writes = Writes()
    commits = GroupCommit(database, writes)
    await asyncio.gather(*(commits.submit(str(number)) for number in range(500)))
    assert await _count(database) == 500
    assert max(writes.batches) <= MAX_BATCH
    assert len(writes.batches) <= 6


async def test_a_bad_item_fails_its_own_caller_only(database: Database) -> None:
    commits = GroupCommit(database, Writes())
    results = await asyncio.gather(*(commits.submit(item) for item in ("a", "b", "a", "c")), return_exceptions=True)
    assert [type(result).__name__ for result in results] == ["NoneType", "NoneType", "IntegrityError", "NoneType"]
    assert await _count(database) == 3


async def test_it_goes_on_after_a_failure(database: Database) -> None:
    commits = GroupCommit(database, Writes())
    await commits.submit("a")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await commits.submit("a")
    await commits.submit("b")
    assert await _count(database) == 2


async def test_a_cancelled_caller_does_not_stop_the_others(database: Database) -> None:
    commits = GroupCommit(database, Writes())
    cancelled = asyncio.create_task(commits.submit("a"))
    await asyncio.sleep(0)
    cancelled.cancel()
    await commits.submit("b")
    await commits.close()
    assert await _count(database) == 2
