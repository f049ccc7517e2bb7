"""A replay asks what was asked, with and without the lesson, beside the event loop and with an end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.answers.answer import Answer
from bot.answers.answerer import Answerer
from bot.database import Database
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.settings import SettingsError
from bot.tables import INTERACTION, REPLAY
from bot.teaching.past_questions import PastQuestion, read_past_questions, read_question_file
from bot.teaching.proposal import Proposal, ReplayState
from bot.teaching.rehearsal import Progress, rehearse
from tests.bot.cast import HANOI, LAN, NOON
from tests.bot.teaching.school import AN, SYNONYM, School, open_school

ASKED = ("phí sao lục bao nhiêu", "mấy giờ xe rác qua ngõ", "PHI SAO LUC bao  nhieu", "xin chào")


async def log_questions(database: Database, *questions: str) -> None:
    log = InteractionLog(database, HANOI)
    for number, text in enumerate(questions):
        await log.record(Interaction(f"k{number}", NOON, LAN, Event.QUESTION, Outcome.NOT_FOUND, text))
    await log.record(Interaction("open", NOON, LAN, Event.OPEN, Outcome.SHOWN, "không phải câu hỏi"))
    await log.close()


@pytest.fixture
async def school(database: Database) -> School:
    await log_questions(database, *ASKED)
    return await open_school(database)


async def test_the_log_gives_each_question_once_the_newest_first(school: School) -> None:
    found = await read_past_questions(school.database, limit=9)
    assert [question.text for question in found] == ["xin chào", ASKED[2], ASKED[1]]
    assert len(await read_past_questions(school.database, limit=2)) == 2


async def test_what_would_change_is_shown_with_before_and_after(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM, interaction_id=3)
    replay = await school.teaching.replays.finish(proposed.id)
    assert replay is not None
    assert (replay.state, replay.asked, replay.total, replay.changed) == (ReplayState.DONE, 3, 3, 1)
    (change,) = replay.changes
    assert change.after.section_id == "chung-thuc/p1"
    assert change.before.outcome != change.after.outcome == Outcome.ANSWERED
    assert list(replay.counts.values()) == [1]
    assert await school.teaching.replays.questions_of(replay) == {3: ASKED[2]}


async def test_a_question_erased_since_is_gone_from_the_replay_too(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    replay = await school.teaching.replays.finish(proposed.id)
    async with school.database.write() as connection:
        await connection.execute(delete(INTERACTION).where(INTERACTION.c.person == LAN.person))
    assert replay is not None
    assert await school.teaching.replays.questions_of(replay) == {}
    async with school.database.read() as connection:
        kept = str((await connection.execute(select(REPLAY))).all())
    assert "SAO LUC" not in kept


async def test_taking_back_is_tried_as_well(school: School) -> None:
    taught = await school.teach(SYNONYM)
    proposed = await school.teaching.propose_undo(AN, taught.lesson.id)
    replay = await school.teaching.replays.finish(proposed.id)
    assert replay is not None
    assert replay.changed == 1
    assert replay.changes[0].before.outcome == Outcome.ANSWERED


async def test_questions_of_a_file_are_asked_too(database: Database) -> None:
    school = await open_school(database, more=(PastQuestion("phí sao lục bao nhiêu"),))
    proposed = await school.teaching.propose(AN, SYNONYM)
    replay = await school.teaching.replays.finish(proposed.id)
    assert replay is not None
    assert [change.question for change in replay.changes] == ["phí sao lục bao nhiêu"]


async def test_a_replay_that_lost_its_process_is_begun_anew(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    async with school.database.write() as connection:  # another process has claimed it and was killed
        await connection.execute(update(REPLAY).values(beat_at=NOON, asked=1, total=3))
    standing = await school.teaching.replays.advance(proposed.id)
    assert standing is not None
    assert not standing.is_over, "the other process may still live"
    school.clock.now += timedelta(seconds=11)
    replay = await school.teaching.replays.finish(proposed.id)
    assert replay is not None
    assert replay.state is ReplayState.DONE


async def test_old_replays_are_forgotten(school: School) -> None:
    old = await school.teaching.replays.propose(AN, Proposal())
    school.clock.now += timedelta(days=2)
    await school.teaching.replays.propose(AN, Proposal())
    assert await school.teaching.replays.find(old.id) is None


async def test_the_event_loop_goes_on_meanwhile(sqlite: Database) -> None:
    school = await open_school(sqlite, more=tuple(PastQuestion(f"hỏi lần {n} phí chứng thực") for n in range(200)))
    proposed = await school.teaching.propose(AN, SYNONYM)
    work = asyncio.create_task(school.teaching.replays.finish(proposed.id))
    longest_s, loop = 0.0, asyncio.get_running_loop()
    while not work.done():
        before = loop.time()
        await asyncio.sleep(0.005)
        longest_s = max(longest_s, loop.time() - before)
    replay = await work
    assert replay is not None
    assert replay.asked == 200
    assert longest_s < 0.5


class Slow(Answerer):
    """An answerer that only lets time pass."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def answer(self, question: str, *, language: str = "vi", key: str = "") -> Answer:
        self.asked.append(question)
        return Answer(Outcome.NOT_FOUND, ())


def test_a_rehearsal_ends_in_time() -> None:
    slow, progress = Slow(), Progress()
    questions = [PastQuestion(str(n)) for n in range(10)]
    rehearse(questions, slow, slow, progress, until_s=3.5, clock=lambda: float(progress.asked))
    assert progress.asked == 4


def test_a_question_file_may_be_lines_or_yaml(tmp_path: Path) -> None:
    lines, tree = tmp_path / "q.txt", tmp_path / "q.yaml"
    lines.write_text("một\n\n hai \n", "utf-8")
    tree.write_text("nhóm: [{q: một}, {id: x, q: hai}]\n", "utf-8")
    for path in (lines, tree):
        assert [each.text for each in read_question_file(str(path))] == ["một", "hai"]
    assert read_question_file("") == ()
    with pytest.raises(SettingsError, match=r"teaching\.questions"):
        read_question_file("/nowhere")
