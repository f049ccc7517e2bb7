"""What every room that keeps something of persons can do for /dulieu and /xoa."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from bot.catalogue import Catalogue
from bot.reply import Block
from bot.visitor import Visitor


class Eraser(Protocol):
    """A room that keeps something of persons.

    It tells of itself under <name>.data and <name>.erased, and under <name>.privacy where chat.privacy does not do so.
    """

    name: str

    async def count_of(self, visitor: Visitor) -> int:
        """Return how much is tied to a person."""

    async def erase(self, visitor: Visitor) -> int:
        """Erase what is tied to a person and return how much that was."""


async def describe(rooms: Iterable[Eraser], visitor: Visitor, catalogue: Catalogue) -> tuple[Block, ...]:
    """Return what each room that keeps something of a person says of it."""
    counts = [(room.name, await room.count_of(visitor)) for room in rooms]
    return _told(counts, "data", catalogue, visitor.language)


async def erase(rooms: Iterable[Eraser], visitor: Visitor, catalogue: Catalogue) -> tuple[Block, ...]:
    """Erase a person from every room and return what each that kept something says of it.

    It may be repeated: whoever is interrupted between two rooms begins again with the first.
    """
    counts = [(room.name, await room.erase(visitor)) for room in rooms]
    return _told(counts, "erased", catalogue, visitor.language)


def explain(rooms: Iterable[Eraser], catalogue: Catalogue, language: str) -> tuple[Block, ...]:
    """Return what each room keeps of persons, and why."""
    told = (f"{room.name}.privacy" for room in rooms)
    known = catalogue.keys(language)
    return tuple(block for key in told if key in known for block in catalogue.blocks(key, language))


def _told(counts: Iterable[tuple[str, int]], what: str, catalogue: Catalogue, language: str) -> tuple[Block, ...]:
    told = [catalogue.blocks(f"{name}.{what}", language, count=count) for name, count in counts if count]
    return tuple(block for blocks in told for block in blocks)
