"""Fixtures of the office's tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, connect
from tests.bot.office.desk import PublishDesk, open_desk


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
