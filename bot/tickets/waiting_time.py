"""How long residents wait: told only from what was measured lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database import Database
from bot.tickets import register

MEASURED = timedelta(days=30)
ENOUGH = 5  # answers from which a habit can be read


@dataclass(frozen=True, slots=True)
class UsualWait:
    """Half of the recent answers came within `half`, four of five within `most`."""

    half: timedelta
    most: timedelta


async def usual_wait(database: Database, now: datetime) -> UsualWait | None:
    """Return how long answers took lately, None where too few were given."""
    async with database.read() as connection:
        return measure(await register.waits(connection, since=now - MEASURED))


def measure(waits: Sequence[timedelta]) -> UsualWait | None:
    """Return the median and the 80 % rank (nearest rank) of `waits`, None for fewer than ENOUGH."""
    if len(waits) < ENOUGH:
        return None
    ordered = sorted(waits)
    return UsualWait(ordered[-(-len(ordered) // 2) - 1], ordered[-(-len(ordered) * 4 // 5) - 1])
