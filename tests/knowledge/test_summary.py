"""Summaries: verbatim, in reading order, with what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.announcement import Section
from knowledge.facts import Fact
from knowledge.summary import OMISSION, Extract, split_sentences, summarise

LONG = (
    "Phường mở lớp học bơi cho thiếu nhi trong hè. Lớp do Đoàn Thanh niên tổ chức cùng nhà trường. "
    "Mỗi em nộp 150.000 đồng tiền vé cả khóa. Phụ huynh đăng ký với tổ trưởng. Em nào cũng phải có phao."
)
LISTED = "Hồ sơ gồm:\n- Tờ khai theo mẫu có sẵn ở quầy.\n- Ảnh chân dung nền trắng.\n- Bản sao giấy khai sinh của trẻ."


def extract(text: str, *, words: str = "", max_chars: int = 120, facts: tuple[Fact, ...] = ()) -> Extract:
    return summarise(Section("a/p1", "a", 0, text), words=words.split(), max_chars=max_chars, facts=facts)


def test_short_section_comes_whole() -> None:
    short = extract("Không thu phí.", max_chars=120)
    assert (short.text, short.is_whole) == ("Không thu phí.", True)


def test_sentence_with_the_asked_fact_is_chosen_and_marked() -> None:
    priced = extract(LONG, words="lớp bơi", facts=(Fact.PRICE,))
    assert "Mỗi em nộp 150.000 đồng tiền vé cả khóa." in priced.text
    assert [run.text for run in priced.runs if run.is_marked and "đồng" in run.text] == ["150.000 đồng"]
    assert not priced.is_whole
    assert OMISSION in priced.text


def test_words_are_marked_whatever_their_diacritics() -> None:
    assert [r.text for r in extract("Lệ phí thu một lần.", words="le phi").runs if r.is_marked] == ["Lệ phí"]


def test_list_item_brings_its_lead() -> None:
    chosen = extract(LISTED, words="khai sinh trẻ", max_chars=60)
    assert chosen.text == f"Hồ sơ gồm: {OMISSION}\n- Bản sao giấy khai sinh của trẻ."


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("TP. Hà Nội có Q. Ba Đình. ThS. Lê An chủ trì.", 2),
        ("1. Nộp hồ sơ tại quầy.", 1),
        ("Thu 2.000 đồng. Không thu thêm.", 2),
        ("Dùng mạng xã hội, Internet... trong việc này. Hết./.", 2),
        ("Ông hỏi: “Nộp ở đâu?” Cán bộ chỉ quầy số 4.", 2),
    ],
)
def test_split_sentences_knows_abbreviations(line: str, count: int) -> None:
    assert len(split_sentences(line)) == count


@given(st.text(max_size=400), st.lists(st.text(max_size=8), max_size=4), st.integers(20, 200))
def test_every_piece_is_verbatim_and_in_order(text: str, words: list[str], max_chars: int) -> None:
    shown = summarise(Section("a/p1", "a", 0, text), words=words, max_chars=max_chars, facts=(Fact.DATE,))
    at = 0
    for piece in shown.text.replace("\n", " ").split(OMISSION if OMISSION not in text else "\x00"):
        for word in piece.split():
            at = text.index(word, at) + len(word)


@given(st.text(alphabet=" .,abcđ\n", max_size=600))
def test_extract_stays_near_its_bound(text: str) -> None:
    assert len(summarise(Section("a/p1", "a", 0, text), words=(), max_chars=60).text) <= 60 + 40
