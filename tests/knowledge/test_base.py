"""The knowledge base: browsing, numbers, and changes without a pause."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

from knowledge.announcement import Announcement, Section, Status
from knowledge.base import KnowledgeBase, slug
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.numbers import asked_numbers


def announcement(name: str, text: str, **fields: object) -> Announcement:
    section = Section(f"{name}/p1", name, 0, text)
    return replace(Announcement(name, f"Thông báo {name}", sections=(section,)), **fields)  # type: ignore[arg-type]


def base_of(*announcements: Announcement) -> KnowledgeBase:
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    base.change(announcements)
    return base


def test_newest_come_first_and_undated_last() -> None:
    base = base_of(
        announcement("a", "x", issued_on=date(2026, 1, 1)),
        announcement("b", "x"),
        announcement("c", "x", published_at=datetime(2026, 5, 1, tzinfo=UTC)),
    )
    assert [a.id for a in base.newest(limit=9)] == ["c", "a", "b"]


def test_categories_are_browsed_by_slug() -> None:
    base = base_of(
        announcement("a", "x", category_path=("Tin", "Môi trường")),
        announcement("b", "x", category_path=("Môi trường",)),
    )
    (category,) = base.categories()
    assert (category.slug, category.name, category.count) == ("moi-truong", "Môi trường", 2)
    assert {a.id for a in base.in_category("moi-truong", limit=9)} == {"a", "b"}


def test_a_document_is_found_by_its_own_number_only() -> None:
    base = base_of(
        announcement("a", "x", number="12/KH-UBND"), announcement("b", "theo 12/KH-UBND", number="13/KH-UBND")
    )
    (asked,) = asked_numbers("kế hoạch số 12")
    assert [a.id for a in base.numbered(asked)] == ["a"]


def test_what_is_withdrawn_is_no_longer_found() -> None:
    plan = announcement("a", "phân loại rác tại nguồn")
    base = base_of(plan, announcement("b", "lịch tiếp công dân"))
    base.change((replace(plan, status=Status.WITHDRAWN),))
    assert base.section("a/p1") is None
    assert "a/p1" not in {match.section_id for match in base.search("phân loại rác").matches}


def test_searches_go_on_while_announcements_change() -> None:
    base = base_of(*(announcement(f"a{n}", f"thông báo số {n} về phân loại rác") for n in range(30)))
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(100):
                assert base.search("phan loai rac").matches
        except BaseException as error:  # told to the test's own thread
            failures.append(error)

    asker = threading.Thread(target=ask)
    asker.start()
    for n in range(30):
        base.change((announcement(f"a{n}", f"văn bản {n} nói về phân loại rác"),))
    asker.join()
    assert not failures


def test_a_slug_is_short_ascii() -> None:
    assert slug("Văn hóa – Xã hội, Đời sống") == "van-hoa-xa-hoi-doi-song"
    assert len(slug("phường " * 20)) <= 40
