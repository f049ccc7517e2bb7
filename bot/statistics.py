"""The numbers of a portal's footer: online, week, month, year, total; and views per announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from bot.database import Database
from bot.tables import INTERACTION, VISIT_COUNTER


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits so far. The week starts on Monday and may reach into last month, so it can outnumber the month."""

    online: int
    week: int
    month: int
    year: int
    total: int


class Statistics:
    """Counts in the unit's time zone. Staff and bots were never counted; nothing counted is ever lost."""

    def __init__(self, database: Database, zone: ZoneInfo, *, online_minutes: int) -> None:
        self._database = database
        self._zone = zone
        self._online = timedelta(minutes=online_minutes)

    async def visits(self, now: datetime) -> Visits:
        """Return the footer's numbers at the moment `now`."""
        today = now.astimezone(self._zone).date()
        spans = (_monday(today), today.replace(day=1), today.replace(month=1, day=1), date.min)
        sums = [
            func.coalesce(func.sum(case((VISIT_COUNTER.c.day >= start, VISIT_COUNTER.c.count), else_=0)), 0)
            for start in spans
        ]
        present = select(func.count(INTERACTION.c.person.distinct())).where(
            INTERACTION.c.at > now - self._online,
            INTERACTION.c.at <= now,
            INTERACTION.c.is_counted,
            INTERACTION.c.person != "",
        )
        async with self._database.read() as connection:
            online = await connection.scalar(present) or 0
            query = select(*sums).where(VISIT_COUNTER.c.subject == "", VISIT_COUNTER.c.day <= today)
            week, month, year, total = (await connection.execute(query)).one()
        return Visits(online, int(week), int(month), int(year), int(total))

    async def views(self) -> dict[str, int]:
        """Return how often each announcement was seen, by id."""
        total = func.sum(VISIT_COUNTER.c.count)
        query = select(VISIT_COUNTER.c.subject, total).where(VISIT_COUNTER.c.subject != "").group_by("subject")
        async with self._database.read() as connection:
            return {subject: int(count) for subject, count in await connection.execute(query)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
