"""The whole house over a loopback Bot API server: real library, real database, real content."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bot.app import App, open_app
from bot.office.booth import Notify
from bot.office.files import FetchFile
from bot.office.office import Office
from bot.office_opening import open_office
from bot.run import served_by
from bot.settings import Environment, Settings
from bot.staff import Member, StaffRole, add_member
from bot.tables import INBOX, INTERACTION
from bot.telegram.context import Identity
from bot.telegram.face import TelegramFace
from tests.bot.cast import NOON
from tests.servers.server import BotApiServer

CONTENT = Path(__file__).resolve().parents[2] / "knowledge" / "announcements"
FEW = (
    "unit.yaml",
    "thu-tuc-khai-sinh.md",
    "thu-tuc-khai-tu.md",
    "thu-tuc-ket-hon.md",
    "tin-ke-hoach-310-thanh-xuan.md",
)


class QuickFace(TelegramFace):
    """The face, with the pauses after a failure cut short."""

    first_back_off_s = 0.01


@dataclass(frozen=True, slots=True)
class House:
    """A running bot and the server that it talks to."""

    app: App
    server: BotApiServer
    face: TelegramFace

    async def settle(self, timeout_s: float = 10.0) -> None:
        """Wait until every update is confirmed and every row handled."""
        async with asyncio.timeout(timeout_s):
            while len(self.server.backend.updates) or await self.count_rows(0):  # noqa: ASYNC110 - the database tells
                await asyncio.sleep(0.01)

    async def count_rows(self, state: int) -> int:
        """Return how many inbox rows are in a state."""
        async with self.app.database.read() as connection:
            query = select(func.count()).select_from(INBOX).where(INBOX.c.state == state)
            return await connection.scalar(query) or 0

    async def interactions(self) -> list[Any]:
        """Return all recorded interactions, oldest first."""
        async with self.app.database.read() as connection:
            return list(await connection.execute(select(INTERACTION).order_by(INTERACTION.c.id)))

    async def inbox(self) -> list[Any]:
        """Return all inbox rows, oldest first."""
        async with self.app.database.read() as connection:
            return list(await connection.execute(select(INBOX).order_by(INBOX.c.seq)))


async def hire(app: App, telegram_id: int, role: StaffRole = StaffRole.OFFICIAL) -> None:
    """Give a person a role."""
    await add_member(app.database, Member(telegram_id, role), now=NOON)


def copy_content(folder: Path) -> Path:
    """Return a folder of announcement files in `folder` with a few of those that are shipped."""
    content = folder / "content"
    content.mkdir(exist_ok=True)
    for name in ("unit.yaml", *FEW):
        shutil.copy(CONTENT / name, content)
    return content


def make_settings(**telegram: object) -> Settings:
    """Return settings with short polls and room for many questions; `telegram` may go below the allowed bounds."""
    settings = Settings.model_validate({"fair_use": {"questions_per_minute": 1000}})
    short = {"poll_timeout_s": 1, "timeout_s": 2.0, **telegram}
    return settings.model_copy(update={"telegram": settings.telegram.model_copy(update=short)})


@asynccontextmanager
async def open_house(
    folder: Path,
    server: BotApiServer,
    *,
    staff: frozenset[int] = frozenset(),
    url: str = "",
    make_office: Callable[[App, FetchFile, Notify, Callable[[], str]], Office] = open_office,
    **telegram: object,
) -> AsyncIterator[House]:
    """Give a bot that is ready to answer, and stop it at the end; raises what ended it before.

    `staff` are heard as staff; `hire` gives them their roles.
    """
    settings = make_settings(**telegram)
    environment = Environment(
        telegram_token=SecretStr(server.token),
        loa_content=str(copy_content(folder)),
        database_url=SecretStr(url or f"sqlite:///{folder}/loa.db"),
        loa_secret=SecretStr("a secret for the tests, 32 bytes"),
    )
    async with open_app(settings, environment) as app:
        identity = Identity(app.secret, settings.unit.language, staff)
        face = QuickFace(
            replace(served_by(app), settings=settings, open_office=partial(make_office, app)),
            token=server.token,
            identity=identity,
            api_url=server.base_url,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(face.run(stop))
        try:
            yield House(app, server, face)
        finally:
            stop.set()
            await running


def assert_quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Check that nothing was logged as an error or with an exception."""
    loud = [r for r in caplog.records if r.levelno >= logging.ERROR or r.exc_info]
    assert not loud, [f"{r.getMessage()} {r.exc_info}" for r in loud]
