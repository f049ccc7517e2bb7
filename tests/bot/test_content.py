"""A content folder is the truth about its own announcements, and a typing mistake takes nothing off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content import ContentError, Library, Summary, content_folder, synchronise
from bot.database import Database
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.store import Saved
from tests.bot.cast import NOON

PLAN = "---\ntitle: Kế hoạch phân loại rác\nnumber: 12/KH-UBND\n---\n\nXe rác qua ngõ lúc 18 giờ.\n"
NOTICE = "---\ntitle: Thông báo cắt điện\n---\n\nCắt điện từ 8 giờ đến 11 giờ.\n"


@dataclass
class Ward:
    folder: Path
    database: Database
    base: KnowledgeBase
    library: Library

    async def synchronise(self) -> Summary:
        summary = await synchronise(self.database, self.folder, now=NOON)
        await self.library.refresh()
        return summary

    @property
    def shown(self) -> set[str]:
        return {announcement.id for announcement in self.base.newest(limit=99)}


@pytest.fixture
def ward(database: Database, tmp_path: Path) -> Ward:
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "ke-hoach.md").write_text(PLAN, "utf-8")
    (folder / "cat-dien.md").write_text(NOTICE, "utf-8")
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    return Ward(folder, database, base, Library(database, base))


async def test_files_become_announcements(ward: Ward) -> None:
    summary = await ward.synchronise()
    assert len(summary.saved[Saved.LOADED]) == 2
    assert ward.shown == {"ke-hoach", "cat-dien"}


async def test_a_second_start_changes_nothing(ward: Ward) -> None:
    await ward.synchronise()
    assert len((await ward.synchronise()).saved[Saved.UNCHANGED]) == 2


async def test_a_removed_file_is_withdrawn(ward: Ward) -> None:
    await ward.synchronise()
    (ward.folder / "cat-dien.md").unlink()
    assert (await ward.synchronise()).withdrawn == ("cat-dien",)
    assert ward.shown == {"ke-hoach"}


async def test_a_mistake_in_one_file_keeps_its_last_good_version(ward: Ward) -> None:
    await ward.synchronise()
    (ward.folder / "cat-dien.md").write_text(NOTICE.replace("title", "titel"), "utf-8")
    (ward.folder / "ke-hoach.md").write_text(PLAN.replace("18 giờ", "19 giờ"), "utf-8")
    summary = await ward.synchronise()
    assert {Path(refusal.source).name for refusal in summary.refusals} == {"cat-dien.md"}
    assert ward.shown == {"ke-hoach", "cat-dien"}
    assert len(summary.saved[Saved.CHANGED]) == 1


async def test_another_process_notices_a_change(ward: Ward) -> None:
    await ward.synchronise()
    other = KnowledgeBase(SearchIndex(load_lexicon()))
    library = Library(ward.database, other)
    assert await library.refresh() == 2
    assert await library.refresh() == 0
    assert other.search("mấy giờ cắt điện").matches[0].announcement_id == "cat-dien"


def test_a_missing_folder_is_named() -> None:
    with pytest.raises(ContentError, match="LOA_CONTENT"):
        content_folder("/nowhere")


def test_an_empty_name_means_none_and_no_name_the_shipped_ones() -> None:
    assert content_folder("") is None
    shipped = content_folder(None)
    assert shipped is not None
    assert (shipped / "unit.yaml").is_file()
