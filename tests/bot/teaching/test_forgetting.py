"""A resident who erases everything is untied from lessons, trials and lessons in the making."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.database import Database
from bot.interactions import Event, Interaction, InteractionLog
from bot.office.dialogue import Dialogue, Dialogues
from bot.outcome import Outcome
from bot.tables import LESSON, REPLAY
from bot.teaching.forgetting import LessonTraces
from tests.bot.cast import HANOI, LAN, MINH, NOON
from tests.bot.teaching.school import AN, SYNONYM, School, open_school


async def teach_from_lan(database: Database) -> School:
    log = InteractionLog(database, HANOI)
    await log.record(Interaction("k1", NOON, LAN, Event.QUESTION, Outcome.NOT_FOUND, "phí sao lục bao nhiêu"))
    await log.close()
    school = await open_school(database)
    proposed = await school.teaching.propose(AN, SYNONYM, interaction_id=1)
    await school.teaching.replays.finish(proposed.id)
    await school.teaching.save(AN, proposed.id)
    await Dialogues(database, lambda: NOON).put(Dialogue(AN, "log", "choice", {"wording": "phí sao lục"}))
    return school


async def test_the_ties_go_and_the_lesson_stays(database: Database) -> None:
    school, traces = await teach_from_lan(database), LessonTraces(database)
    assert await traces.count_of(LAN) == 1
    assert await traces.erase(LAN) == 1
    assert await traces.count_of(LAN) == await traces.erase(LAN) == 0
    assert await Dialogues(database, lambda: NOON).find(AN) is None
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(REPLAY)) == 0
        assert await connection.scalar(select(LESSON.c.interaction_id)) is None
    assert await school.book.count() == (1, 1)


async def test_somebody_else_changes_nothing(database: Database) -> None:
    await teach_from_lan(database)
    assert await LessonTraces(database).erase(MINH) == 0
    assert await LessonTraces(database).count_of(LAN) == 1
