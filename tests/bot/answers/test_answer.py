"""Answer records: sources as JSON and links that lead to the passage."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, make_source, passage_url
from bot.outcome import Outcome
from knowledge.announcement import Announcement, Section

PAGE = "https://mau.example/-/tin-7"


def test_short_passage_is_linked_whole() -> None:
    assert passage_url(PAGE, "Không thu phí") == f"{PAGE}#:~:text=Kh%C3%B4ng%20thu%20ph%C3%AD"


def test_long_passage_is_linked_by_its_ends_with_the_syntax_encoded() -> None:
    linked = passage_url(PAGE, "Kinh tế - xã hội, văn hóa & giáo dục được nêu trong kế hoạch của phường năm nay")
    assert linked is not None
    fragment = linked.partition("#:~:text=")[2]
    assert fragment.count(",") == 1
    assert "-" not in fragment
    assert "&" not in fragment
    assert [unquote(end) for end in fragment.split(",")] == ["Kinh tế - xã hội,", "hoạch của phường năm nay"]


@pytest.mark.parametrize("url", [None, "https://mau.example", "https://mau.example/", "https://mau.example/a.PDF"])
def test_hosts_and_files_get_no_fragment(url: str | None) -> None:
    assert passage_url(url, "Không thu phí") == url


@given(st.text(max_size=200))
def test_a_link_is_one_ascii_word_for_any_text(text: str) -> None:
    linked = passage_url(PAGE, text.encode(errors="ignore").decode())
    assert linked is not None
    assert linked.isascii()
    assert not any(char.isspace() for char in linked)


def test_source_holds_the_whole_section() -> None:
    section = Section("a/p1", "a", 0, "Không thu phí.", ("II. Lệ phí", "1. Mức thu"))
    source = make_source(
        Announcement("a", "Tin", number="1/TB", issued_on=date(2026, 1, 2), url=PAGE), section, 0.51234
    )
    assert source.as_json() == {
        "announcement_id": "a",
        "section_id": "a/p1",
        "title": "Tin",
        "number": "1/TB",
        "issued_on": "2026-01-02",
        "url": f"{PAGE}#:~:text=Kh%C3%B4ng%20thu%20ph%C3%AD.",
        "heading": "II. Lệ phí › 1. Mức thu",
        "text": "Không thu phí.",
        "confidence": 0.512,
    }


def test_an_answer_names_each_announcement_once() -> None:
    sources = tuple(make_source(Announcement("a", "Tin"), Section(f"a/p{i}", "a", i, "x"), 1.0) for i in (1, 2))
    answer = Answer(Outcome.ANSWERED, (), sources=sources)
    assert (answer.announcement_ids, answer.section_id) == (("a",), "a/p1")
