"""Announcements and units in the database, with a change feed for the index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeDecorator

from knowledge.announcement import Announcement, Attachment, FormerName, Kind, Role, Section, Status, Unit

METADATA = MetaData()


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; raises ValueError for a naive one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` as an aware moment in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


ANNOUNCEMENT = Table(
    "announcement",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("digest", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", String(80)),
    Column("issuer", Text),
    Column("unit_id", String(40)),
    Column("issued_on", Date),
    Column("published_at", UtcDateTime),
    Column("expires_on", Date),
    Column("category_path", JSON, nullable=False),
    Column("department", Text),
    Column("url", Text),
    Column("attachments", JSON, nullable=False),
    Column("portal_views", Integer),
    Column("quality", Float, nullable=False),
    Column("status", String(16), nullable=False),
    Column("is_sample", Boolean, nullable=False),
    Column("aliases", JSON, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
SECTION = Table(
    "section",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("announcement_id", String(36), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("role", String(16), nullable=False),
    Column("heading_path", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("digest", String(16), nullable=False),
)
CHANGE = Table(
    "announcement_change",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("announcement_id", String(36), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sqlite_autoincrement=True,
)
# What officials decided about an announcement: it goes before what its source says, whenever that is read again.
STANDING = Table(
    "standing",
    METADATA,
    Column("announcement_id", String(36), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
UNIT = Table("unit", METADATA, Column("id", String(40), primary_key=True), Column("record", JSON, nullable=False))
Index("announcement_origin", ANNOUNCEMENT.c.origin)


class Saved(StrEnum):
    """What saving an announcement did."""

    LOADED = "loaded"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Origin(StrEnum):
    """Where an announcement came from; a content folder is the truth about its own."""

    CONTENT = "content"
    LOADED = "loaded"
    CHAT = "chat"  # published by an official in the chat


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened after a point of the change feed; `seq` is the point reached."""

    seq: int
    put: tuple[Announcement, ...]
    removed: tuple[str, ...]


async def save_announcement(
    connection: AsyncConnection, announcement: Announcement, *, origin: Origin, now: datetime
) -> Saved:
    """Add or replace one announcement and note the change; an equal one is left alone.

    Where officials decided its status, that stands and not the status of the source.
    """
    decided = await connection.scalar(select(STANDING.c.status).where(STANDING.c.announcement_id == announcement.id))
    if decided is not None:
        announcement = replace(announcement, status=Status(decided))
    known = await connection.scalar(select(ANNOUNCEMENT.c.digest).where(ANNOUNCEMENT.c.id == announcement.id))
    row = _row(announcement) | {"origin": origin, "changed_at": now}
    if known == announcement.digest:
        views = {"portal_views": announcement.portal_views}
        await connection.execute(update(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id == announcement.id).values(views))
        return Saved.UNCHANGED
    if known is None:
        await connection.execute(insert(ANNOUNCEMENT).values(row))
    else:
        await connection.execute(update(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id == announcement.id).values(row))
        await connection.execute(delete(SECTION).where(SECTION.c.announcement_id == announcement.id))
    if announcement.sections:
        await connection.execute(insert(SECTION), [_section_row(section) for section in announcement.sections])
    await note_changes(connection, [announcement.id], now)
    return Saved.LOADED if known is None else Saved.CHANGED


async def withdraw_missing(
    connection: AsyncConnection, present: Sequence[str], *, origin: Origin, now: datetime
) -> tuple[str, ...]:
    """Withdraw the announcements of `origin` that are not `present` and return their ids.

    Those whose status officials decided stay as they are.
    """
    standing = select(ANNOUNCEMENT.c.id).where(
        ANNOUNCEMENT.c.origin == origin,
        ANNOUNCEMENT.c.status != Status.WITHDRAWN,
        ANNOUNCEMENT.c.id.not_in(select(STANDING.c.announcement_id)),
    )
    gone = sorted(set((await connection.scalars(standing)).all()) - set(present))
    await withdraw(connection, gone, now=now)
    return tuple(gone)


async def withdraw(connection: AsyncConnection, ids: Sequence[str], *, now: datetime) -> None:
    """Take these announcements from the readers; their rows stay."""
    for announcement_id in ids:
        values = {"status": Status.WITHDRAWN, "digest": "", "changed_at": now}
        await connection.execute(update(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id == announcement_id).values(values))
    await note_changes(connection, ids, now)


