"""One sender for each bot at a time, whatever the number of processes: a lease in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from bot.database import Database, add_new
from bot.tables import LEASE

LEASE_S = 3.0  # a dead holder's successor waits no longer
RENEW_S = 1.0
MAX_AHEAD_S = 60.0


class Lease:
    """The lease `name`, wanted by `holder`. `clock` tells the aware UTC time, the same for all processes."""

    def __init__(self, database: Database, name: str, holder: str, clock: Callable[[], datetime]) -> None:
        self.name = name
        self.holder = holder
        self._database = database
        self._clock = clock

    async def take(self) -> bool:
        """Return whether this process holds the lease for the next LEASE_S seconds: renewed, free, or run out."""
        now = self._clock()
        row = {"name": self.name, "holder": self.holder, "until": now + timedelta(seconds=LEASE_S)}
        is_mine_or_free = or_(
            LEASE.c.holder == self.holder,
            LEASE.c.until <= now,
            LEASE.c.until > now + timedelta(seconds=MAX_AHEAD_S),  # left by a clock that was set back since
        )
        async with self._database.write() as connection:
            if await add_new(connection, LEASE, row):
                return True
            statement = update(LEASE).where(LEASE.c.name == self.name, is_mine_or_free).values(row)
            return (await connection.execute(statement)).rowcount == 1

    async def release(self) -> None:
        """Let the next process take over at once."""
        mine = (LEASE.c.name == self.name) & (LEASE.c.holder == self.holder)
        async with self._database.write() as connection:
            await connection.execute(update(LEASE).where(mine).values(until=self._clock()))
