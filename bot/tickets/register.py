"""Tickets in the database: read, added, changed, and what happened to them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import add_new, insert_new
from bot.tables import TICKET, TICKET_ASKER, TICKET_EVENT
from bot.tickets.ticket import Happening, Ticket, TicketEvent, TicketKind, TicketState, Wanted, make_code
from bot.visitor import Visitor

MAX_LISTED = 500
WAITING = tuple(state for state in TicketState if state.is_waiting)
_TRIES = 20  # fresh codes that are taken already, in a row


async def find(connection: AsyncConnection, ticket_id: int) -> Ticket | None:
    """Return the ticket of that id."""
    row = (await connection.execute(select(TICKET).where(TICKET.c.id == ticket_id))).mappings().one_or_none()
    return _ticket(row) if row else None


async def find_code(connection: AsyncConnection, code: str) -> Ticket | None:
    """Return the ticket of that code."""
    row = (await connection.execute(select(TICKET).where(TICKET.c.code == code))).mappings().one_or_none()
    return _ticket(row) if row else None


async def find_asked(connection: AsyncConnection, key: str) -> Ticket | None:
    """Return the ticket to which the incoming event `key` led."""
    joined = select(TICKET).join(TICKET_ASKER, TICKET_ASKER.c.ticket_id == TICKET.c.id)
    row = (await connection.execute(joined.where(TICKET_ASKER.c.key == key))).mappings().one_or_none()
    return _ticket(row) if row else None


async def listed(
    connection: AsyncConnection, states: tuple[TicketState, ...] = WAITING, *, limit: int = MAX_LISTED, offset: int = 0
) -> tuple[Ticket, ...]:
    """Return tickets in these states: waiting ones the oldest first, others the newest first."""
    is_waiting = all(state.is_waiting for state in states)
    order = TICKET.c.id if is_waiting else TICKET.c.id.desc()
    query = select(TICKET).where(TICKET.c.state.in_(states)).order_by(order).limit(limit).offset(offset)
    return tuple(map(_ticket, (await connection.execute(query)).mappings()))


async def counts(connection: AsyncConnection) -> dict[TicketState, int]:
    """Return how many tickets are in each state."""
    rows = await connection.execute(select(TICKET.c.state, func.count()).group_by(TICKET.c.state))
    found = {TicketState(state): count for state, count in rows}
    return {state: found.get(state, 0) for state in TicketState}


async def add(connection: AsyncConnection, wanted: Wanted, *, now: datetime, due_at: datetime) -> Ticket:
    """Return a new ticket, without an asker yet."""
    values: dict[str, Any] = {
        "kind": wanted.kind,
        "state": TicketState.OPEN,
        "text": wanted.text,
        "topic": wanted.topic[:80],
        "photo": wanted.photo,
        "place": wanted.place,
        "latitude": wanted.latitude,
        "longitude": wanted.longitude,
        "opened_at": now,
        "due_at": due_at,
        "reminders": 0,
        "version": 0,
    }
    for _ in range(_TRIES):
        statement = insert_new(connection, TICKET).values(values | {"code": make_code()}).returning(TICKET.c.id)
        ticket_id = await connection.scalar(statement)
        found = ticket_id and await find(connection, ticket_id)
        if found:
            return found
    raise RuntimeError("no free ticket code was found")


async def join(connection: AsyncConnection, ticket_id: int, wanted: Wanted, visitor: Visitor, *, now: datetime) -> None:
    """Add who waits for the answer."""
    row = {
        "ticket_id": ticket_id,
        "key": wanted.key,
        "person": visitor.person,
        "channel": visitor.channel,
        "language": visitor.language,
        "chat_id": visitor.chat_id,
        "text": wanted.text,
        "at": now,
    }
    await connection.execute(insert(TICKET_ASKER).values(row))


async def asked_by(connection: AsyncConnection, person: str, *, since: datetime | None = None) -> tuple[Ticket, ...]:
    """Return the tickets whose answer a person waits for or got, the newest first."""
    mine = TICKET_ASKER.c.person == person
    if since:
        mine &= TICKET_ASKER.c.at > since
    wanted = select(TICKET_ASKER.c.ticket_id).where(mine)
    rows = await connection.execute(select(TICKET).where(TICKET.c.id.in_(wanted)).order_by(TICKET.c.id.desc()))
    return tuple(map(_ticket, rows.mappings()))


async def askers(connection: AsyncConnection, ticket_id: int) -> list[RowMapping]:
    """Return the rows of those who wait for a ticket's answer, the first one first."""
    query = select(TICKET_ASKER).where(TICKET_ASKER.c.ticket_id == ticket_id).order_by(TICKET_ASKER.c.id)
    return list((await connection.execute(query)).mappings())


async def change(connection: AsyncConnection, ticket_id: int, **values: object) -> None:
    """Set fields of a ticket."""
    await connection.execute(update(TICKET).where(TICKET.c.id == ticket_id).values(values))


async def note(
    connection: AsyncConnection,
    ticket_id: int,
    kind: TicketEvent,
    *,
    at: datetime,
    staff_id: int | None = None,
    text: str = "",
    key: str | None = None,
) -> bool:
    """Write an event down and return whether it is new; one whose `key` is there already changes nothing."""
    row = {"ticket_id": ticket_id, "kind": kind, "staff_id": staff_id, "text": text, "key": key, "at": at}
    return await add_new(connection, TICKET_EVENT, row)


async def happening(connection: AsyncConnection, event_id: int) -> Happening | None:
    """Return the event of that id."""
    return await _one(connection, TICKET_EVENT.c.id == event_id)


async def happening_of(connection: AsyncConnection, key: str) -> Happening | None:
    """Return the event of that key."""
    return await _one(connection, TICKET_EVENT.c.key == key)


async def history(connection: AsyncConnection, ticket_id: int) -> tuple[Happening, ...]:
    """Return what happened to a ticket, the first event first."""
    query = select(TICKET_EVENT).where(TICKET_EVENT.c.ticket_id == ticket_id).order_by(TICKET_EVENT.c.id)
    return tuple(map(_happening, (await connection.execute(query)).mappings()))


async def waits(connection: AsyncConnection, *, since: datetime) -> list[timedelta]:
    """Return how long residents waited for each answer given since then."""
    query = select(TICKET.c.opened_at, TICKET.c.answered_at).where(TICKET.c.answered_at > since)
    return [row.answered_at - row.opened_at for row in await connection.execute(query)]


async def _one(connection: AsyncConnection, which: Any) -> Happening | None:
    row = (await connection.execute(select(TICKET_EVENT).where(which))).mappings().one_or_none()
    return _happening(row) if row else None


def _ticket(row: RowMapping) -> Ticket:
    return Ticket(**dict(row) | {"kind": TicketKind(row["kind"]), "state": TicketState(row["state"])})


def _happening(row: RowMapping) -> Happening:
    kept = {name: row[name] for name in row if name != "key"}
    return Happening(**kept | {"kind": TicketEvent(row["kind"])})
