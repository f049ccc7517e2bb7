"""Staff: roles by Telegram id."""

from __future__ import annotations

from bot.database import Database
from bot.staff import Member, StaffIds, StaffRole, add_member, list_members
from tests.bot.cast import NOON


async def test_the_latest_role_counts(database: Database) -> None:
    for role in StaffRole:
        await add_member(database, Member(42, role), now=NOON)
    assert await list_members(database) == (Member(42, StaffRole.ADMIN),)


async def test_a_new_member_is_known_after_the_next_reading(database: Database) -> None:
    ids = StaffIds(database)
    await add_member(database, Member(2**40, StaffRole.OFFICIAL), now=NOON)
    assert 2**40 not in ids
    await ids.refresh()
    assert 2**40 in ids
