"""How long what residents wrote is kept: a preview of what goes next, and an hourly purge in small pieces.

A retention that was shortened takes what the old one would have kept. By mistake that cannot be made good, so it waits:
until somebody confirms it, the days that were applied last go on being applied.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, insert, literal_column, select, true, update

from bot.database import Database
from bot.settings import PrivacySettings
from bot.tables import INTERACTION, RETENTION

BATCH = 500  # rows in one transaction: nobody waits longer for the write lock than for a few answers
REST_S = 0.05
NEVER_APPLIED = 1_000_000  # days: until a retention is applied for the first time everything is kept
_TEXT = INTERACTION.c.text != literal_column("''")  # literally, as in the index

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `interaction` older than `days` that meet `which` lose what `blanked` names, or go whole."""

    name: str
    days: int
    which: ColumnElement[bool]
    blanked: Mapping[str, Any] | None = None

    def old(self, now: datetime, days: int) -> ColumnElement[bool]:
        """Return what tells the rows that are older than `days`."""
        return (INTERACTION.c.at < now - timedelta(days=days)) & self.which


@dataclass(frozen=True, slots=True)
class Due:
    """What a rule takes next: so many rows, the oldest of that day. `applied_days` were applied last, at that moment.

    `is_waiting`: its days were shortened, and nobody has confirmed yet that `rows` shall go.
    """

    rule: str
    days: int
    rows: int
    oldest: date | None
    applied_days: int | None
    applied_at: datetime | None
    last_rows: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class _Applied:
    days: int = NEVER_APPLIED
    at: datetime | None = None
    rows: int = 0


class Retention:
    """Takes what is too old. The counters stay for ever; `clock` tells the aware UTC time."""

    def __init__(
        self, database: Database, settings: PrivacySettings, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._zone = zone
        self._clock = clock
        self._rules = (
            Rule("texts", settings.text_days, _TEXT, {"text": "", "folded": "", "detail": {}}),
            Rule("interactions", settings.interaction_days, true()),
        )

    async def preview(self, days: int | None = None) -> tuple[Due, ...]:
        """Return what each rule would take now, by its own days or by `days`; nothing is changed."""
        applied = await self._read_applied()
        return tuple([await self._due(rule, days or rule.days, applied) for rule in self._rules])

    async def purge(self) -> int:
        """Take what is too old, but for what only a shortened retention would take, and return how many rows."""
        total = 0
        for rule, due in zip(self._rules, await self.preview(), strict=True):
            days = (due.applied_days or NEVER_APPLIED) if due.is_waiting else rule.days
            if due.is_waiting:
                _LOG.warning("%s: %d days instead of %d wait to be confirmed: loa retention", rule.name, due.days, days)
            rows = await self._take(rule, days)
            await self._note(rule, days, rows or due.last_rows)
            total += rows
        return total

    async def apply(self, days: int | None = None) -> int:
        """Take what is too old by the settings, shortened or not, or by `days`; return how many rows that were."""
        total = 0
        for rule in self._rules:
            rows = await self._take(rule, days or rule.days)
            await self._note(rule, rule.days, rows)
            total += rows
        return total

    async def _due(self, rule: Rule, days: int, applied: Mapping[str, _Applied]) -> Due:
        now, last = self._clock(), applied.get(rule.name, _Applied())
        query = select(func.count(), func.min(INTERACTION.c.at)).where(rule.old(now, days))
        async with self._database.read() as connection:
            rows, oldest = (await connection.execute(query)).one()
        day = oldest.astimezone(self._zone).date() if oldest else None
        is_waiting = bool(rows) and days < last.days and await self._takes_more(rule, days, last)
        known = None if last.days == NEVER_APPLIED else last.days
        return Due(rule.name, days, rows, day, known, last.at, last.rows, is_waiting)

    async def _takes_more(self, rule: Rule, days: int, last: _Applied) -> bool:
        """Return whether there are rows that the days applied last would keep."""
        now = self._clock()
        kept = INTERACTION.c.at >= now - timedelta(days=last.days) if last.days < NEVER_APPLIED else true()
        query = select(INTERACTION.c.id).where(rule.old(now, days), kept).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def _take(self, rule: Rule, days: int) -> int:
        if days >= NEVER_APPLIED:
            return 0
        total, old = 0, rule.old(self._clock(), days)
        while rows := await self._take_some(rule, old):
            total += rows
            await asyncio.sleep(REST_S)
        return total

    async def _take_some(self, rule: Rule, old: ColumnElement[bool]) -> int:
        async with self._database.write() as connection:
            oldest = select(INTERACTION.c.id).where(old).order_by(INTERACTION.c.at).limit(BATCH)
            ids: Sequence[int] = (await connection.scalars(oldest)).all()
            if not ids:
                return 0
            mine = INTERACTION.c.id.in_(ids)
            blank = update(INTERACTION).where(mine).values(**rule.blanked) if rule.blanked else None
            return (await connection.execute(delete(INTERACTION).where(mine) if blank is None else blank)).rowcount

    async def _read_applied(self) -> dict[str, _Applied]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(RETENTION))
            return {row.rule: _Applied(row.days, row.applied_at, row.rows) for row in rows}

    async def _note(self, rule: Rule, days: int, rows: int) -> None:
        row = {"rule": rule.name, "days": days, "applied_at": self._clock(), "rows": rows}
        async with self._database.write() as connection:
            await connection.execute(delete(RETENTION).where(RETENTION.c.rule == rule.name))
            await connection.execute(insert(RETENTION).values(row))
