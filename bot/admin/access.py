"""Who may sit at the desk: one-time links become sessions; the database keeps digests only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database, add_new
from bot.staff import Deed, Gate, Member, read_member
from bot.tables import DESK_SESSION, LOGIN_LINK, STAFF

DESK_PATH = "/quan-tri"
DOOR_PATH = f"{DESK_PATH}/vao"
LINK_LIFE = timedelta(minutes=10)
IDLE = timedelta(hours=8)  # a session without a request ends
LONGEST = timedelta(days=7)  # and any session after so long
_SEEN_EVERY = timedelta(minutes=5)  # one write per session and five minutes
_BYTES = 32


class Access:
    """One-time links and sessions of staff; `clock` tells the aware UTC time. A link is worth nothing once used.

    Whoever gets a link or opens the desk passes the gate, and it is written down; NotAllowedError otherwise.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._gate = Gate(database)
        self._clock = clock

    async def make_link(self, staff_id: int) -> str:
        """Return a fresh token that opens one session of `staff_id` within LINK_LIFE."""
        await self._gate.require(staff_id, Deed.ENTER, "link", now=self._clock())
        token = secrets.token_urlsafe(_BYTES)
        row = {"digest": _digest(token), "staff_id": staff_id, "expires_at": self._clock() + LINK_LIFE}
        async with self._database.write() as connection:
            await connection.execute(insert(LOGIN_LINK).values(row))
        return token

    async def is_open(self, token: str) -> bool:
        """Return whether the token could open a session now; it stays unused."""
        query = select(LOGIN_LINK.c.staff_id).where(*self._usable(token))
        async with self._database.read() as connection:
            return await connection.scalar(query) is not None

    async def enter(self, token: str) -> str | None:
        """Return the secret of a new session for a token that is used now; None for any other, and for no staff."""
        now = self._clock()
        burn = update(LOGIN_LINK).where(*self._usable(token)).values(used_at=now).returning(LOGIN_LINK.c.staff_id)
        async with self._database.write() as connection:
            staff_id = (await connection.execute(burn)).scalar_one_or_none()
            return await self._begin(connection, staff_id, now) if staff_id is not None else None

    async def enter_with(self, credential: str, staff_id: int, *, expires_at: datetime) -> str | None:
        """Return the secret of a new session for a credential that another party has signed.

        None if it was used, and for who is no staff.
        """
        now = self._clock()
        row = {"digest": _digest(credential), "staff_id": staff_id, "expires_at": expires_at, "used_at": now}
        async with self._database.write() as connection:
            if not await add_new(connection, LOGIN_LINK, row):
                return None
            return await self._begin(connection, staff_id, now)

    async def member(self, session: str) -> Member | None:
        """Return whose session it is; None for an unknown or ended one, and for who is staff no longer."""
        now, digest = self._clock(), _digest(session)
        query = select(DESK_SESSION.c.seen_at, *STAFF.c).where(
            DESK_SESSION.c.digest == digest,
            DESK_SESSION.c.staff_id == STAFF.c.telegram_id,
            DESK_SESSION.c.seen_at > now - IDLE,
            DESK_SESSION.c.begun_at > now - LONGEST,
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).one_or_none()
        if found is None:
            return None
        if now - found.seen_at > _SEEN_EVERY:
            async with self._database.write() as connection:
                seen = update(DESK_SESSION).where(DESK_SESSION.c.digest == digest).values(seen_at=now)
                await connection.execute(seen)
        return read_member(found)

    async def leave(self, session: str) -> None:
        """End a session."""
        async with self._database.write() as connection:
            await connection.execute(delete(DESK_SESSION).where(DESK_SESSION.c.digest == _digest(session)))

    async def purge(self) -> None:
        """Forget links and sessions that open nothing any more."""
        now = self._clock()
        over = or_(DESK_SESSION.c.seen_at <= now - IDLE, DESK_SESSION.c.begun_at <= now - LONGEST)
        async with self._database.write() as connection:
            await connection.execute(delete(LOGIN_LINK).where(LOGIN_LINK.c.expires_at <= now))
            await connection.execute(delete(DESK_SESSION).where(over))

    async def _begin(self, connection: AsyncConnection, staff_id: int, now: datetime) -> str | None:
        reason = await self._gate.refusal(connection, staff_id, Deed.ENTER)
        detail = {"reason": reason} if reason else {}
        await note_attempt(connection, Attempt(now, staff_id, Deed.ENTER, "desk", not reason, detail))
        if reason:
            return None
        session = secrets.token_urlsafe(_BYTES)
        row = {"digest": _digest(session), "staff_id": staff_id, "begun_at": now, "seen_at": now}
        await connection.execute(insert(DESK_SESSION).values(row))
        return session

    def _usable(self, token: str) -> tuple[ColumnElement[bool], ...]:
        is_ours = LOGIN_LINK.c.digest == _digest(token)
        return is_ours, LOGIN_LINK.c.used_at.is_(None), LOGIN_LINK.c.expires_at > self._clock()


def door_url(site_url: str, token: str) -> str:
    """Return the address that opens the desk with a one-time token."""
    return f"{site_url.rstrip('/')}{DOOR_PATH}/{token}"


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
