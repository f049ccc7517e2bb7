"""Fixtures of the office's tests."""

from __future__ import annotations

import pytest

from bot.database import Database
from tests.bot.office.desk import PublishDesk, open_desk


@pytest.fixture
async def publishing(database: Database) -> PublishDesk:
    """Give a desk at which Hoa publishes."""
    return await open_desk(database)
