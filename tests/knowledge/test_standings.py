"""What officials decided about an announcement stays when its source is read again, until they take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.database import Database
from knowledge.announcement import Section, Status
from knowledge.standings import decide, undecide
from knowledge.store import ANNOUNCEMENT, STANDING, Origin, Saved, save_announcement, withdraw_missing
from tests.knowledge.test_store import NOW, PLAN, changes, save

LATER = NOW + timedelta(hours=1)


async def withdraw_by_hand(database: Database, status: Status = Status.WITHDRAWN) -> None:
    async with database.write() as connection:
        await decide(connection, PLAN.id, status, now=LATER)


async def status(database: Database) -> str | None:
    async with database.read() as connection:
        return await connection.scalar(select(ANNOUNCEMENT.c.status))


async def test_a_decision_takes_an_announcement_from_the_readers_at_once(database: Database) -> None:
    await save(database, PLAN)
    before = await changes(database)
    await withdraw_by_hand(database)
    assert (await changes(database, before.seq)).removed == (PLAN.id,)


async def test_a_decision_outlives_an_equal_and_a_changed_reading(database: Database) -> None:
    await save(database, PLAN)
    await withdraw_by_hand(database)
    await save(database, PLAN)
    assert await status(database) == Status.WITHDRAWN
    sections = (Section("ke-hoach-rac/i", PLAN.id, 0, "Xe rác đi lúc 19 giờ.", ("I. Giờ",)),)
    assert await save(database, replace(PLAN, sections=sections)) is Saved.CHANGED
    assert await status(database) == Status.WITHDRAWN
    assert (await changes(database)).put == ()


async def test_a_second_equal_reading_changes_nothing(database: Database) -> None:
    await save(database, PLAN)
    await withdraw_by_hand(database)
    await save(database, PLAN)
    assert await save(database, PLAN) is Saved.UNCHANGED


async def test_what_was_decided_to_stand_is_not_withdrawn_with_its_source(database: Database) -> None:
    await save(database, PLAN)
    await withdraw_by_hand(database, Status.PUBLISHED)
    async with database.write() as connection:
        assert await withdraw_missing(connection, [], origin=Origin.CONTENT, now=LATER) == ()
    assert await status(database) == Status.PUBLISHED


async def test_after_undeciding_the_source_says_the_status_again(database: Database) -> None:
    await save(database, PLAN)
    await withdraw_by_hand(database)
    async with database.write() as connection:
        await undecide(connection, PLAN.id)
    await save(database, PLAN)
    assert await status(database) == PLAN.status


async def test_the_last_decision_counts_and_stands_once(database: Database) -> None:
    await save(database, PLAN)
    await withdraw_by_hand(database)
    async with database.write() as connection:
        await decide(connection, PLAN.id, Status.PUBLISHED, now=LATER)
    async with database.read() as connection:
        (row,) = (await connection.execute(select(STANDING))).all()
    assert row.status == Status.PUBLISHED


async def test_a_decision_waits_for_an_announcement_that_is_read_later(database: Database) -> None:
    await withdraw_by_hand(database)
    async with database.write() as connection:
        await save_announcement(connection, PLAN, origin=Origin.LOADED, now=LATER)
    assert await status(database) == Status.WITHDRAWN
