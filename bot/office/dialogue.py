"""Where a member of staff stands in a conversation of several steps; the database is its only memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from bot.database import Database
from bot.tables import DIALOGUE


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One conversation: which flow, at which step, and what was gathered so far (JSON-ready)."""

    staff_id: int
    kind: str
    step: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Dialogues:
    """At most one open dialogue for each member of staff; `clock` tells the aware UTC time."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def find(self, staff_id: int) -> Dialogue | None:
        """Return the open dialogue of a member of staff."""
        query = select(DIALOGUE).where(DIALOGUE.c.staff_id == staff_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else Dialogue(row["staff_id"], row["kind"], row["step"], row["data"])

    async def put(self, dialogue: Dialogue) -> None:
        """Open the dialogue, or take it to its next step, instead of any other one."""
        row = {
            "staff_id": dialogue.staff_id,
            "kind": dialogue.kind,
            "step": dialogue.step,
            "data": dict(dialogue.data),
            "changed_at": self._clock(),
        }
        async with self._database.write() as connection:
            await connection.execute(delete(DIALOGUE).where(DIALOGUE.c.staff_id == dialogue.staff_id))
            await connection.execute(insert(DIALOGUE).values(row))

    async def end(self, staff_id: int) -> None:
        """Close the dialogue of a member of staff, if there is one."""
        async with self._database.write() as connection:
            await connection.execute(delete(DIALOGUE).where(DIALOGUE.c.staff_id == staff_id))
