"""What is over is forgotten in every room, with Telegram or without, and a room that fails holds up no other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from bot.app import keep_tidy, open_app
from bot.database import Database
from bot.settings import Environment, Settings
from bot.staff import Member, StaffRole, add_member
from bot.tables import LOGIN_LINK, TICKET_DRAFT
from bot.tickets.ticket import TicketKind
from tests.bot.cast import LAN

LONG_AGO = timedelta(days=60)


async def count_rows(database: Database) -> list[int]:
    async with database.read() as connection:
        tables = (LOGIN_LINK, TICKET_DRAFT)
        return [await connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def fail() -> None:
    raise OperationalError("", {}, Exception("disk full"))


async def test_every_room_forgets_what_is_over(tmp_path: Path) -> None:
    environment = Environment(
        database_url=SecretStr(f"sqlite:///{tmp_path}/loa.db"), loa_secret=SecretStr("secret " * 8), loa_content=""
    )
    async with open_app(Settings(), environment) as app:
        await add_member(app.database, Member(7, StaffRole.ADMIN), now=app.clock())
        await app.access.make_link(7)
        await app.tickets.counter.begin(LAN, TicketKind.QUESTION, "", key="k1")
        async with app.database.write() as connection:
            before = app.clock() - LONG_AGO
            await connection.execute(update(LOGIN_LINK).values(expires_at=before))
            await connection.execute(update(TICKET_DRAFT).values(changed_at=before))
        assert await count_rows(app.database) == [1, 1]
        stop = asyncio.Event()
        tidying = asyncio.create_task(keep_tidy((fail, *app.purges), stop))
        async with asyncio.timeout(10):
            while await count_rows(app.database) != [0, 0]:  # noqa: ASYNC110 - the database tells
                await asyncio.sleep(0.02)
        stop.set()
        await tidying
