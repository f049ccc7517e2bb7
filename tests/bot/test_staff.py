"""Staff: roles by Telegram id, and what the gate lets them do."""

from __future__ import annotations

import pytest

from bot.audit import read_attempts
from bot.database import Database
from bot.staff import (
    MAY,
    NOTHING,
    Deed,
    Gate,
    Matter,
    Member,
    NotAllowedError,
    StaffIds,
    StaffRole,
    add_member,
    list_members,
)
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


LIMITED = Member(42, StaffRole.OFFICIAL, "Hoa", "phuong-mau", ("moi-truong", "y-te"))
EVERYWHERE = Member(43, StaffRole.OFFICIAL)
MATTERS = {
    NOTHING: "",
    Matter(topic="y-te"): "",
    Matter(topic="giao-duc"): "topic",
    Matter(topic=""): "topic",  # every topic at once is more than two
    Matter(unit_id="phuong-mau"): "",
    Matter(unit_id="phuong-khac"): "unit",
    Matter("y-te", "phuong-khac"): "unit",
    Matter("giao-duc", "phuong-mau"): "topic",
    Matter("y-te", "phuong-mau"): "",
}


@pytest.mark.parametrize(("matter", "reason"), MATTERS.items(), ids=str)
async def test_a_deed_may_be_about_what_its_doer_is_in_charge_of(
    database: Database, matter: Matter, reason: str
) -> None:
    gate = Gate(database)
    for member in (LIMITED, EVERYWHERE):
        await add_member(database, member, now=NOON)
    async with database.read() as connection:
        assert await gate.refusal(connection, LIMITED.telegram_id, Deed.PUBLISH, matter) == reason
        assert await gate.refusal(connection, EVERYWHERE.telegram_id, Deed.PUBLISH, matter) == ""


async def test_what_is_beyond_the_topics_is_refused_and_written_down(database: Database) -> None:
    await add_member(database, LIMITED, now=NOON)
    with pytest.raises(NotAllowedError, match="topic"):
        await Gate(database).require(42, Deed.PUBLISH, "x", now=NOON, matter=Matter(topic="giao-duc"))
    (attempt,) = await read_attempts(database)
    assert (attempt.is_allowed, attempt.detail) == (False, {"reason": "topic"})


@pytest.mark.parametrize("deed", Deed)
async def test_every_deed_passes_for_its_roles_only(database: Database, deed: Deed) -> None:
    gate = Gate(database)
    for telegram_id, role in enumerate(StaffRole, 1):
        await add_member(database, Member(telegram_id, role), now=NOON)
    async with database.read() as connection:
        for telegram_id, role in enumerate(StaffRole, 1):
            assert await gate.refusal(connection, telegram_id, deed) == ("" if deed in MAY[role] else "role")
        assert await gate.refusal(connection, 99, deed) == "not_staff"
