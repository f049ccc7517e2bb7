"""Working hours, reminders and waits: nothing at night, nothing without end, nothing that was not measured."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.database import Database
from bot.settings import TicketSettings
from bot.tickets.hours import OfficeHours
from bot.tickets.ticket import NoticeKind
from bot.tickets.waiting_time import measure
from tests.bot.cast import HANOI
from tests.bot.tickets.house import AN, BINH, CHI, LAN, Tickets, asks

HOURS = OfficeHours(TicketSettings().spans, frozenset({date(2027, 1, 1)}), HANOI)


def at(text: str) -> datetime:
    """Return a moment in Hà Nội."""
    return datetime.fromisoformat(f"{text}:00+07:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T09:00", "2026-11-23T09:00"),
        ("2026-11-23T12:30", "2026-11-23T13:30"),
        ("2026-11-23T20:00", "2026-11-24T08:00"),
        ("2026-11-28T12:00", "2026-11-30T08:00"),  # Saturday afternoon
        ("2026-12-31T18:00", "2027-01-02T08:00"),  # New Year's Day between
    ],
)
def test_the_office_opens_when_it_says(moment: str, opens: str) -> None:
    assert HOURS.opens_at(at(moment)) == at(opens)


def test_working_time_passes_only_while_the_office_works() -> None:
    assert HOURS.after(at("2026-11-23T11:00"), timedelta(hours=4)) == at("2026-11-23T16:30")
    assert HOURS.after(at("2026-11-23T20:00"), timedelta(hours=1)) == at("2026-11-24T09:00")
    assert OfficeHours({}, frozenset(), HANOI).opens_at(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_waits_are_told_only_when_measured() -> None:
    assert measure([timedelta(hours=1)] * 4) is None
    found = measure([timedelta(hours=hours) for hours in (1, 2, 3, 4, 30)])
    assert found
    assert (found.half, found.most) == (timedelta(hours=3), timedelta(hours=4))


async def test_reminders_come_in_working_hours_and_come_to_an_end(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open(reminders=2)
    await room.intake.open(LAN, asks())
    assert await room.reminding.look() == 0
    reminded_at = []
    for _ in range(14 * 24):
        if await room.reminding.look():
            reminded_at.append(tickets.now)
        tickets.wait(hours=1)
    assert len(reminded_at) == 2
    assert all(HOURS.is_open(moment) for moment in reminded_at)


async def test_a_silent_official_is_reminded_and_then_loses_the_ticket(database: Database) -> None:
    tickets = Tickets(database)
    room = await tickets.open()
    ticket = (await room.intake.open(LAN, asks())).ticket
    await room.desk.assign(AN, ticket.code, AN)
    tickets.wait(hours=6.5)
    await room.reminding.look()
    assert [chat for _, chat, _ in await tickets.notices(NoticeKind.REMINDER)] == [AN]
    tickets.wait(hours=24)
    await room.reminding.look()
    assert (await room.desk.find(ticket.code)).assignee is None
    assert [chat for _, chat, _ in await tickets.notices(NoticeKind.REMINDER)][1:] == [AN, BINH, CHI]
