"""/xoa on the page: nothing is left of the person whom the cookie means, on each kind of database."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.app import open_app
from bot.health import Health
from bot.run import make_site
from bot.settings import Environment, Settings
from bot.visitor import Channel, person_key
from bot.web.guests import SESSION_COOKIE
from tests.bot.scan import read_cells
from tests.web.conftest import BROWSER

SECRET = "only for tests, and long enough for that"
WORDS = "lam khai sinh cho chau Bong Bong"


async def _well() -> Health:
    return Health()


@pytest.mark.parametrize("command", ["/xoa"])
async def test_nothing_is_left(migrated_url: str, tmp_path: Path, command: str) -> None:
    environment = Environment(database_url=SecretStr(migrated_url), loa_secret=SecretStr(SECRET))
    async with open_app(Settings(), environment) as app:
        transport = httpx.ASGITransport(make_site(app, _well))
        async with httpx.AsyncClient(transport=transport, base_url="http://loa.test", headers=BROWSER) as lan:
            await lan.get("/")
            await lan.post("/", data={"text": WORDS})
            await lan.post("/", data={"text": "/dulieu"})
            person = person_key(SECRET.encode(), Channel.WEB, lan.cookies[SESSION_COOKIE])
            marks = (person, WORDS, lan.cookies[SESSION_COOKIE])
            before = [cell for cell in await read_cells(app.database) if any(mark in cell.text for mark in marks)]
            assert {cell.column for cell in before} >= {"person", "text"}
            answer = await lan.post("/", data={"text": command})
            assert "Đã xóa 2 lượt" in answer.text
            left = [cell for cell in await read_cells(app.database) if any(mark in cell.text for mark in marks)]
            assert left == []
