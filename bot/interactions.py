"""Record visits: one row per question, open, browse, tap or feedback, committed before the reply goes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database, add_to, insert_new
from bot.group_commit import GroupCommit
from bot.outcome import Outcome
from bot.tables import INTERACTION, VISIT_COUNTER
from bot.visitor import Channel, Visitor


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
    `detail` is JSON-ready: matches with scores, did_you_mean, what the reply was about. `latency_ms` runs from the
    question's arrival to the finished reply.
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
    detail: dict[str, Any] = field(default_factory=dict)


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
        return None if row is None else _interaction(row)

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
        rows = [_row(each, each.at.astimezone(self._zone).date()) for each in by_key.values()]
        new = set((await connection.execute(statement, rows)).scalars())
        counts = Counter(
            (row["day"], subject)
            for row in rows
            if row["key"] in new and row["is_counted"]
            for subject in {"", *row["announcement_ids"]}
        )
        if counts:
            added = [{"day": day, "subject": subject, "count": n} for (day, subject), n in sorted(counts.items())]
            await connection.execute(add_to(connection, VISIT_COUNTER, "count"), added)


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
        "announcement_ids": list(interaction.announcement_ids),
        "section_id": interaction.section_id,
        "confidence": interaction.confidence,
        "latency_ms": interaction.latency_ms,
        "detail": interaction.detail,
    }


def _interaction(row: RowMapping) -> Interaction:
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
        detail=row["detail"],
    )
