"""Fixtures of the Telegram tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.servers.server import BotApiServer
from tests.telegram.house import House, open_house


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """Give a loopback Bot API server; at the end it must have seen nothing against the specification."""
    async with BotApiServer() as running:
        yield running
    assert running.violations == []


@pytest.fixture
async def house(server: BotApiServer, tmp_path: Path) -> AsyncIterator[House]:
    """Give a running bot with the shipped content."""
    async with open_house(tmp_path, server) as opened:
        yield opened
