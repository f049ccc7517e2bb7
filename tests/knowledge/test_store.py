"""What is saved comes back equal, and the change feed tells of every change once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update

from bot.database import Database
from knowledge.announcement import Announcement, Attachment, FormerName, Kind, Role, Section, Status, Unit
from knowledge.store import (
    UNIT,
    Changes,
    Origin,
    Saved,
    read_changes,
    read_units,
    save_announcement,
    save_units,
    withdraw_missing,
)

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PLAN = Announcement(
    id="ke-hoach-rac",
    title="Kế hoạch phân loại rác",
    kind=Kind.PLAN,
    number="12/KH-UBND",
    issuer="UBND phường",
    unit_id="phuong",
    issued_on=date(2026, 2, 3),
    published_at=datetime(2026, 2, 4, 1, 2, tzinfo=UTC),
    expires_on=date(2026, 12, 31),
    category_path=("Tin tức", "Môi trường"),
    department="Văn phòng",
    url="https://example.vn/rac",
    attachments=(Attachment("Phụ lục", "https://example.vn/rac.pdf"),),
    portal_views=22,
    quality=0.98,
    is_sample=True,
    aliases=("đổ rác",),
    sections=(
        Section("ke-hoach-rac/i", "ke-hoach-rac", 0, "Xe rác đi lúc 18 giờ.", ("I. Giờ",)),
        Section("ke-hoach-rac/r", "ke-hoach-rac", 1, "Nơi nhận: lưu.", (), Role.RECIPIENTS),
    ),
)


async def save(database: Database, announcement: Announcement, origin: Origin = Origin.CONTENT) -> Saved:
    async with database.write() as connection:
        return await save_announcement(connection, announcement, origin=origin, now=NOW)


async def changes(database: Database, after: int = 0) -> Changes:
    async with database.read() as connection:
        return await read_changes(connection, after=after)


async def test_an_announcement_comes_back_equal(database: Database) -> None:
    assert await save(database, PLAN) is Saved.LOADED
    assert (await changes(database)).put == (PLAN,)


async def test_saving_the_same_again_changes_nothing(database: Database) -> None:
    await save(database, PLAN)
    seq = (await changes(database)).seq
    assert await save(database, replace(PLAN, portal_views=23)) is Saved.UNCHANGED
    assert (await changes(database, seq)) == Changes(seq, (), ())


async def test_a_change_replaces_the_sections_and_is_told_once(database: Database) -> None:
    await save(database, PLAN)
    seq = (await changes(database)).seq
    shorter = replace(PLAN, sections=PLAN.sections[:1])
    assert await save(database, shorter) is Saved.CHANGED
    told = await changes(database, seq)
    assert told.put == (shorter,)
    assert (await changes(database, told.seq)).put == ()


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DRAFT])
async def test_what_is_no_longer_published_is_told_as_removed(database: Database, status: Status) -> None:
    await save(database, PLAN)
    seq = (await changes(database)).seq
    await save(database, replace(PLAN, status=status))
    assert (await changes(database, seq)).removed == (PLAN.id,)


async def test_only_the_folder_s_own_announcements_are_withdrawn(database: Database) -> None:
    await save(database, PLAN)
    await save(database, replace(PLAN, id="tu-cong", sections=()), Origin.LOADED)
    async with database.write() as connection:
        gone = await withdraw_missing(connection, [], origin=Origin.CONTENT, now=NOW)
    assert gone == (PLAN.id,)
    assert [a.id for a in (await changes(database)).put] == ["tu-cong"]


async def test_a_withdrawn_announcement_can_come_back(database: Database) -> None:
    await save(database, PLAN)
    async with database.write() as connection:
        await withdraw_missing(connection, [], origin=Origin.CONTENT, now=NOW)
    assert await save(database, PLAN) is Saved.CHANGED
    assert (await changes(database)).put == (PLAN,)


async def test_units_come_back_equal(database: Database) -> None:
    unit = Unit(
        "quan",
        "Quận",
        (FormerName("Huyện", date(1996, 1, 1)),),
        ("phuong",),
        date(2025, 7, 1),
        ("Văn phòng",),
        "024 0000 0000",
        "8 giờ",
        "https://example.vn",
        ("Tổ 1", "Tổ 2"),
        is_sample=True,
    )
    for _ in range(2):
        async with database.write() as connection:
            await save_units(connection, [unit])
    async with database.read() as connection:
        assert await read_units(connection) == (unit,)


async def test_a_unit_that_was_stored_before_there_were_areas_is_read(database: Database) -> None:
    async with database.write() as connection:
        await save_units(connection, [Unit("xa", "Xã")])
        record = dict(await connection.scalar(select(UNIT.c.record)) or {})
        del record["areas"]
        await connection.execute(update(UNIT).values(record=record))
        assert await read_units(connection) == (Unit("xa", "Xã"),)
