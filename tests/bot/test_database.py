"""The schema, and transactions that lose nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

import bot.tables  # noqa: F401 - fills METADATA
from bot.database import Database, DatabaseError, add_to, open_database
from bot.tables import VISIT_COUNTER
from knowledge.store import METADATA
from tests.bot.cast import TODAY


async def test_migrations_lead_to_the_tables_that_the_code_uses(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_twice_at_once_migrates_once(database_url: str) -> None:
    opened = await asyncio.gather(*(open_database(database_url) for _ in range(3)))
    for each in opened:
        await each.close()


async def test_concurrent_additions_lose_none(database: Database) -> None:
    async def add() -> None:
        async with database.write() as connection:
            row = {"day": TODAY, "subject": "", "count": 1}
            await connection.execute(add_to(connection, VISIT_COUNTER, "count"), [row])

    await asyncio.gather(*(add() for _ in range(50)))
    async with database.read() as connection:
        assert await connection.scalar(select(func.sum(VISIT_COUNTER.c.count))) == 50


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async def add_and_fail() -> None:
        async with database.write() as connection:
            row = {"day": TODAY, "subject": "", "count": 1}
            await connection.execute(add_to(connection, VISIT_COUNTER, "count"), [row])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await add_and_fail()
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(VISIT_COUNTER)) == 0


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "nonsense", "", "sqlite://", "postgresql:///x?host=/nowhere&connect_timeout=1"]
)
async def test_an_unusable_url_is_named_in_one_line(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: [^\n]+$"):
        await open_database(url)


async def test_the_password_stays_out_of_the_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as raised:
        await open_database(f"postgresql://me:s3cret@/x?host={tmp_path}")
    assert "s3cret" not in str(raised.value)
