"""Most asked, rising and unanswered questions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.admin.asked import KEPT, Asked, AskedShelf, read_asked
from bot.admin.grouping import MIN_PEOPLE
from bot.database import Database
from bot.interactions import Interaction
from bot.outcome import Outcome
from bot.visitor import Visitor
from tests.bot.admin.register import asked, opened, person, record
from tests.bot.cast import LAN, MINH, NOON, OFFICIAL


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


async def read(database: Database, *interactions: Interaction) -> Asked:
    await record(database, *interactions)
    return await read_asked(database, NOON)


async def test_one_person_who_repeats_is_one_person(database: Database) -> None:
    found = await read(database, *(asked("phí chứng thực", days_ago(day)) for day in range(1, 6)))
    (group,) = found.groups
    assert (group.people, group.times) == (1, 5)


async def test_wordings_are_one_group_named_by_the_newest_of_the_commonest(database: Database) -> None:
    wordings = ("phi chung thuc", "Phí chứng thực", "cho hỏi phí chứng thực ạ")
    found = await read(database, *(asked(text, days_ago(3 - n), person(n)) for n, text in enumerate(wordings)))
    (group,) = found.groups
    assert (group.text, group.people) == ("Phí chứng thực", 3)
    assert set(group.wordings) == {"phi chung thuc", "cho hỏi phí chứng thực ạ"}


async def test_the_unanswered_come_first_then_the_most_asked(database: Database) -> None:
    found = await read(
        database,
        *(asked("phí chứng thực", days_ago(2), person(n)) for n in range(5)),
        *(asked("lịch thu gom rác", days_ago(2), person(n)) for n in range(3)),
        *(asked("sửa đèn đường hỏng", days_ago(2), person(n), Outcome.NOT_FOUND) for n in range(2)),
    )
    assert [group.people for group in found.most_asked()] == [2, 5, 3]


@pytest.mark.parametrize(
    ("outcome", "more", "failed"),
    [
        (Outcome.NOT_FOUND, {}, {"not_found": 1}),
        (Outcome.RELATED, {}, {"related": 1}),
        (Outcome.CLARIFY, {}, {"clarify": 1}),
        (Outcome.ANSWERED, {}, {}),
        (Outcome.ANSWERED, {"is_useful": False}, {"useless": 1}),
        (Outcome.RELATED, {"is_useful": True}, {}),
        (Outcome.NOT_FOUND, {"is_useful": False}, {"not_found": 1}),
    ],
    ids=str,
)
async def test_how_a_question_goes_without_an_answer(
    sqlite: Database, outcome: Outcome, more: dict[str, Any], failed: dict[str, int]
) -> None:
    found = await read(sqlite, asked(at=days_ago(1), outcome=outcome, **more))
    assert [dict(group.failed) for group in found.unanswered()] == ([failed] if failed else [])


@pytest.mark.parametrize(("minutes", "who", "is_left"), [(2, LAN, False), (45, LAN, True), (2, MINH, True)], ids=str)
async def test_a_choice_that_was_opened_is_an_answer(
    database: Database, minutes: int, who: Visitor, is_left: bool
) -> None:
    question = asked(at=days_ago(1), who=LAN, outcome=Outcome.CLARIFY)
    found = await read(database, question, opened(question.at + timedelta(minutes=minutes), who))
    assert bool(found.unanswered()) is is_left


async def test_staff_and_small_talk_are_no_demand(database: Database) -> None:
    found = await read(
        database, asked(at=days_ago(1), who=OFFICIAL), asked("xin chào", days_ago(1), outcome=Outcome.GREETING)
    )
    assert found.groups == ()


def crowd(text: str, people: int, days: float) -> list[Interaction]:
    return [asked(text, days_ago(days), person(n), Outcome.NOT_FOUND) for n in range(people)]


async def test_what_many_more_ask_this_week_rises(database: Database) -> None:
    steady = [each for week in (1, 8, 15, 22, 29) for each in crowd("phí chứng thực", 10, week)]
    found = await read(database, *steady, *crowd("đèn đường hỏng", 8, 2))
    assert [group.text for group in found.rising()] == ["đèn đường hỏng"]


async def test_a_week_busy_in_everything_makes_nothing_rise(database: Database) -> None:
    before = [each for text in ("phí chứng thực", "lịch rác") for each in crowd(text, 4, 10)]
    now = [each for text in ("phí chứng thực", "lịch rác") for each in crowd(text, 20, 2)]
    assert (await read(database, *before, *now)).rising() == ()


async def test_few_people_are_no_trend(database: Database) -> None:
    steady = [each for week in (8, 15, 22, 29) for each in crowd("phí chứng thực", 30, week)]
    found = await read(database, *steady, *crowd("đèn đường hỏng", MIN_PEOPLE - 1, 1))
    assert found.rising() == ()


async def test_without_weeks_to_compare_with_nothing_is_said_to_rise(database: Database) -> None:
    assert (await read(database, *crowd("đèn đường hỏng", 30, 1))).rising() == ()


async def test_pages_share_what_was_grouped_for_a_minute(database: Database) -> None:
    moments = iter((NOON, NOON + KEPT / 2, NOON + KEPT, NOON))
    shelf = AskedShelf(database, lambda: next(moments))
    await record(database, asked(at=NOON - timedelta(hours=1)))
    first = await shelf.read()
    await record(database, asked("lịch rác", at=NOON - timedelta(hours=1)))
    counts = [len((await shelf.read()).groups) for _ in range(3)]
    assert (len(first.groups), counts) == (1, [1, 2, 2])  # a clock that was set back makes nothing stale for ever
