"""The schema, and transactions that lose nothing."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from random import Random

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

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


async def test_an_error_never_quotes_what_was_written(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as caught:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO nothing VALUES (:text)"), {"text": "asked in confidence"})
    assert "confidence" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
async def test_a_new_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/data/loa.db")
    rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "data").iterdir()}
    await database.close()
    assert rights
    assert set(rights.values()) == {0o600}, rights


@pytest.mark.skipif(os.name != "posix", reason="names a file of POSIX")
async def test_a_folder_that_cannot_be_made_is_named_in_one_line() -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL: cannot make /dev/null/x/loa.db: .*$"):
        await open_database("sqlite:////dev/null/x/loa.db")


async def test_a_cancelled_write_holds_nobody_up(database: Database) -> None:
    random = Random(1)
    async with database.write() as connection:
        await connection.execute(text("CREATE TABLE pair (side INTEGER)"))

    async def write_pair() -> None:
        async with database.write() as connection:
            await connection.execute(text("INSERT INTO pair VALUES (1)"))
            await connection.execute(text("INSERT INTO pair VALUES (2)"))

    for number in range(60):
        writing = asyncio.create_task(write_pair())
        await asyncio.sleep(random.random() * 0.006)
        writing.cancel()
        if number % 3 == 0:
            await asyncio.sleep(0)
            writing.cancel()
        await asyncio.wait([writing])
        async with asyncio.timeout(5):
            await write_pair()
    async with database.read() as connection:
        sides = (await connection.scalars(text("SELECT side FROM pair"))).all()
    assert sides.count(1) == sides.count(2) >= 60


@pytest.mark.parametrize(
    "url", ["sqlite:///{}/x.db?timeout=abc", "postgresql://loa@/x?nonsense=1"], ids=["sqlite", "postgresql"]
)
async def test_a_url_with_a_bad_option_is_one_clear_line(url: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError) as raised:
        await open_database(url.format(tmp_path))
    assert "DATABASE_URL" in str(raised.value)
    assert "\n" not in str(raised.value)
