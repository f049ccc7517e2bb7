"""Roles are given and taken by admins only; the last admin stays, and what is taken is over at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.admin.access import Access
from bot.admin.roster import MACHINE, MAX_ID, MAX_NAME_CHARS, MAX_TOPICS, Roster, RosterError
from bot.audit import Attempt, read_attempts
from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.staff import Deed, Member, StaffRole, add_member, list_members
from bot.tables import DESK_SESSION
from tests.bot.cast import NOON

HOA, TUAN, LAN = 501, 502, 601  # an official, an admin, a resident
STAFF = (Member(HOA, StaffRole.OFFICIAL, "Hoa"), Member(TUAN, StaffRole.ADMIN, "Tuấn"))


@pytest.fixture
async def roster(database: Database) -> Roster:
    for member in STAFF:
        await add_member(database, member, now=NOON)
    return Roster(database, lambda: NOON)


async def last_attempt(database: Database) -> Attempt:
    return (await read_attempts(database, limit=1))[0]


async def test_an_admin_gives_a_role_with_its_topics(roster: Roster, database: Database) -> None:
    lan = Member(LAN, StaffRole.OFFICIAL, "Lan", "phuong-mau", ("y-te", "moi-truong"))
    await roster.grant(TUAN, lan)
    assert await roster.find(LAN) == lan
    assert await roster.members() == (*STAFF, lan)
    detail = {"step": "grant", "role": "official", "unit": "phuong-mau", "topics": ["y-te", "moi-truong"]}
    assert await last_attempt(database) == Attempt(NOON, TUAN, Deed.APPOINT, f"staff {LAN}", True, detail)


@pytest.mark.parametrize(("by", "reason"), [(HOA, "role"), (LAN, "not_staff"), (TUAN, "own_role")])
@pytest.mark.parametrize("step", ["grant", "revoke"])
async def test_who_may_not_changes_nothing_and_is_written_down(
    roster: Roster, database: Database, by: int, reason: str, step: str
) -> None:
    target = TUAN if reason == "own_role" else HOA
    with pytest.raises(RosterError) as error:
        await (roster.grant(by, Member(target, StaffRole.ADMIN)) if step == "grant" else roster.revoke(by, target))
    assert error.value.reason == reason
    assert await list_members(database) == STAFF
    attempt = await last_attempt(database)
    assert (attempt.staff_id, attempt.subject, attempt.is_allowed) == (by, f"staff {target}", False)
    assert (attempt.detail["step"], attempt.detail["reason"]) == (step, reason)


@pytest.mark.parametrize("by", [HOA, LAN])
async def test_nobody_makes_themselves_an_admin(roster: Roster, database: Database, by: int) -> None:
    with pytest.raises(RosterError):
        await roster.grant(by, Member(by, StaffRole.ADMIN))
    assert await list_members(database) == STAFF


async def test_the_last_admin_stays(roster: Roster, database: Database) -> None:
    for step in (roster.revoke(MACHINE, TUAN), roster.grant(MACHINE, Member(TUAN, StaffRole.OFFICIAL))):
        with pytest.raises(RosterError) as error:
            await step
        assert error.value.reason == "last_admin"
        assert (await last_attempt(database)).detail["reason"] == "last_admin"
    assert await list_members(database) == STAFF


async def test_the_last_admin_may_be_named_anew(roster: Roster) -> None:
    renamed = Member(TUAN, StaffRole.ADMIN, "Trần Tuấn")
    await roster.grant(MACHINE, renamed)
    assert await roster.find(TUAN) == renamed


async def test_one_of_two_admins_goes(roster: Roster) -> None:
    await roster.grant(TUAN, Member(HOA, StaffRole.ADMIN))
    await roster.revoke(HOA, TUAN)
    assert await roster.find(TUAN) is None


async def test_with_the_role_go_sessions_and_open_work(roster: Roster, database: Database) -> None:
    access, dialogues = Access(database, lambda: NOON), Dialogues(database, lambda: NOON)
    sessions = {each: await access.enter(await access.make_link(each)) or "" for each in (HOA, TUAN)}
    for each in (HOA, TUAN):
        await dialogues.put(Dialogue(each, "compose", "first"))
    await roster.revoke(TUAN, HOA)
    assert await access.member(sessions[HOA]) is None
    assert await access.member(sessions[TUAN])
    assert await dialogues.find(HOA) is None
    assert await dialogues.find(TUAN)
    async with database.read() as connection:
        assert set(await connection.scalars(select(DESK_SESSION.c.staff_id))) == {TUAN}


async def test_a_session_is_not_alive_again_with_a_new_role(roster: Roster, database: Database) -> None:
    access = Access(database, lambda: NOON)
    session = await access.enter(await access.make_link(HOA)) or ""
    await roster.revoke(TUAN, HOA)
    await roster.grant(TUAN, STAFF[0])
    assert await access.member(session) is None


async def test_a_stranger_has_no_role_to_take(roster: Roster) -> None:
    with pytest.raises(RosterError) as error:
        await roster.revoke(TUAN, LAN)
    assert error.value.reason == "unknown"


@pytest.mark.parametrize(
    "member",
    [
        Member(0, StaffRole.OFFICIAL),
        Member(-LAN, StaffRole.OFFICIAL),
        Member(MAX_ID + 1, StaffRole.OFFICIAL),
        Member(LAN, StaffRole.OFFICIAL, "a" * (MAX_NAME_CHARS + 1)),
        Member(LAN, StaffRole.OFFICIAL, topics=tuple(f"t{number}" for number in range(MAX_TOPICS + 1))),
    ],
    ids=["nobody", "a group", "too large", "long name", "many topics"],
)
async def test_what_no_member_can_be_is_refused(roster: Roster, database: Database, member: Member) -> None:
    with pytest.raises(RosterError) as error:
        await roster.grant(TUAN, member)
    assert error.value.reason == "unfit"
    assert await list_members(database) == STAFF
