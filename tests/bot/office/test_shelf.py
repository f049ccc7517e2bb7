"""The shelf: officials of a topic keep to it, and a new publication goes before an earlier decision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content import Library
from bot.database import Database
from bot.office.shelf import Shelf
from bot.staff import Member, NotAllowedError, StaffRole, add_member
from knowledge.announcement import Announcement, Status
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.standings import decide
from tests.bot.cast import NOON
from tests.bot.house import WASTE

HOA, AN = 11, 12  # Hoa has every topic, An has certification alone
LIMITED = Member(AN, StaffRole.OFFICIAL, topics=("chung-thuc",))
MINE = replace(WASTE, id="cua-an", category_path=("Chứng thực",), sections=())


@pytest.fixture
async def shelf(database: Database) -> Shelf:
    for member in (Member(HOA, StaffRole.OFFICIAL), LIMITED):
        await add_member(database, member, now=NOON)
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    shelf = Shelf(database, base, Library(database, base).refresh, lambda: NOON)
    await shelf.publish(HOA, WASTE)
    return shelf


async def test_an_official_of_a_topic_withdraws_nothing_of_another(shelf: Shelf) -> None:
    with pytest.raises(NotAllowedError, match="topic"):
        await shelf.withdraw(AN, WASTE.id)
    assert await shelf.is_published(WASTE.id)


@pytest.mark.parametrize("change", [WASTE, replace(WASTE, category_path=("Chứng thực",))], ids=["as it was", "moved"])
async def test_an_official_of_a_topic_replaces_nothing_of_another(shelf: Shelf, change: Announcement) -> None:
    with pytest.raises(NotAllowedError, match="topic"):
        await shelf.publish(AN, change)


async def test_an_official_of_a_topic_publishes_and_withdraws_in_it(shelf: Shelf) -> None:
    await shelf.publish(AN, MINE)
    assert await shelf.withdraw(AN, MINE.id)


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.EXPIRED])
async def test_publishing_again_goes_before_an_earlier_decision(
    shelf: Shelf, database: Database, status: Status
) -> None:
    async with database.write() as connection:
        await decide(connection, WASTE.id, status, now=NOON)
    await shelf.publish(HOA, replace(WASTE, title="Kế hoạch mới"))
    found = (await shelf.latest())[0]
    assert (found.title, found.status) == ("Kế hoạch mới", Status.PUBLISHED)
