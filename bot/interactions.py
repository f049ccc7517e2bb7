"""Record visits: one row per question, open, browse, tap or feedback, committed before the reply goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database, add_to, insert_new
from bot.group_commit import GroupCommit
from bot.outcome import Outcome
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER, VISIT_COUNTER
from bot.visitor import Channel, Visitor
from knowledge.vietnamese import fold


class Event(StrEnum):
    """What the visitor did."""

    QUESTION = "question"
    OPEN = "open"
    BROWSE = "browse"
    TAP = "tap"
    FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Interaction:
    """One recorded visit. `key` names the incoming event: a repeated key is counted once.

    `text` is masked before it gets here. `announcement_ids` are those whose words were shown (a view each).
    `topic` is the slug of the category that it led to. `about_id` names the interaction that this one is a word about,
    `is_useful` what was said of it. `detail` is JSON-ready: matches with scores, did_you_mean, the words quoted.
    `latency_ms` runs from the question's arrival to the finished reply. `id` is the number of the row, once written.
    """

    key: str
    at: datetime
    visitor: Visitor
    event: Event
    outcome: Outcome
    text: str = ""
    announcement_ids: tuple[str, ...] = ()
    section_id: str | None = None
    confidence: float | None = None
    latency_ms: float = 0.0
    topic: str = ""
    about_id: int | None = None
    is_useful: bool | None = None
    detail: dict[str, Any] = field(default_factory=dict)
    id: int | None = None


class InteractionLog:
    """Interactions and the counters that outlive them, written together in group commits."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._commits = GroupCommit(database, self._write)

    async def record(self, interaction: Interaction) -> None:
        """Return when the interaction is committed; a key that is there already changes nothing."""
        await self._commits.submit(interaction)

    async def find(self, key: str) -> Interaction | None:
        """Return the interaction of that key, None when it is unknown."""
        async with self._database.read() as connection:
            query = select(INTERACTION).where(INTERACTION.c.key == key)
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else read_interaction(row)

    async def count_of(self, person: str) -> int:
        """Return how many interactions are tied to a person."""
        async with self._database.read() as connection:
            query = select(func.count()).select_from(INTERACTION).where(INTERACTION.c.person == person)
            return await connection.scalar(query) or 0

    async def erase(self, person: str) -> int:
        """Delete every interaction tied to a person and return how many; the counters stay."""
        async with self._database.write() as connection:
            return (await connection.execute(delete(INTERACTION).where(INTERACTION.c.person == person))).rowcount

    async def close(self) -> None:
        """Return when everything recorded so far is settled."""
        await self._commits.close()

    async def _write(self, connection: AsyncConnection, interactions: Sequence[Interaction]) -> None:
        by_key = {interaction.key: interaction for interaction in reversed(interactions)}
        statement = insert_new(connection, INTERACTION).returning(INTERACTION.c.key)
        local = {key: each.at.astimezone(self._zone) for key, each in by_key.items()}
        rows = [_row(each, local[key].date()) for key, each in by_key.items()]
        new = set((await connection.execute(statement, rows)).scalars())
        visits = [(local[key], each) for key, each in by_key.items() if key in new and each.visitor.is_counted]
        await count_visits(connection, visits)
        await _rate(connection, [each for key, each in by_key.items() if key in new])


async def count_visits(connection: AsyncConnection, visits: Sequence[tuple[datetime, Interaction]]) -> None:
    """Add visits, each with its moment in the unit's time zone, to the counters that are kept for ever."""
    counters: dict[Table, Counter[tuple[Any, ...]]] = {
        VISIT_COUNTER: Counter((at.date(), s) for at, v in visits for s in {"", *v.announcement_ids}),
        OUTCOME_COUNTER: Counter((at.date(), v.outcome.value, v.visitor.channel.value) for at, v in visits),
        HOUR_COUNTER: Counter((at.date(), at.hour, v.outcome.value) for at, v in visits),
        TOPIC_COUNTER: Counter((at.date(), v.topic) for at, v in visits if v.topic),
    }
    for table, counts in counters.items():
        if counts:  # in one order everywhere: PostgreSQL locks each row
            names = [column.name for column in table.columns]
            added = [dict(zip(names, (*key, count), strict=True)) for key, count in sorted(counts.items())]
            await connection.execute(add_to(connection, table, "count"), added)


async def _rate(connection: AsyncConnection, interactions: Sequence[Interaction]) -> None:
    """Note on the rows that feedback is about what was said of them; the last word counts."""
    for each in interactions:
        if each.about_id is not None and each.is_useful is not None:
            rated = update(INTERACTION).where(INTERACTION.c.id == each.about_id)
            await connection.execute(rated.values(is_useful=each.is_useful))


def _row(interaction: Interaction, day: date) -> dict[str, Any]:
    visitor = interaction.visitor
    return {
        "key": interaction.key,
        "at": interaction.at,
        "day": day,
        "person": visitor.person,
        "channel": visitor.channel,
        "language": visitor.language,
        "is_counted": visitor.is_counted,
        "event": interaction.event,
        "outcome": interaction.outcome,
        "text": interaction.text,
        "folded": fold(interaction.text),
        "topic": interaction.topic,
        "announcement_ids": list(interaction.announcement_ids),
        "section_id": interaction.section_id,
        "confidence": interaction.confidence,
        "latency_ms": interaction.latency_ms,
        "about_id": interaction.about_id,
        "is_useful": interaction.is_useful,
        "detail": interaction.detail,
    }


def read_interaction(row: RowMapping) -> Interaction:
    """Return what a row of the table holds."""
    return Interaction(
        key=row["key"],
        at=row["at"],
        visitor=Visitor(row["person"], Channel(row["channel"]), row["language"], row["is_counted"]),
        event=Event(row["event"]),
        outcome=Outcome(row["outcome"]),
        text=row["text"],
        announcement_ids=tuple(row["announcement_ids"]),
        section_id=row["section_id"],
        confidence=row["confidence"],
        latency_ms=row["latency_ms"],
        topic=row["topic"],
        about_id=row["about_id"],
        is_useful=row["is_useful"],
        detail=row["detail"],
        id=row["id"],
    )
