"""What becomes of a person's traces among those of staff when the person wants to be forgotten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.database import Database
from bot.tables import (
    AUDIT,
    DESK_SESSION,
    DIALOGUE,
    DIGEST_CHOICE,
    DIGEST_SENT,
    FOUNDING_TRY,
    LOGIN_LINK,
    REPLAY,
    STAFF,
)
from bot.visitor import Visitor

NOBODY = 0  # in the audit: somebody who never was staff and is forgotten
# Unfinished work, open doors and knocks, by the column that says whose.
_PASSING = (
    *(table.c.staff_id for table in (DIALOGUE, DESK_SESSION, LOGIN_LINK, REPLAY, DIGEST_CHOICE, DIGEST_SENT)),
    FOUNDING_TRY.c.telegram_id,
)
_WITHOUT_ROLE = ("not_staff", "code", "tries")  # why somebody without a role was refused


class OfficeEraser:
    """Erases unfinished work and open doors, and who it was that knocked at the office without a role.

    What members of staff did or tried stays under their number: the public may ask who published what.
    """

    name = "unfinished"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count_of(self, visitor: Visitor) -> int:
        """Return how many rows are tied to a person and would go."""
        count = select(func.count())
        counts = [count.select_from(column.table).where(column == visitor.chat_id) for column in _PASSING]
        counts.append(count.select_from(AUDIT).where(*_refused(visitor)))
        async with self._database.read() as connection:
            return sum([await connection.scalar(each) or 0 for each in counts])

    async def erase(self, visitor: Visitor) -> int:
        """Erase a person's share and return how many rows that were."""
        async with self._database.write() as connection:
            steps = [delete(column.table).where(column == visitor.chat_id) for column in _PASSING]
            untied = update(AUDIT).where(*_refused(visitor)).values(staff_id=NOBODY)
            return sum([(await connection.execute(step)).rowcount for step in (*steps, untied)])


def _refused(visitor: Visitor) -> tuple[ColumnElement[Any], ...]:
    """Return what tells the attempts of a person who had no role; none of those of today's staff."""
    is_staff = select(STAFF.c.telegram_id).where(STAFF.c.telegram_id == visitor.chat_id).exists()
    had_no_role = AUDIT.c.detail["reason"].as_string().in_(_WITHOUT_ROLE)
    return AUDIT.c.staff_id == visitor.chat_id, AUDIT.c.is_allowed.is_(False), had_no_role, ~is_staff
