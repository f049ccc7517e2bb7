"""The question log: filters, pages by key, why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.admin.question_log import Filters, QuestionLog, Rating
from bot.admin.why import explain
from bot.database import Database
from bot.interactions import Event, Interaction
from bot.outcome import Outcome
from bot.reply import Verb
from bot.visitor import Channel, Visitor
from tests.bot.admin.register import asked, opened, record
from tests.bot.cast import HANOI, LAN, NOON
from tests.bot.house import CERTIFICATION, build_house
from tests.bot.test_conversation import button

LATE = datetime(2026, 11, 22, 23, 30, tzinfo=HANOI)
ROWS = (
    asked("Phí chứng thực bao nhiêu", NOON - timedelta(days=9), topic="chung-thuc", confidence=0.9, is_useful=True),
    asked("đèn đường hỏng 100% rồi", LATE, Visitor("m", Channel.WEB), Outcome.NOT_FOUND, confidence=0.1),
    asked("lịch rác", NOON, outcome=Outcome.RELATED, topic="moi-truong", confidence=0.5, is_useful=False),
    opened(NOON),
)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), [2, 1, 0]),
        (Filters(outcome=Outcome.NOT_FOUND), [1]),
        (Filters(words="CHUNG thuc"), [0]),
        (Filters(words="thực phí"), [0]),
        (Filters(words="100%"), [1]),
        (Filters(words="%"), [1]),
        (Filters(words="_"), []),
        (Filters(topic="moi-truong"), [2]),
        (Filters(confidence_from=0.5), [2, 0]),
        (Filters(confidence_to=0.5), [2, 1]),
        (Filters(rating=Rating.USEFUL), [0]),
        (Filters(rating=Rating.USELESS), [2]),
        (Filters(rating=Rating.NONE), [1]),
        (Filters(channel=Channel.WEB), [1]),
        (Filters(is_unanswered=True), [2, 1]),
        (Filters(since=date(2026, 11, 22)), [2, 1]),
        (Filters(until=date(2026, 11, 22)), [1, 0]),
        (Filters(since=date(2026, 11, 22), until=date(2026, 11, 22)), [1]),
        (Filters(since=date(2027, 3, 1)), []),
        (Filters(until=date(2020, 3, 1)), []),
    ],
    ids=str,
)
async def test_each_filter_leaves_what_it_says(database: Database, filters: Filters, found: list[int]) -> None:
    numbers = await record(database, *ROWS)
    page = await QuestionLog(database, HANOI).page(filters)
    assert [numbers.index(row.id) for row in page.rows if row.id] == found
    assert page.older is None


async def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    numbers = await record(database, *(replace(asked(), text=f"câu {n}") for n in range(23)))
    log, before, found = QuestionLog(database, HANOI), None, []
    while True:
        page = await log.page(Filters(), before=before, limit=5)
        found += [row.id for row in page.rows]
        if page.older is None:
            break
        before = page.older
    assert found == numbers[::-1]


async def test_a_page_looks_at_a_bounded_number_of_rows_and_says_how_far(database: Database) -> None:
    start = NOON - timedelta(days=30)
    needle, *_ = await record(
        database, asked("kim", start), *(asked("rơm", start + timedelta(days=n)) for n in range(1, 30))
    )
    log, before, looked = QuestionLog(database, HANOI, max_looked=10), None, []
    while True:
        page = await log.page(Filters(words="kim"), before=before)
        looked.append(page.looked_until)
        if page.older is None:
            break
        before = page.older
    assert [row.id for row in page.rows] == [needle]
    assert looked == [start + timedelta(days=20), start + timedelta(days=10), None]


async def test_an_empty_log_has_an_empty_page(database: Database) -> None:
    page = await QuestionLog(database, HANOI).page(Filters(since=date(2026, 1, 1), until=date(2026, 1, 2)))
    assert (page.rows, page.older) == ((), None)


async def test_a_row_says_why(database: Database) -> None:
    house = build_house(database)
    answer = await house.conversation.ask(LAN, "phí chứng thực bao nhiêu", key="q1")
    await house.conversation.press(LAN, button(answer, Verb.USELESS), key="q2")
    question = await house.log.find("q1")
    assert question
    assert question.id
    why = await explain(QuestionLog(database, HANOI), house.base, question.id)
    assert why
    assert why.asked.topic == "chung-thuc"
    assert why.asked.is_useful is False
    assert "2.000 đồng" in why.quoted[0]
    assert [each.section_id for each in why.weighed if each.is_shown] == ["chung-thuc/p1"]
    assert why.weighed[0].title == CERTIFICATION.title
    assert not why.has_changed
    assert [(each.event, each.is_useful) for each in why.reactions] == [(Event.FEEDBACK, False)]


async def test_a_row_outlives_what_it_quoted(database: Database) -> None:
    house = build_house(database)
    await house.conversation.ask(LAN, "phí chứng thực bao nhiêu", key="q1")
    question: Interaction | None = await house.log.find("q1")
    house.base.change(removed=[CERTIFICATION.id])
    why = await explain(QuestionLog(database, HANOI), house.base, (question and question.id) or 0)
    assert why
    assert "2.000 đồng" in why.quoted[0]
    assert why.has_changed
    assert {each.title for each in why.weighed} == {None}


@pytest.mark.parametrize("number", [0, -1, 99])
async def test_there_is_no_why_without_a_question(database: Database, number: int) -> None:
    assert await explain(QuestionLog(database, HANOI), build_house(database).base, number) is None


async def test_a_quote_under_its_heading_is_not_called_changed(database: Database) -> None:
    house = build_house(database)
    quoted = ["Phí\nPhí chứng thực bản sao là … một trang."]
    numbers = await record(database, asked(section_id="chung-thuc/p1", detail={"quoted": quoted}))
    why = await explain(QuestionLog(database, HANOI), house.base, numbers[0])
    assert why
    assert not why.has_changed
