"""The rows of an export, in order, a batch at a time by key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func, select

from bot.admin.exports.order import Order, Sheet
from bot.admin.naming import Names
from bot.database import Database
from bot.interactions import Event
from bot.tables import INTERACTION, OUTCOME_COUNTER, VISIT_COUNTER

Cell = str | int | float | date | datetime | None
Batch = Sequence[tuple[Cell, ...]]
BATCH = 500
_DAYS = 30  # of counters that are read at once
_HEADS = {
    Sheet.QUESTIONS: (
        *("number", "at", "channel", "language", "outcome", "topic"),
        *("confidence", "section", "rating", "latency_ms", "staff"),
    ),
    Sheet.VISITS: ("day", "outcome", "channel", "visits"),
    Sheet.VIEWS: ("day", "announcement_id", "announcement", "views"),
}
_TABLE = INTERACTION.c


@dataclass(frozen=True, slots=True)
class Rows:
    """Reads the rows of exports; names come in the order's language, moments in the unit's time zone."""

    database: Database
    names: Names
    zone: ZoneInfo

    def head(self, order: Order) -> tuple[str, ...]:
        """Return the names of the columns."""
        columns = (*_HEADS[order.sheet], *(("text",) if order.sheet is Sheet.QUESTIONS and order.has_text else ()))
        return tuple(self.names.column(column, order.language) for column in columns)

    async def count(self, order: Order) -> int:
        """Return about how many rows there will be: for a bar of progress."""
        if order.sheet is not Sheet.QUESTIONS:
            table = OUTCOME_COUNTER if order.sheet is Sheet.VISITS else VISIT_COUNTER
            query = select(func.count()).where(table.c.day >= order.span.first, table.c.day <= order.span.last)
        else:
            first, after = order.span.moments(self.zone)
            query = select(func.count()).where(_TABLE.at >= first, _TABLE.at < after)
        async with self.database.read() as connection:
            return await connection.scalar(query) or 0

    def batches(self, order: Order) -> AsyncIterator[Batch]:
        """Give the rows, oldest first."""
        return self._questions(order) if order.sheet is Sheet.QUESTIONS else self._counters(order)

    async def _questions(self, order: Order) -> AsyncIterator[Batch]:
        first, after = order.span.moments(self.zone)
        query = select(INTERACTION).where(_TABLE.event == Event.QUESTION, _TABLE.at >= first, _TABLE.at < after)
        last: tuple[datetime, int] | None = None
        while rows := await self._read(_after(query, last).order_by(_TABLE.at, _TABLE.id).limit(BATCH)):
            last = rows[-1].at, rows[-1].id
            topics = self.names.topics()
            yield [self._question(row, order, topics) for row in rows]

    def _question(self, row: Row[tuple[object, ...]], order: Order, topics: Mapping[str, str]) -> tuple[Cell, ...]:
        names, language = self.names, order.language
        cells = (
            row.id,
            row.at.astimezone(self.zone).replace(tzinfo=None, microsecond=0),
            names.channel(row.channel, language),
            row.language,
            names.outcome(row.outcome, language),
            topics.get(row.topic, row.topic),
            row.confidence,
            row.section_id,
            names.rating(row.is_useful, language),
            round(row.latency_ms, 1),
            "" if row.is_counted else names.column("staff", language),
        )
        return (*cells, row.text) if order.has_text else cells

    async def _counters(self, order: Order) -> AsyncIterator[Batch]:
        table = OUTCOME_COUNTER if order.sheet is Sheet.VISITS else VISIT_COUNTER
        start = max(order.span.first, await self._first_day() or order.span.last)
        while start <= order.span.last:
            end = min(start + timedelta(days=_DAYS - 1), order.span.last)
            query = select(table).where(table.c.day >= start, table.c.day <= end)
            rows = await self._read(query.order_by(*table.primary_key.columns))
            if batch := [cells for row in rows if (cells := self._counted(row, order))]:
                yield batch
            start = end + timedelta(days=1)

    def _counted(self, row: Row[tuple[object, ...]], order: Order) -> tuple[Cell, ...]:
        names, language = self.names, order.language
        if order.sheet is Sheet.VISITS:
            return (
                row.day,
                names.outcome(row.outcome, language),
                names.channel(row.channel, language),
                row._mapping["count"],
            )
        return (row.day, row.subject, names.announcement(row.subject), row._mapping["count"]) if row.subject else ()

    async def _first_day(self) -> date | None:
        async with self.database.read() as connection:
            day: date | None = await connection.scalar(select(func.min(VISIT_COUNTER.c.day)))
        return day

    async def _read(self, query: Select[tuple[object, ...]]) -> Sequence[Row[tuple[object, ...]]]:
        async with self.database.read() as connection:
            return (await connection.execute(query)).all()


def _after(query: Select[tuple[object, ...]], last: tuple[datetime, int] | None) -> Select[tuple[object, ...]]:
    """Return `query` beyond the row that was read last."""
    if last is None:
        return query
    at, number = last
    return query.where(_TABLE.at >= at, (_TABLE.at > at) | (_TABLE.id > number))
