"""Lessons are saved once, kept over a restart, taken back and given again; every process follows."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.app import REFRESH_S, keep_fresh
from bot.audit import read_attempts
from bot.database import Database
from bot.outcome import Outcome
from bot.staff import Member, NotAllowedError, StaffRole, add_member
from bot.teaching.checking import Draft, LessonError
from bot.teaching.teaching import StaleError
from knowledge.teaching import LessonKind
from tests.bot.cast import NOON
from tests.bot.house import CERTIFICATION, WASTE
from tests.bot.teaching.school import ALIAS, AN, BINH, PIN, SPELLING, STRANGER, SYNONYM, School, open_school

ASKED = "phi sao luc bao nhieu"


@pytest.fixture
async def school(database: Database) -> School:
    return await open_school(database)


def outcome(school: School, question: str = ASKED) -> Outcome:
    return school.answerer.answer(question).outcome


async def test_a_lesson_counts_here_and_in_a_second_process(school: School) -> None:
    second = await open_school(school.database)
    assert outcome(school) is not Outcome.ANSWERED
    await school.teach(SYNONYM)
    assert outcome(school) is Outcome.ANSWERED
    assert outcome(second) is not Outcome.ANSWERED
    await second.follow()
    assert outcome(second) is Outcome.ANSWERED


async def test_a_running_process_follows_within_the_time_of_a_refresh(school: School) -> None:
    second, stop = await open_school(school.database), asyncio.Event()
    running = asyncio.create_task(keep_fresh((second.book.refresh,), stop))
    await asyncio.sleep(0.1)
    taught = await school.teach(SYNONYM)
    for expected in (True, False):
        async with asyncio.timeout(REFRESH_S + 0.5):
            while (outcome(second) is Outcome.ANSWERED) is not expected:  # noqa: ASYNC110 - the other one tells nothing
                await asyncio.sleep(0.02)
        await school.book.undo(AN, taught.lesson.id)
    stop.set()
    await running


async def test_a_restart_keeps_it_and_taking_back_ends_it_everywhere(school: School) -> None:
    taught = await school.teach(SYNONYM)
    second = await open_school(school.database)
    assert outcome(second) is Outcome.ANSWERED
    undone = await second.book.undo(BINH, taught.lesson.id)
    assert (undone.is_undone, undone.undone_by) == (True, BINH)
    await school.follow()
    assert outcome(school) is outcome(second) is not Outcome.ANSWERED
    await school.book.redo(AN, taught.lesson.id)
    await second.follow()
    assert outcome(school) is outcome(second) is Outcome.ANSWERED


async def test_every_kind_is_answered_from_its_announcement_and_named_in_the_log(school: School) -> None:
    for draft in (PIN, ALIAS, SPELLING):
        await school.teach(draft)
    pinned = school.answerer.answer("sao y giay to thi lam o cho nao")
    assert (pinned.outcome, pinned.section_id) == (Outcome.ANSWERED, "chung-thuc/p2")
    assert "Nộp hồ sơ tại bộ phận một cửa của phường." in pinned.reply.text
    assert "Nguồn: Chứng thực bản sao từ bản chính" in pinned.reply.text
    named = school.answerer.answer("ke hoach xe rac xanh ban hanh ngay nao")
    assert "03/02/2026" in named.reply.text
    assert [len(answer.detail["lessons"]) for answer in (pinned, named)] == [1, 1]


async def test_a_pin_dies_when_its_section_changes_or_goes(school: School) -> None:
    taught = await school.teach(PIN)
    kept, changed = CERTIFICATION.sections
    await school.publish(replace(CERTIFICATION, sections=(kept, replace(changed, text="Nộp hồ sơ trực tuyến."))))
    await school.follow()
    assert not school.book.is_alive(taught)
    assert "lessons" not in school.answerer.answer(PIN.wording).detail


@pytest.mark.parametrize(
    ("question", "expected"),
    [("cháy nhà rồi cứu với", Outcome.EMERGENCY), ("xin chào", Outcome.GREETING), ("ngu vãi", Outcome.REFUSED)],
)
async def test_no_lesson_touches_what_comes_first(school: School, question: str, expected: Outcome) -> None:
    before = school.answerer.answer(question)
    for draft in (SYNONYM, PIN, ALIAS, SPELLING):
        await school.teach(draft)
    assert before.outcome is expected
    assert school.answerer.answer(question) == before


async def test_a_named_number_goes_before_a_pin(school: School) -> None:
    await school.teach(PIN)
    answer = school.answerer.answer(f"{PIN.wording} theo 12/KH-UBND")
    assert answer.announcement_ids == (WASTE.id,)


async def test_the_same_replay_saves_once(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    await school.teaching.replays.finish(proposed.id)
    second = await open_school(school.database)
    await second.follow()
    saved = await asyncio.gather(*(each.teaching.save(AN, proposed.id, is_sure=True) for each in (school, second)))
    saved.append(await school.teaching.save(AN, proposed.id))
    assert len({each.lesson.id for each in saved}) == 1
    assert await school.book.count() == (1, 1)


async def test_nothing_counts_before_it_is_saved(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    await school.teaching.replays.finish(proposed.id)
    await school.follow()
    assert outcome(school) is not Outcome.ANSWERED
    assert await school.book.count() == (0, 0)


async def test_a_change_of_the_knowledge_between_replay_and_saving_is_told(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    await school.teaching.replays.finish(proposed.id)
    await school.publish(replace(WASTE, title="Kế hoạch phân loại rác mới"))
    with pytest.raises(StaleError):
        await school.teaching.save(AN, proposed.id)
    await school.teaching.save(AN, proposed.id, is_sure=True)


async def test_only_staff_teach_and_every_attempt_is_written_down(school: School) -> None:
    taught = await school.teach(SYNONYM)
    with pytest.raises(NotAllowedError):
        await school.teaching.propose(STRANGER, PIN)
    with pytest.raises(NotAllowedError):
        await school.book.undo(STRANGER, taught.lesson.id)
    attempts = await read_attempts(school.database)
    told = [(a.staff_id, a.subject, a.is_allowed, a.detail.get("step")) for a in reversed(attempts)]
    assert told == [
        (AN, "propose synonym", True, None),
        (AN, "lesson 1", True, "save synonym"),
        (STRANGER, "propose pin", False, None),
        (STRANGER, "lesson", False, "undo 1"),
    ]


async def test_an_official_of_one_topic_teaches_about_it_alone(school: School) -> None:
    chi = Member(13, StaffRole.OFFICIAL, topics=("moi-truong",))
    await add_member(school.database, chi, now=NOON)
    taught = await school.teach(ALIAS, by=chi.telegram_id)
    await school.book.undo(chi.telegram_id, taught.lesson.id)
    for draft in (PIN, SYNONYM, SPELLING):
        with pytest.raises(NotAllowedError, match="topic"):
            await school.teach(draft, by=chi.telegram_id)
    other = await school.teach(PIN)
    with pytest.raises(NotAllowedError, match="topic"):
        await school.book.undo(chi.telegram_id, other.lesson.id)


async def test_another_one_s_proposal_is_not_saved(school: School) -> None:
    proposed = await school.teaching.propose(AN, SYNONYM)
    await school.teaching.replays.finish(proposed.id)
    with pytest.raises(NotAllowedError):
        await school.teaching.save(BINH, proposed.id)


async def test_there_is_an_end_to_lessons(database: Database) -> None:
    school = await open_school(database, max_lessons=1)
    taught = await school.teach(SYNONYM)
    with pytest.raises(LessonError, match="full"):
        await school.teach(PIN)
    await school.book.undo(AN, taught.lesson.id)
    await school.teach(PIN)
    with pytest.raises(LessonError, match="full"):
        await school.book.redo(AN, taught.lesson.id)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Draft(LessonKind.SYNONYM, "cháy nhà", "chứng thực"), "emergency"),
        (Draft(LessonKind.SYNONYM, "cho em hỏi", "chứng thực"), "empty"),
        (Draft(LessonKind.SYNONYM, "gọi 0912345678", "chứng thực"), "personal"),
        (Draft(LessonKind.SYNONYM, "ô" * 301, "chứng thực"), "too_long"),
        (Draft(LessonKind.PIN, "xin chào", target="chung-thuc/p2"), "small_talk"),
        (Draft(LessonKind.PIN, "12/KH-UBND nói gì", target="chung-thuc/p2"), "number"),
        (Draft(LessonKind.PIN, "nộp hồ sơ chỗ nào", target="chung-thuc/p9"), "no_section"),
        (Draft(LessonKind.ALIAS, "kế hoạch xanh", "99/KH-UBND"), "unknown_name"),
        (Draft(LessonKind.ALIAS, "kế hoạch 12/KH-UBND", "chung-thuc"), "number"),
    ],
    ids=lambda value: value.wording[:20] if isinstance(value, Draft) else value,
)
async def test_a_lesson_that_would_do_harm_is_refused(school: School, draft: Draft, reason: str) -> None:
    with pytest.raises(LessonError, match=f"^{reason}$"):
        await school.teaching.propose(AN, draft)


async def test_a_second_lesson_about_the_same_words_names_the_first(school: School) -> None:
    for draft in (SYNONYM, PIN, ALIAS, SPELLING):
        taught = await school.teach(draft)
        with pytest.raises(LessonError) as refused:
            await school.teach(draft)
        assert (refused.value.reason, refused.value.values) == ("twice", {"number": taught.lesson.id})


async def test_a_unit_and_a_place_may_have_other_names(school: School) -> None:
    unit = await school.teach(Draft(LessonKind.ALIAS, "phường mình", "phuong thu"))
    place = await school.teach(Draft(LessonKind.ALIAS, "thành phố hoa phượng", "Hải Phòng"))
    assert [unit.lesson.meaning, place.lesson.meaning] == ["Phường Thử", "Hải Phòng"]
