"""Where a resident stands in a conversation that leads to a ticket; the database is its only memory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import Database
from bot.tables import TICKET_DRAFT
from bot.tickets.ticket import TicketKind, Wanted


class Step(StrEnum):
    """What is awaited next."""

    TEXT = "text"
    PHOTO = "photo"
    PLACE = "place"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was gathered so far, masked; `key` names the event that began it, `heard` the latest one."""

    person: str
    kind: TicketKind
    step: Step
    key: str
    heard: str = ""
    text: str = ""
    photo: str | None = None
    place: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def wanted(self) -> Wanted:
        """Return what is handed in."""
        point = (self.latitude, self.longitude)
        return Wanted(draft_key(self.key), self.kind, self.text, "", self.photo, self.place, *point)


class Reporters:
    """The chats in which a report is being made, to ask `id in reporters` before a photo is thrown away."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: frozenset[int] = frozenset()

    def __contains__(self, chat_id: object) -> bool:
        return chat_id in self._ids

    def note(self, chat_id: int | None, *, is_reporting: bool) -> None:
        """Know at once, before the next reading, whether a report is being made in a chat."""
        if chat_id is not None:
            self._ids = self._ids | {chat_id} if is_reporting else self._ids - {chat_id}

    async def refresh(self) -> None:
        """Read the chats again."""
        query = select(TICKET_DRAFT.c.chat_id).where(TICKET_DRAFT.c.kind == TicketKind.REPORT)
        async with self._database.read() as connection:
            self._ids = frozenset(await connection.scalars(query.where(TICKET_DRAFT.c.chat_id.is_not(None))))


def draft_key(key: str) -> str:
    """Return the key of the ticket to which a conversation begun by the event `key` leads."""
    return f"draft {key}"


async def find(connection: AsyncConnection, person: str, *, since: datetime) -> Wish | None:
    """Return a person's open conversation, None where it was left alone since then."""
    mine = (TICKET_DRAFT.c.person == person) & (TICKET_DRAFT.c.changed_at > since)
    row = (await connection.execute(select(TICKET_DRAFT).where(mine))).mappings().one_or_none()
    if row is None:
        return None
    kept = {name: row[name] for name in ("person", "key", "heard", "text", "photo", "place", "latitude", "longitude")}
    return Wish(**kept, kind=TicketKind(row["kind"]), step=Step(row["step"]))


async def put(connection: AsyncConnection, wish: Wish, *, chat_id: int | None, now: datetime) -> None:
    """Keep a conversation instead of any other one of the person."""
    await drop(connection, wish.person)
    row = {
        "person": wish.person,
        "chat_id": chat_id,
        "kind": wish.kind,
        "step": wish.step,
        "key": wish.key,
        "heard": wish.heard,
        "text": wish.text,
        "photo": wish.photo,
        "place": wish.place,
        "latitude": wish.latitude,
        "longitude": wish.longitude,
        "changed_at": now,
    }
    await connection.execute(insert(TICKET_DRAFT).values(row))


async def drop(connection: AsyncConnection, person: str) -> None:
    """Forget a person's conversation."""
    await connection.execute(delete(TICKET_DRAFT).where(TICKET_DRAFT.c.person == person))


async def purge(connection: AsyncConnection, *, before: datetime) -> int:
    """Forget conversations left alone since `before` and return how many."""
    return (await connection.execute(delete(TICKET_DRAFT).where(TICKET_DRAFT.c.changed_at < before))).rowcount
