"""A visitor's steps, over the real database, index and catalogue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.command import Command, Unreadable
from bot.conversation import Conversation
from bot.database import Database
from bot.fair_use import Allowance, FairUse
from bot.outcome import Outcome
from bot.pages import LISTED
from bot.privacy import MASK
from bot.reply import Action, Reply, Verb, parse_action
from bot.tables import INTERACTION
from tests.bot.cast import LAN, MINH, OFFICIAL
from tests.bot.house import WASTE, House, build_house


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    """Give a conversation over two small announcements."""
    built = build_house(database)
    yield built
    await built.log.close()


def button(reply: Reply, verb: Verb) -> Action:
    return next(b.action for row in reply.buttons for b in row if b.action.verb is verb)


async def test_a_question_is_answered_in_the_text_s_own_words(house: House) -> None:
    reply = await house.conversation.ask(LAN, "phi chung thuc ban sao bao nhieu", key="q1")
    assert "2.000 đồng một trang" in reply.text
    recorded = await house.log.find("q1")
    assert recorded
    assert recorded.outcome is Outcome.ANSWERED
    assert recorded.announcement_ids == ("chung-thuc",)


async def test_a_repeated_event_is_counted_once(house: House) -> None:
    for _ in range(3):
        await house.conversation.ask(LAN, "phí chứng thực", key="q1")
    assert (await house.conversation.visits()).total == 1


async def test_the_official_s_own_questions_do_not_count(house: House) -> None:
    await house.conversation.ask(OFFICIAL, "phí chứng thực", key="q1")
    assert (await house.conversation.visits()).total == 0


async def test_an_answer_opens_in_full_and_takes_feedback(house: House) -> None:
    answer = await house.conversation.ask(LAN, "phí chứng thực bản sao bao nhiêu", key="q1")
    opened = await house.conversation.press(LAN, button(answer, Verb.OPEN), key="q2")
    assert "2.000 đồng một trang" in opened.text
    thanked = await house.conversation.press(LAN, button(answer, Verb.USELESS), key="q3")
    assert thanked.toast
    assert "024 0000 0000" in thanked.text
    asked, noted = await house.log.find("q1"), await house.log.find("q3")
    assert asked
    assert noted
    assert (noted.about_id, noted.is_useful, asked.is_useful) == (asked.id, False, False)


@pytest.mark.parametrize("command", list(Command))
async def test_each_command_shows_something_and_is_recorded(house: House, command: Command) -> None:
    reply = await house.conversation.command(LAN, command, key="c1")
    assert reply.text
    assert await house.log.find("c1") is not None


@pytest.mark.parametrize("data", ["b:", "b:stop", "b:t.0.+moi-truong"])
async def test_without_a_chat_subscribing_points_to_where_it_works(house: House, data: str) -> None:
    reply = await house.conversation.press(MINH, parse_action(data), key="p1")
    assert "Telegram" in reply.text


async def test_browsing_leads_from_categories_to_a_section(house: House) -> None:
    reply = await house.conversation.command(LAN, Command.CATEGORIES, key="c1")
    for number, verb in enumerate((Verb.CATEGORY, Verb.ANNOUNCEMENT, Verb.OPEN)):
        reply = await house.conversation.press(LAN, button(reply, verb), key=f"p{number}")
    assert any(block.is_quote for block in reply.blocks)


async def test_long_lists_lead_on_until_the_end(house: House) -> None:
    many = [replace(WASTE, id=f"rac-{n}", sections=()) for n in range(2 * LISTED)]
    house.base.change(many)
    reply, seen = await house.conversation.command(LAN, Command.NEWEST, key="c1"), []
    while True:
        seen += [b.action.argument for row in reply.buttons for b in row if b.action.verb is Verb.ANNOUNCEMENT]
        more = [b.action for row in reply.buttons for b in row if b.action.verb is Verb.NEWEST]
        if not more:
            break
        reply = await house.conversation.press(LAN, more[0], key=f"p{len(seen)}")
    assert len(seen) == len(set(seen)) == 2 * LISTED + 2
    reply = await house.conversation.press(LAN, Action(Verb.CATEGORY, f"moi-truong@{LISTED}"), key="k1")
    assert len(reply.buttons) == LISTED + 1


@pytest.mark.parametrize("verb", [Verb.OTHERS, Verb.MEANT, Verb.USEFUL, Verb.USELESS])
async def test_nobody_learns_what_another_person_asked(house: House, verb: Verb) -> None:
    await house.conversation.ask(LAN, "phí chứng thực bản sao bao nhiêu", key="q1")
    await house.conversation.press(MINH, Action(verb, "q1"), key="p1")
    recorded = await house.log.find("p1")
    assert recorded
    assert recorded.outcome is Outcome.STALE


@pytest.mark.parametrize("data", ["o:gone/p1", "a:gone", "m:gone", "d:gone", "u:gone", "k:gone", "zz", ""])
async def test_a_button_that_leads_nowhere_gets_a_polite_word(house: House, data: str) -> None:
    reply = await house.conversation.press(LAN, parse_action(data), key="p1")
    assert "gõ lại câu hỏi" in reply.text
    recorded = await house.log.find("p1")
    assert recorded
    assert recorded.outcome is Outcome.STALE


async def test_identifiers_are_masked_before_they_are_written(house: House, database: Database) -> None:
    reply = await house.conversation.ask(LAN, "cccd 001199012345 sđt 0912345678 phí chứng thực", key="q1")
    async with database.read() as connection:
        rows = [str(tuple(row)) for row in await connection.execute(select(INTERACTION))]
    assert not any("001199012345" in row or "0912345678" in row for row in rows)
    assert MASK in rows[0]
    assert "đừng gửi thông tin cá nhân" in reply.text


async def test_a_hasty_person_is_asked_to_wait_and_others_are_served(house: House) -> None:
    replies = [await house.conversation.ask(LAN, "phí chứng thực", key=f"q{n}") for n in range(4)]
    assert "Xin chờ" in replies[-1].text
    assert "Xin chờ" not in (await house.conversation.ask(MINH, "phí chứng thực", key="m1")).text


@pytest.mark.parametrize("what", list(Unreadable))
async def test_what_is_not_text_gets_a_polite_word(house: House, what: Unreadable) -> None:
    assert (await house.conversation.receive(LAN, what, key="r1")).text


async def test_a_caption_is_a_question(house: House) -> None:
    reply = await house.conversation.receive(LAN, Unreadable.PHOTO, key="r1", caption="phí chứng thực bản sao")
    assert "2.000 đồng" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀😀",
        "<b>x</b><script>alert(1)</script>",
        "\u202ephí\u202c",
        "a" * 10_000,
        "\x00\x01",
        "{unit}",
        "%s",
    ],
)
async def test_hostile_text_gets_a_reply(house: House, text: str) -> None:
    assert (await house.conversation.ask(LAN, text, key="q1")).text


async def test_erasing_leaves_nothing_tied_to_the_person(house: House, database: Database) -> None:
    await house.conversation.ask(LAN, "phí chứng thực", key="q1")
    await house.conversation.ask(MINH, "phí chứng thực", key="q2")
    await house.conversation.command(LAN, Command.ERASE, key="e1")
    async with database.read() as connection:
        people = set((await connection.execute(select(INTERACTION.c.person))).scalars())
    assert people == {MINH.person, ""}
    assert (await house.conversation.visits()).total == 3


async def test_suggestions_record_nothing(house: House) -> None:
    found = await house.conversation.suggest(LAN, "chứng thực", limit=5)
    assert found
    assert found[0].id == "chung-thuc/p1"
    assert (await house.conversation.visits()).total == 0


async def test_a_refusal_by_limit_and_a_dead_button_are_no_visits(house: House) -> None:
    for number in range(5):  # three a minute are fair
        await house.conversation.ask(LAN, "phí chứng thực", key=f"q{number}")
    await house.conversation.press(LAN, Action(Verb.OPEN, "gone"), key="p")
    assert (await house.conversation.visits()).total == 3
    limited, stale = await house.log.find("q4"), await house.log.find("p")
    assert limited
    assert stale
    assert (limited.outcome, stale.outcome) == (Outcome.LIMITED, Outcome.STALE)


async def test_presses_are_bounded_politely_but_rights_are_not(house: House) -> None:
    parts = replace(house.conversation._parts, presses=FairUse(Allowance(10, 60), clock=lambda: 0.0))
    conversation = Conversation(parts)
    replies = [await conversation.press(LAN, Action(Verb.NEWEST, "0"), key=f"p{number}") for number in range(500)]
    assert (await conversation.visits()).total == 10
    assert replies[9].blocks
    assert "Xin chờ khoảng 60 giây" in replies[10].toast
    assert "Xin chờ" in (await conversation.command(LAN, Command.HELP, key="h")).text
    assert "Đã xóa 10" in (await conversation.command(LAN, Command.ERASE, key="x")).text
    assert (await conversation.command(MINH, Command.HELP, key="m")).buttons
