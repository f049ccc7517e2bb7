"""Engine and transactions: SQLite by default, PostgreSQL by URL, the same code for both."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.schema import Table

from bot.migrations import upgrade

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
BUSY_TIMEOUT_MS = 30_000


class DatabaseError(Exception):
    """A database that cannot be opened; the message names DATABASE_URL and the mend, never the password."""


class _Connection(sqlite3.Connection):
    """Gives the write lock back when it closes, whatever was under way.

    A task that is cancelled amid a statement has its connection closed; without this the lock would stay with the
    statement until that is collected as garbage, and every writer would wait for it.
    """

    def close(self) -> None:
        """Roll back what is open, then close; a second time changes nothing."""
        with contextlib.suppress(sqlite3.ProgrammingError):
            if self.in_transaction:
                self.rollback()
        super().close()


class Database:
    """Transactions on one database. SQLite writes take the write lock at once; reads never wait for it."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine) -> None:
        self._writer = writer
        self._reader = reader

    @property
    def is_sqlite(self) -> bool:
        """Return whether this is SQLite."""
        return self._writer.dialect.name == "sqlite"

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give one transaction that commits at the end, and rolls back on an exception."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for reading."""
        async with self._reader.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def connect(url: str) -> Database:
    """Return the database at a SQLAlchemy URL, not yet migrated; raises DatabaseError for a URL of another kind."""
    parsed = _with_driver(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed)
    if not parsed.database or parsed.database == ":memory:":
        raise DatabaseError("DATABASE_URL: SQLite needs a file; write e.g. sqlite:///data/loa.db")
    try:
        _make_private(Path(parsed.database))
    except OSError as error:
        raise DatabaseError(f"DATABASE_URL: cannot make {parsed.database}: {error.strerror}") from error
    try:
        writer = _sqlite_engine(parsed, "BEGIN IMMEDIATE", pool_size=1)
        return Database(writer, _sqlite_engine(parsed, "BEGIN", pool_size=5))
    except ValueError as error:
        raise DatabaseError(f"DATABASE_URL: an option of {_without_password(url)} cannot be used: {error}") from error


async def open_database(url: str) -> Database:
    """Return the database at `url`, brought up to the newest schema; raises DatabaseError."""
    database = connect(url)
    try:
        async with database.write() as connection:
            await connection.run_sync(upgrade)
    except (SQLAlchemyError, OSError) as error:
        await database.close()
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseError(f"DATABASE_URL: cannot open {_without_password(url)}: {reason}") from error
    return database


def insert_new(connection: AsyncConnection, table: Table) -> Any:
    """Return an INSERT that leaves rows alone whose key is there already."""
    return _insert(connection, table).on_conflict_do_nothing()


async def add_new(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row and return whether it is new; one whose key is there already is left alone."""
    key = next(iter(table.primary_key.columns))
    return (await connection.execute(insert_new(connection, table).values(row).returning(key))).first() is not None


def add_to(connection: AsyncConnection, table: Table, counted: str) -> Any:
    """Return an INSERT that adds to the column `counted` where the primary key is there already."""
    statement = _insert(connection, table)
    total = {counted: table.c[counted] + statement.excluded[counted]}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=total)


def _insert(connection: AsyncConnection, table: Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
        driver = DRIVERS[parsed.get_backend_name()]
    except (ArgumentError, KeyError, ValueError) as error:
        raise DatabaseError("DATABASE_URL: write sqlite:///data/loa.db or postgresql://user@host/name") from error
    return parsed.set(drivername=driver)


def _postgresql(url: URL) -> Database:
    try:
        engine = create_async_engine(url, pool_size=10, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        raise DatabaseError('DATABASE_URL: PostgreSQL needs its driver; run pip install "psycopg[binary]"') from error
    return Database(engine, engine)


def _make_private(file: Path) -> None:
    """Make a new SQLite file readable by its owner alone; the files beside it take over its rights."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _without_password(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def _sqlite_engine(url: URL, begin: str, *, pool_size: int) -> AsyncEngine:
    timeout_s = BUSY_TIMEOUT_MS / 1000
    engine = create_async_engine(  # an error's text is logged: no question in it
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=timeout_s,
        hide_parameters=True,
        connect_args={"factory": _Connection},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # transactions begin where we say, see below
        cursor = dbapi.cursor()
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
