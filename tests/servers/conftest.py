"""Fixtures of the server's own tests: a running server and a bare client."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import aiohttp
import pytest

from tests.servers.clock import Clock
from tests.servers.server import BotApiServer


class Answer(NamedTuple):
    """What came back for one raw call."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        """Return the result of a call that went well."""
        assert self.status == 200, self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        """Return the description of a refusal."""
        assert self.body["ok"] is False
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class SteppedClock(Clock):
    """A clock that moves only when told, or when somebody sleeps, which takes no real time and is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 1_800_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        """Return the time at which the clock stands."""
        return self.at

    def advance(self, seconds: float) -> None:
        """Move on."""
        self.at += seconds

    async def sleep(self, seconds: float) -> None:
        """Move on by `seconds` at once."""
        self.slept.append(seconds)
        self.at += seconds


class RawApi:
    """Calls methods as urlencoded forms, nested values as JSON, as most libraries do."""

    def __init__(self, server: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.url = f"{server.base_url}/bot{server.token}"
        self.session = session

    async def __call__(self, method: str, /, **parameters: Any) -> Answer:
        """Call a method and return its answer."""
        form = {
            name: json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
            for name, value in parameters.items()
        }
        async with self.session.post(f"{self.url}/{method}", data=form) as response:
            return Answer(response.status, await response.json())


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    """Return a running server without limits."""
    async with BotApiServer() as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return an HTTP session."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def api(server: BotApiServer, session: aiohttp.ClientSession) -> RawApi:
    """Return a raw client of the server."""
    return RawApi(server, session)
