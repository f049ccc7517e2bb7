"""The room of tickets over a real database, with a clock that tests set and a ward of two announcements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.catalogue import load_catalogue
from bot.content import Library
from bot.database import Database
from bot.settings import Settings
from bot.staff import Member, StaffRole, add_member
from bot.tables import TICKET_NOTICE
from bot.tickets.room import TicketRoom, open_room
from bot.tickets.ticket import Notice, NoticeKind, Ticket, TicketKind, Wanted
from bot.visitor import Channel, Visitor
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import NOON
from tests.bot.house import WARD

AN, BINH, CHI = 41, 42, 43
LAN = Visitor("1a" * 10, Channel.TELEGRAM, chat_id=1001)
MAI = Visitor("4d" * 10, Channel.TELEGRAM, chat_id=1004)
MINH = Visitor("2b" * 10, Channel.WEB)
WORKING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # a Monday
QUESTION = "Sân bóng tổ 7 cho thuê bao nhiêu tiền?"


@dataclass(slots=True)
class Tickets:
    """The room and its clock; An and Bình are officials, Chi rules."""

    database: Database
    now: datetime = WORKING
    base: KnowledgeBase = field(default_factory=lambda: KnowledgeBase(SearchIndex(load_lexicon()), [WARD]))

    async def open(self, **settings: object) -> TicketRoom:
        """Return the room with these settings of tickets."""
        for staff_id, role in ((AN, StaffRole.OFFICIAL), (BINH, StaffRole.OFFICIAL), (CHI, StaffRole.ADMIN)):
            await add_member(self.database, Member(staff_id, role), now=NOON)
        wanted = Settings.model_validate({"unit": {"id": WARD.id}, "tickets": settings})
        refresh = Library(self.database, self.base).refresh
        clock = self.clock
        return open_room(self.database, wanted, load_catalogue(), self.base, refresh=refresh, clock=clock)

    def clock(self) -> datetime:
        """Return the moment that the tests have set."""
        return self.now

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    async def notices(self, *kinds: NoticeKind) -> Sequence[tuple[str, int | None, str]]:
        """Return kind, chat and state of every notice of these kinds, the oldest first."""
        query = select(TICKET_NOTICE.c.kind, TICKET_NOTICE.c.chat_id, TICKET_NOTICE.c.state)
        async with self.database.read() as connection:
            rows = await connection.execute(query.order_by(TICKET_NOTICE.c.id))
            return [(row.kind, row.chat_id, row.state) for row in rows if not kinds or row.kind in kinds]


def asks(text: str = QUESTION, key: str = "tg1", kind: TicketKind = TicketKind.QUESTION) -> Wanted:
    """Return what a resident wants."""
    return Wanted(key, kind, text)


async def answer(room: TicketRoom, ticket: Ticket, text: str = "150.000 đồng một giờ.", by: int = AN) -> Ticket:
    """Answer a ticket."""
    draft = await room.desk.draft(by, ticket.code, text, key=f"draft {ticket.id}.{ticket.version}")
    return await room.desk.send(by, draft.id)


async def tell_all(room: TicketRoom) -> list[Notice]:
    """Settle everything that is due in chats and return it."""
    told = []
    while notice := await room.outbox.take():
        told.append(notice)
        await room.outbox.settle(notice, 7)
    return told
