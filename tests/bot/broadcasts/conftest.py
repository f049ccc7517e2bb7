"""Fixtures of the loudspeaker's tests."""

from __future__ import annotations

import pytest

from bot.database import Database
from tests.bot.broadcasts.station import Station


@pytest.fixture
async def station(database: Database) -> Station:
    """Give a loudspeaker with staff, on each kind of database."""
    built = Station(database)
    await built.hire()
    return built


@pytest.fixture
async def sqlite_station(sqlite: Database) -> Station:
    """Give the same on SQLite alone, for what does not depend on the database."""
    built = Station(sqlite)
    await built.hire()
    return built
