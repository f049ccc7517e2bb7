"""A wish becomes a ticket once, masked, together with its like, within fair limits."""

from __future__ import annotations

import pytest

from bot.database import Database
from bot.tickets.ticket import NoticeKind, TicketError, TicketKind, read_code, show_code
from tests.bot.tickets.house import AN, BINH, CHI, LAN, MAI, MINH, QUESTION, Tickets, asks


async def test_the_same_event_again_is_the_same_ticket(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    first = await room.intake.open(LAN, asks())
    again = await room.intake.open(LAN, asks())
    assert first.ticket.code == again.ticket.code
    assert len(await tickets.notices(NoticeKind.CARD)) == 3  # one for each member of staff


async def test_identifiers_are_masked_before_the_first_write(database: Database) -> None:
    room = await Tickets(database).open()
    taken = await room.intake.open(LAN, asks("Nhà tôi 0912345678, CCCD 001085123456, mất nước từ sáng"))
    assert "0912345678" not in taken.ticket.text
    assert "001085123456" not in taken.ticket.text
    assert "mất nước" in taken.ticket.text


async def test_who_asks_the_same_without_diacritics_joins(database: Database) -> None:
    room = await Tickets(database).open()
    first = await room.intake.open(LAN, asks())
    joined = await room.intake.open(MAI, asks("san bong to 7 cho thue bao nhieu tien", "tg2"))
    assert joined.is_joined
    assert joined.ticket.id == first.ticket.id


@pytest.mark.parametrize("text", ["Sân bóng tổ 8 cho thuê bao nhiêu tiền?", "Khi nào có nước lại?"])
async def test_another_question_is_another_ticket(database: Database, text: str) -> None:
    room = await Tickets(database).open()
    first = await room.intake.open(LAN, asks())
    assert (await room.intake.open(MAI, asks(text, "tg2"))).ticket.id != first.ticket.id


async def test_reports_never_join(database: Database) -> None:
    room = await Tickets(database).open()
    first = await room.intake.open(LAN, asks("Đèn ngõ 12 hỏng", kind=TicketKind.REPORT))
    second = await room.intake.open(MAI, asks("Đèn ngõ 12 hỏng", "tg2", TicketKind.REPORT))
    assert first.ticket.id != second.ticket.id


async def test_one_person_may_have_so_many_waiting(database: Database) -> None:
    room = await Tickets(database).open(open_per_person=1)
    await room.intake.open(LAN, asks())
    with pytest.raises(TicketError, match="many_open"):
        await room.intake.open(LAN, asks("Khi nào có nước lại?", "tg2"))


async def test_nothing_opens_by_itself_unless_wanted_and_then_boundedly(database: Database) -> None:
    tickets = Tickets(database)
    shut, room = await tickets.open(), await tickets.open(automatic=True, automatic_per_hour=1)
    assert await shut.intake.open_by_itself(LAN, asks(key="auto tg1")) is None
    assert await room.intake.open_by_itself(LAN, asks(key="auto tg1"))
    assert await room.intake.open_by_itself(MAI, asks("Khi nào có nước lại?", "auto tg2")) is None


async def test_a_ticket_is_withdrawn_by_who_asked_alone(database: Database) -> None:
    room = await Tickets(database).open()
    taken = await room.intake.open(LAN, asks())
    with pytest.raises(TicketError, match="unknown"):
        await room.intake.withdraw(MINH, taken.ticket.code)
    assert (await room.intake.withdraw(LAN, taken.ticket.code)).state == "withdrawn"


async def test_cards_go_to_the_group_and_to_officials_when_it_is_lost(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    await room.group.choose(CHI, -100)
    await room.intake.open(LAN, asks())
    assert [chat for _, chat, _ in await tickets.notices(NoticeKind.CARD)] == [-100]
    await room.group.migrate(-100, -200)
    async with database.read() as connection:
        assert await room.group.chats(connection) == (-200,)
    await room.group.lose(-200, "put out")
    assert [chat for _, chat, _ in await tickets.notices(NoticeKind.CARD)] == [-200, AN, BINH, CHI]
    assert await room.group.problem() == "put out"


def test_a_code_is_read_however_it_is_written() -> None:
    assert read_code(" k7m-3px ") == read_code("K7M3PX") == "K7M3PX"
    assert show_code("K7M3PX") == "K7M-3PX"
    assert read_code("K7M-3P0") == read_code("K7M") == read_code(QUESTION) == ""
