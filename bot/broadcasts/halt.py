"""The kill switch: while it is on, nothing of any broadcast is sent by any process."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.tables import SWITCH

HALT = "halt"


async def set_halt(connection: AsyncConnection, *, is_on: bool, staff_id: int, now: datetime) -> None:
    """Pull the switch, or take it back."""
    await connection.execute(delete(SWITCH).where(SWITCH.c.name == HALT))
    await connection.execute(insert(SWITCH).values(name=HALT, is_on=is_on, staff_id=staff_id, at=now))


async def is_halted(connection: AsyncConnection) -> bool:
    """Return whether the switch is on."""
    return bool(await connection.scalar(select(SWITCH.c.is_on).where(SWITCH.c.name == HALT)))
