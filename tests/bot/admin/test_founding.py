"""The first admin: one code, used once, tried a few times, and none where there is an admin."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.admin.founding import MAX_TRIES, START_MARK, Founding, read_code, read_start_code
from bot.audit import Attempt, read_attempts
from bot.database import Database
from bot.staff import Deed, Member, StaffRole, add_member, list_members
from bot.tables import AUDIT, FOUNDING_CODE, FOUNDING_TRY
from tests.bot.cast import NOON

TUAN, LAN = 502, 601
WRONG = "AAAA-BBBB-CCCC-DDDD-EEEE"


@pytest.fixture
def founding(database: Database) -> Founding:
    return Founding(database, lambda: NOON)


async def test_the_code_makes_the_first_admin(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    assert await founding.claim(TUAN, code)
    assert await list_members(database) == (Member(TUAN, StaffRole.ADMIN),)
    (attempt,) = await read_attempts(database)
    assert attempt == Attempt(NOON, TUAN, Deed.APPOINT, "first admin", True, {"role": "admin"})


async def test_the_code_is_used_once(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    assert await founding.claim(TUAN, code)
    assert not await founding.claim(LAN, code)
    assert await list_members(database) == (Member(TUAN, StaffRole.ADMIN),)
    assert not (await read_attempts(database, limit=1))[0].is_allowed


async def test_two_at_once_make_one_admin(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    claims = await asyncio.gather(founding.claim(TUAN, code), founding.claim(LAN, code))
    assert sorted(claims) == [False, True]
    assert len(await list_members(database)) == 1


async def test_a_new_start_takes_the_earlier_code_back(founding: Founding) -> None:
    first, second = await founding.offer() or "", await founding.offer() or ""
    assert first != second
    assert not await founding.claim(TUAN, first)
    assert await founding.claim(TUAN, second)


async def test_there_is_no_code_where_there_is_an_admin(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    await add_member(database, Member(TUAN, StaffRole.ADMIN), now=NOON)
    assert not await founding.claim(LAN, code)
    assert await founding.offer() is None
    async with database.read() as connection:
        assert not (await connection.execute(select(FOUNDING_CODE))).all()


async def test_an_official_is_no_admin_and_may_found(founding: Founding, database: Database) -> None:
    await add_member(database, Member(TUAN, StaffRole.OFFICIAL, "Tuấn"), now=NOON)
    assert await founding.claim(TUAN, await founding.offer() or "")
    assert [each.role for each in await list_members(database)] == [StaffRole.ADMIN]


async def test_after_too_many_tries_not_even_the_code_helps(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    for _ in range(MAX_TRIES):
        assert not await founding.claim(LAN, WRONG)
    assert not await founding.claim(LAN, code)
    assert not await list_members(database)
    reasons = [each.detail["reason"] for each in await read_attempts(database)]
    assert reasons == ["tries", *["code"] * MAX_TRIES]
    assert await founding.claim(TUAN, code)  # another one's tries are their own


async def test_a_new_start_forgives_tries(founding: Founding) -> None:
    await founding.offer()
    for _ in range(MAX_TRIES):
        await founding.claim(LAN, WRONG)
    assert await founding.claim(LAN, await founding.offer() or "")


async def test_the_code_stands_nowhere_in_the_database(founding: Founding, database: Database) -> None:
    code = await founding.offer() or ""
    tables = (FOUNDING_CODE, FOUNDING_TRY, AUDIT)

    async def held() -> str:
        async with database.read() as connection:
            return str([(await connection.execute(select(table))).all() for table in tables])

    before = await held()
    await founding.claim(TUAN, code)
    for spelling in (code, code.replace("-", "")):
        assert spelling not in (before + await held()).upper()


async def test_a_code_is_read_however_it_is_typed(founding: Founding) -> None:
    code = await founding.offer() or ""
    bare = code.replace("-", "")
    for typed in (code, code.lower(), f"  {bare} ", bare.lower()):
        assert read_code(typed) in (code, bare)
    assert read_start_code(f"{START_MARK}{bare}") == bare
    assert await founding.claim(TUAN, bare.lower())


@pytest.mark.parametrize("text", ["", "ABCD", "123456789 Nguyễn Thị Hoa", f"{WRONG} x", WRONG.replace("A", "1")])
def test_other_words_are_no_code(text: str) -> None:
    assert read_code(text) is None
    assert read_start_code(text) is None
