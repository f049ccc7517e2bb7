"""Bring announcements from files and addresses into the database, and from there into memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from pathlib import Path

from bot.database import Database
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase
from knowledge.loaders import LoadResult, Refusal, load_path
from knowledge.store import Origin, Saved, read_changes, read_units, save_announcement, save_units, withdraw_missing


class ContentError(Exception):
    """A content folder that cannot be read; the message names LOA_CONTENT and the mend."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of what was loaded: announcements by what saving did, and refusals with reasons."""

    saved: dict[Saved, list[Announcement]] = field(default_factory=lambda: {each: [] for each in Saved})
    withdrawn: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class Library:
    """Keeps the knowledge base in memory equal to the database, across processes."""

    def __init__(self, database: Database, base: KnowledgeBase) -> None:
        self._database = database
        self._base = base
        self._seq = 0

    @property
    def seq(self) -> int:
        """Return the point of the change feed that was reached."""
        return self._seq

    async def refresh(self) -> int:
        """Take over what changed since the last call and return how many announcements that were."""
        async with self._database.read() as connection:
            changes = await read_changes(connection, after=self._seq)
            units = await read_units(connection)
        if changes.seq != self._seq:
            self._base.put_units(units)
            await asyncio.to_thread(self._base.change, changes.put, changes.removed)
            self._seq = changes.seq
        return len(changes.put) + len(changes.removed)


def content_folder(named: str | None) -> Path | None:
    """Return the folder that LOA_CONTENT names, the shipped one for None, None for an empty name."""
    if named == "":
        return None
    if named is None:
        return Path(str(resources.files("knowledge") / "announcements"))
    folder = Path(named)
    if not folder.is_dir():
        raise ContentError(f"LOA_CONTENT: no folder {named!r}; give a folder of announcement files, or leave it empty")
    return folder


async def synchronise(database: Database, folder: Path | None, *, now: datetime) -> Summary:
    """Make the announcements of the content folder, and only those, the published ones of that origin.

    While a file is refused nothing is withdrawn: its last good version stays.
    """
    result = await asyncio.to_thread(load_path, folder) if folder else LoadResult()
    return await save(database, result, origin=Origin.CONTENT, now=now)


async def save(database: Database, result: LoadResult, *, origin: Origin, now: datetime) -> Summary:
    """Write what was loaded in one transaction and return what became of it."""
    summary = Summary(refusals=result.refusals)
    withdrawn: Sequence[str] = ()
    async with database.write() as connection:
        await save_units(connection, result.units)
        for announcement in result.announcements:
            saved = await save_announcement(connection, announcement, origin=origin, now=now)
            summary.saved[saved].append(announcement)
        if origin is Origin.CONTENT and not result.refusals:
            present = [announcement.id for announcement in result.announcements]
            withdrawn = await withdraw_missing(connection, present, origin=origin, now=now)
    return Summary(summary.saved, tuple(withdrawn), result.refusals)
