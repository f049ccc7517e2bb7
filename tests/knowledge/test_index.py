"""The index: changes show at once, small steps equal one big one, searches go on beside changes."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.announcement import Announcement, Role, Section, Status
from knowledge.index import SearchIndex
from knowledge.lexicon import Lexicon, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def announce(id_: str, *texts: str, role: Role = Role.BODY) -> Announcement:
    sections = tuple(
        Section(id=f"{id_}/{i}", announcement_id=id_, position=i, text=text, role=role) for i, text in enumerate(texts)
    )
    return Announcement(id=id_, title=f"Thông báo {id_}", sections=sections)


def many(count: int) -> list[Announcement]:
    words = [
        "khai",
        "sinh",
        "kết",
        "hôn",
        "tạm",
        "trú",
        "vỉa",
        "hè",
        "rác",
        "thải",
        "tiêm",
        "chủng",
        "họp",
        "tổ",
        "dân",
        "phố",
    ]
    return [announce(f"a{i}", " ".join(words[(i * k) % len(words)] for k in range(1, 9))) for i in range(count)]


def found(index: SearchIndex, question: str) -> list[str]:
    return [m.section_id for m in index.search(question).matches]


def test_put_replaces_the_announcement_with_the_same_id(lexicon: Lexicon) -> None:
    index = SearchIndex(lexicon)
    index.put(announce("a", "lịch cắt điện", "lịch cắt nước"))
    index.put(announce("a", "lịch phun thuốc muỗi"))
    assert found(index, "phun thuốc muỗi") == ["a/0"]
    assert len(index) == 1


def test_remove_takes_the_announcement_out(lexicon: Lexicon) -> None:
    index = SearchIndex(lexicon)
    index.put_many([announce("a", "lịch cắt điện"), announce("b", "lịch cắt nước")])
    index.remove("a")
    index.remove("nobody")
    assert found(index, "cắt điện") == ["b/0"]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_put_hides_what_is_not_public(lexicon: Lexicon, status: Status) -> None:
    index = SearchIndex(lexicon)
    public = announce("a", "lịch cắt điện")
    index.put(public)
    index.put(replace(public, status=status))
    assert found(index, "cắt điện") == []


@pytest.mark.parametrize(
    ("role", "count"), [(Role.ANNEX, 1), (Role.PREAMBLE, 1), (Role.SIGNATURE, 0), (Role.RECIPIENTS, 0)]
)
def test_put_indexes_only_the_roles_that_answer(lexicon: Lexicon, role: Role, count: int) -> None:
    index = SearchIndex(lexicon)
    index.put(announce("a", "lịch cắt điện", role=role))
    assert len(found(index, "cắt điện")) == count


def test_one_by_one_finds_what_all_at_once_finds(lexicon: Lexicon) -> None:
    bulk, steps = SearchIndex(lexicon), SearchIndex(lexicon)
    bulk.put_many(many(40))
    for announcement in reversed(many(40)):
        steps.put(announcement)
    assert len(bulk) == len(steps) == 40
    for question in ("khai sinh kết hôn", "thong bao a7", "vỉa hè rác thải"):
        assert bulk.search(question).matches[0].section_id == steps.search(question).matches[0].section_id


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=200), min_size=1, max_size=4), st.text(max_size=60))
def test_put_takes_any_text(lexicon: Lexicon, texts: list[str], question: str) -> None:
    index = SearchIndex(lexicon)
    index.put(announce("a", *texts))
    assert len(index) == len(texts)
    for asked in (question, *texts):
        assert all(m.announcement_id == "a" for m in index.search(asked).matches)


def test_search_goes_on_while_announcements_change(lexicon: Lexicon) -> None:
    index = SearchIndex(lexicon)
    index.put(announce("fixed", "điểm bỏ phiếu bầu cử"))
    done = threading.Event()
    seen: list[list[str]] = []

    def ask() -> None:
        while not done.is_set():
            seen.append(found(index, "điểm bỏ phiếu bầu cử ở đâu, sổ đỏ")[:1])

    reader = threading.Thread(target=ask)
    reader.start()
    for number, announcement in enumerate(many(60)):
        index.put(announcement)
        index.put(announce("new", f"từ{number} mới{number} khai sinh"))
        index.remove(announcement.id)
    done.set()
    reader.join()
    assert seen
    assert all(first == ["fixed/0"] for first in seen)
