"""Fixtures of the office's tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, connect
from tests.bot.broadcasts.station import Station
from tests.bot.office.desk import PublishDesk, open_desk
from tests.bot.office.studio import MortalDatabase, Studio


@pytest.fixture
async def publishing(migrated_file: Path, tmp_path: Path) -> AsyncIterator[PublishDesk]:
    """Give a desk at which Hoa publishes, over SQLite."""
    database = connect(f"sqlite:///{shutil.copy(migrated_file, tmp_path)}")
    yield await open_desk(database)
    await database.close()


@pytest.fixture
async def publishing_anywhere(database: Database) -> PublishDesk:
    """Give a desk at which Hoa publishes, over each kind of database."""
    return await open_desk(database)


@pytest.fixture
async def studio(sqlite: Database) -> Studio:
    """Give the loudspeaker's office with staff on SQLite."""
    return await _open(sqlite)


@pytest.fixture
async def each_studio(database: Database) -> Studio:
    """Give the same on each kind of database, for the ways through."""
    return await _open(database)


@pytest.fixture
async def mortal(sqlite: Database) -> Studio:
    """Give the same over a database whose process can die after any commit."""
    return await _open(MortalDatabase.over(sqlite))


async def _open(database: Database) -> Studio:
    station = Station(database)
    await station.hire()
    return Studio(station)
