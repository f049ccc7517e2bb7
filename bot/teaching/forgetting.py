"""What lessons keep of a resident: the log row that they came from; forgotten when the resident erases everything."""

from __future__ import annotations

from sqlalchemy import Select, delete, func, select, update

from bot.database import Database
from bot.office.log_pages import KIND
from bot.tables import DIALOGUE, INTERACTION, LESSON, REPLAY
from bot.visitor import Visitor


class LessonTraces:
    """Unties lessons from a person, before the person's rows of the log go.

    Trials and lessons in the making may hold the person's questions: all of them are forgotten, officials try again.
    A saved lesson stays: it says what words mean, in words that an official chose.
    """

    name = "lessons"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count_of(self, visitor: Visitor) -> int:
        """Return how many lessons came from a question of the person."""
        query = select(func.count()).select_from(LESSON).where(LESSON.c.interaction_id.in_(_own(visitor)))
        async with self._database.read() as connection:
            return await connection.scalar(query) or 0

    async def erase(self, visitor: Visitor) -> int:
        """Untie the person's lessons and return how many there were."""
        untie = update(LESSON).where(LESSON.c.interaction_id.in_(_own(visitor))).values(interaction_id=None)
        async with self._database.write() as connection:
            if await connection.scalar(_own(visitor).limit(1)) is None:
                return 0
            await connection.execute(delete(REPLAY))
            await connection.execute(delete(DIALOGUE).where(DIALOGUE.c.kind == KIND))
            return (await connection.execute(untie)).rowcount


def _own(visitor: Visitor) -> Select[tuple[int]]:
    return select(INTERACTION.c.id).where(INTERACTION.c.person == visitor.person)