async def save_units(connection: AsyncConnection, units: Sequence[Unit]) -> None:
    """Add or replace units."""
    for unit in units:
        await connection.execute(delete(UNIT).where(UNIT.c.id == unit.id))
        await connection.execute(insert(UNIT).values(id=unit.id, record=_unit_record(unit)))


async def read_units(connection: AsyncConnection) -> tuple[Unit, ...]:
    """Return every unit, by id."""
    records = await connection.scalars(select(UNIT.c.record).order_by(UNIT.c.id))
    return tuple(_unit(record) for record in records)


async def read_changes(connection: AsyncConnection, *, after: int) -> Changes:
    """Return what changed after the point `after` of the feed; 0 returns everything."""
    seq = await connection.scalar(select(func.max(CHANGE.c.seq))) or 0
    if seq == after:
        return Changes(seq, (), ())
    wanted = select(CHANGE.c.announcement_id).where(CHANGE.c.seq > after).distinct()
    rows = (await connection.execute(select(ANNOUNCEMENT).where(ANNOUNCEMENT.c.id.in_(wanted)))).mappings().all()
    query = select(SECTION).where(SECTION.c.announcement_id.in_(wanted)).order_by(SECTION.c.position)
    sections: dict[str, list[Section]] = {}
    for row in (await connection.execute(query)).mappings():
        sections.setdefault(row["announcement_id"], []).append(_section(row))
    found = [_announcement(row, tuple(sections.get(row["id"], ()))) for row in rows]
    put = tuple(a for a in found if a.status.is_shown)
    return Changes(seq, put, tuple(a.id for a in found if not a.status.is_shown))


async def read_titles(connection: AsyncConnection) -> dict[str, str]:
    """Return the title of every announcement by id, of withdrawn ones too."""
    rows = await connection.execute(select(ANNOUNCEMENT.c.id, ANNOUNCEMENT.c.title))
    return {row.id: row.title for row in rows}


async def note_changes(connection: AsyncConnection, ids: Sequence[str], now: datetime) -> None:
    """Tell every process that these announcements changed."""
    if ids:
        await connection.execute(insert(CHANGE), [{"announcement_id": i, "at": now} for i in ids])


def _row(announcement: Announcement) -> dict[str, Any]:
    plain = (
        "id",
        "digest",
        "title",
        "kind",
        "number",
        "issuer",
        "unit_id",
        "issued_on",
        "published_at",
        "expires_on",
        "department",
        "url",
        "portal_views",
        "quality",
        "status",
        "is_sample",
    )
    return {name: getattr(announcement, name) for name in plain} | {
        "category_path": list(announcement.category_path),
        "attachments": [asdict(attachment) for attachment in announcement.attachments],
        "aliases": list(announcement.aliases),
    }


def _section_row(section: Section) -> dict[str, Any]:
    return asdict(section) | {"heading_path": list(section.heading_path), "digest": section.digest}


def _announcement(row: Any, sections: tuple[Section, ...]) -> Announcement:
    values = {key: row[key] for key in row if key not in ("digest", "origin", "changed_at")}
    return Announcement(
        **values
        | {
            "kind": Kind(row["kind"]),
            "status": Status(row["status"]),
            "category_path": tuple(row["category_path"]),
            "attachments": tuple(Attachment(**attachment) for attachment in row["attachments"]),
            "aliases": tuple(row["aliases"]),
            "sections": sections,
        }
    )


def _section(row: Any) -> Section:
    values = {key: row[key] for key in row if key != "digest"}
    return Section(**values | {"role": Role(row["role"]), "heading_path": tuple(row["heading_path"])})


def _unit_record(unit: Unit) -> dict[str, Any]:
    record = asdict(unit)
    record["ended_on"] = _iso(unit.ended_on)
    record["former_names"] = [{"name": f.name, "until": _iso(f.until)} for f in unit.former_names]
    return record


def _unit(record: dict[str, Any]) -> Unit:
    former = tuple(FormerName(f["name"], _day(f["until"])) for f in record["former_names"])
    lists = {name: tuple(record.get(name, ())) for name in ("successors", "departments", "areas")}
    return Unit(**record | lists | {"former_names": former, "ended_on": _day(record["ended_on"])})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
