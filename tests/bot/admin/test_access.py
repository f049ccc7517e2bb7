"""A link opens one session, a session ends in time and with the role."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.admin.access import IDLE, LINK_LIFE, LONGEST, Access
from bot.database import Database
from bot.staff import Member, StaffRole, add_member
from bot.tables import DESK_SESSION, LOGIN_LINK, STAFF
from tests.bot.cast import NOON

HOA = 501


class Clock:
    """A clock that the tests move by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def access(database: Database, clock: Clock) -> Access:
    await add_member(database, Member(HOA, StaffRole.ADMIN), now=NOON)
    return Access(database, clock)


async def test_a_link_opens_one_session(access: Access) -> None:
    token = await access.make_link(HOA)
    assert await access.is_open(token)
    session = await access.enter(token)
    assert session
    assert await access.member(session) == Member(HOA, StaffRole.ADMIN)
    assert not await access.is_open(token)
    assert await access.enter(token) is None


async def test_a_link_is_over_after_its_life(access: Access, clock: Clock) -> None:
    token = await access.make_link(HOA)
    clock.now += LINK_LIFE
    assert not await access.is_open(token)
    assert await access.enter(token) is None


async def test_a_signed_credential_opens_one_session(access: Access) -> None:
    later = NOON + timedelta(hours=1)
    session = await access.enter_with("signed", HOA, expires_at=later)
    assert session
    assert await access.member(session)
    assert await access.enter_with("signed", HOA, expires_at=later) is None


async def test_a_session_ends_when_nobody_uses_it(access: Access, clock: Clock) -> None:
    session = await access.enter(await access.make_link(HOA)) or ""
    clock.now += IDLE - timedelta(minutes=1)
    assert await access.member(session)
    clock.now += IDLE - timedelta(minutes=1)
    assert await access.member(session)
    clock.now += IDLE
    assert await access.member(session) is None


async def test_a_session_ends_after_its_longest_time(access: Access, clock: Clock) -> None:
    session = await access.enter(await access.make_link(HOA)) or ""
    while clock.now + IDLE / 2 < NOON + LONGEST:
        clock.now += IDLE / 2
        assert await access.member(session)
    clock.now = NOON + LONGEST
    assert await access.member(session) is None


async def test_a_session_ends_with_the_role(access: Access, database: Database) -> None:
    session = await access.enter(await access.make_link(HOA)) or ""
    async with database.write() as connection:
        await connection.execute(delete(STAFF))
    assert await access.member(session) is None


async def test_leaving_ends_the_session(access: Access) -> None:
    session = await access.enter(await access.make_link(HOA)) or ""
    await access.leave(session)
    assert await access.member(session) is None


async def test_no_secret_stands_in_the_database(access: Access, database: Database) -> None:
    token = await access.make_link(HOA)
    session = await access.enter(token) or ""
    async with database.read() as connection:
        rows = [*(await connection.execute(select(LOGIN_LINK))), *(await connection.execute(select(DESK_SESSION)))]
    assert len(rows) == 2
    assert not any(secret in str(row) for row in rows for secret in (token, session))


async def test_purge_forgets_what_opens_nothing(access: Access, database: Database, clock: Clock) -> None:
    await access.enter(await access.make_link(HOA))
    await access.make_link(HOA)
    clock.now += LONGEST
    await access.purge()
    async with database.read() as connection:
        assert not (await connection.execute(select(LOGIN_LINK))).all()
        assert not (await connection.execute(select(DESK_SESSION))).all()
