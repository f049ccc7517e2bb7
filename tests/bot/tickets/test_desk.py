"""Staff answer once, correct, and publish what somebody else wrote; who asked is told of each once."""

from __future__ import annotations

import pytest

from bot.audit import read_attempts
from bot.database import Database
from bot.staff import Member, NotAllowedError, StaffRole, add_member
from bot.tickets.ticket import NoticeKind, TicketError, TicketKind, Wanted
from bot.tickets.wording import mask_but
from tests.bot.cast import NOON
from tests.bot.tickets.house import AN, BINH, LAN, MAI, MINH, Tickets, answer, asks, tell_all


async def test_everybody_who_asked_is_told_once(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    await room.intake.open(MAI, asks(key="tg2"))
    draft = await room.desk.draft(AN, ticket.code, "150.000 đồng.", key="d1")
    for _ in range(2):
        assert (await room.desk.send(AN, draft.id)).state == "answered"
    told = [each.chat_id for each in await tell_all(room) if each.kind is NoticeKind.ANSWER]
    assert told == [LAN.chat_id, MAI.chat_id]


async def test_an_answer_that_comes_after_another_is_refused(database: Database) -> None:
    room = await Tickets(database).open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    slow = await room.desk.draft(BINH, ticket.code, "Không rõ.", key="d1")
    await answer(room, ticket)
    with pytest.raises(TicketError, match="answered_before"):
        await room.desk.send(BINH, slow.id)


async def test_nobody_sends_another_ones_draft_and_residents_none(database: Database) -> None:
    room = await Tickets(database).open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    draft = await room.desk.draft(AN, ticket.code, "150.000 đồng.", key="d1")
    with pytest.raises(NotAllowedError, match="author"):
        await room.desk.send(BINH, draft.id)
    with pytest.raises(NotAllowedError, match="not_staff"):
        await room.desk.draft(999, ticket.code, "Tôi biết", key="d2")
    refused = [each for each in await read_attempts(database) if not each.is_allowed]
    assert {each.staff_id for each in refused} == {BINH, 999}


async def test_an_official_answers_in_the_own_topics_alone(database: Database) -> None:
    room = await Tickets(database).open()
    wanted = Wanted("tg1", TicketKind.QUESTION, "Rác ngõ tôi bao giờ thu?", "Môi trường")
    ticket = (await room.intake.open(LAN, wanted)).ticket
    await add_member(database, Member(AN, StaffRole.OFFICIAL, topics=("ho-tich",)), now=NOON)
    with pytest.raises(NotAllowedError, match="topic"):
        await answer(room, ticket)
    await add_member(database, Member(AN, StaffRole.OFFICIAL, topics=("moi-truong",)), now=NOON)
    assert (await answer(room, ticket)).state == "answered"


async def test_a_correction_is_told_as_one_and_takes_the_old_words_from_everybody(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    ticket = await answer(room, (await room.intake.open(LAN, asks())).ticket)
    published = await room.desk.publish(BINH, ticket.code)
    assert tickets.base.announcement(published.knowledge_id or "")
    corrected = await answer(room, published, "120.000 đồng một giờ.")
    assert tickets.base.announcement(published.knowledge_id or "") is None
    assert corrected.knowledge_id is None
    kinds = [each.kind for each in await tell_all(room) if each.asker_id]
    assert kinds == [NoticeKind.ANSWER, NoticeKind.CORRECTION]


async def test_the_author_does_not_publish_the_own_words(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    ticket = await answer(room, (await room.intake.open(LAN, asks())).ticket)
    with pytest.raises(NotAllowedError, match="author"):
        await room.desk.publish(AN, ticket.code)
    await room.desk.word(BINH, ticket.code, title="Giá thuê sân bóng tổ 7", wording="150.000 đồng một giờ.")
    with pytest.raises(NotAllowedError, match="author"):
        await room.desk.publish(BINH, ticket.code)
    knowledge_id = (await room.desk.publish(AN, ticket.code)).knowledge_id
    published = tickets.base.announcement(knowledge_id or "")
    assert published
    assert published.title == "Giá thuê sân bóng tổ 7"
    assert "đã duyệt" in published.sections[0].text


async def test_identifiers_are_taken_out_of_what_is_published(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    text = "Gọi 024 0000 0000 hoặc bà Lan 0912345678."
    ticket = await answer(room, (await room.intake.open(LAN, asks())).ticket, text)
    with pytest.raises(TicketError, match="masked"):
        await room.desk.publish(BINH, ticket.code)
    knowledge_id = (await room.desk.publish(BINH, ticket.code, is_sure=True)).knowledge_id
    published = tickets.base.announcement(knowledge_id or "")
    assert published
    assert "0912345678" not in published.sections[0].text
    assert "024 0000 0000" in published.sections[0].text, "the unit's own number is no secret"


def test_numbers_that_are_public_stay() -> None:
    assert mask_but("gọi 024 3858 1234", "điện thoại 024 3858 1234") == ("gọi 024 3858 1234", False)
    assert mask_but("gọi 0912345678", "điện thoại 024 3858 1234")[1]


async def test_a_visitor_of_the_page_is_shown_the_answer_once(database: Database) -> None:
    room = await Tickets(database).open()
    await answer(room, (await room.intake.open(MINH, asks())).ticket)
    (news,) = await room.counter.news(MINH)
    assert "150.000" in news.text
    assert await room.counter.news(MINH) == ()


async def test_what_a_dead_process_was_telling_is_told_again_and_says_so(database: Database) -> None:
    room = await Tickets(database).open()
    await answer(room, (await room.intake.open(LAN, asks())).ticket)
    while (notice := await room.outbox.take()) and notice.asker_id is None:
        await room.outbox.settle(notice, 7)
    await room.outbox.recover()
    again = await room.outbox.take()
    assert again
    assert again.is_repeated
    told = await room.board.compose(again)
    assert told
    assert "gửi lại cho chắc" in told.reply.text


async def test_closing_tells_who_asked(database: Database) -> None:
    room = await Tickets(database).open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    assert (await room.desk.close(AN, ticket.code)).state == "closed"
    assert [each.kind for each in await tell_all(room) if each.asker_id] == [NoticeKind.CLOSED]
