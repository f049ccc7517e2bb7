"""Who wants to be forgotten is: no row names the person, the chat, the words, the photo or the place."""

from __future__ import annotations

from sqlalchemy import select

from bot.database import Database
from bot.tables import TICKET, TICKET_ASKER, TICKET_DRAFT, TICKET_EVENT, TICKET_GROUP, TICKET_NOTICE
from bot.tickets.counter import Attachment
from bot.tickets.ticket import TicketKind, Wanted
from tests.bot.tickets.house import LAN, MAI, Tickets, answer, asks

TABLES = (TICKET, TICKET_ASKER, TICKET_DRAFT, TICKET_EVENT, TICKET_GROUP, TICKET_NOTICE)
SECRETS = (LAN.person, str(LAN.chat_id), "ngõ 12", "photo-id", "21.03", "nhà bà Lan")


async def dump(database: Database) -> str:
    """Return every column of every table of tickets."""
    async with database.read() as connection:
        rows = [list(await connection.execute(select(table))) for table in TABLES]
    return str(rows)


async def test_nothing_of_the_person_is_left(database: Database) -> None:
    room = await Tickets(database).open()
    report = Wanted("tg1", TicketKind.REPORT, "Đèn nhà bà Lan hỏng", "", "photo-id", "ngõ 12", 21.03, 105.8)
    ticket = (await room.intake.open(LAN, report)).ticket
    await answer(room, ticket, "Đã cử thợ tới nhà bà Lan, ngõ 12.")
    await room.counter.begin(LAN, TicketKind.REPORT, "", key="tg2")
    await room.counter.hear(LAN, "Cống ở ngõ 12 tắc", key="tg3")
    await room.counter.hear(LAN, "", key="tg4", attachment=Attachment(photo="photo-id"))
    before = await dump(database)
    assert all(secret in before for secret in SECRETS)
    assert await room.eraser.count_of(LAN) == 2
    assert await room.eraser.erase(LAN) == 2
    after = await dump(database)
    assert not [secret for secret in SECRETS if secret in after]
    assert await room.eraser.count_of(LAN) == 0


async def test_a_ticket_goes_on_for_the_others_with_their_words(database: Database) -> None:
    room = await Tickets(database).open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    await room.intake.open(MAI, asks("san bong to 7 cho thue bao nhieu tien", "tg2"))
    await room.eraser.erase(LAN)
    left = await room.desk.find(ticket.code)
    assert (left.state, left.text) == ("open", "san bong to 7 cho thue bao nhieu tien")


async def test_what_became_knowledge_stays(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    ticket = await answer(room, (await room.intake.open(LAN, asks())).ticket)
    published = await room.desk.publish(42, ticket.code)
    await room.eraser.erase(LAN)
    assert tickets.base.announcement(published.knowledge_id or "")
