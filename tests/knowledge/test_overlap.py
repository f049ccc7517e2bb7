"""Overlap: what share of a question's content a passage repeats."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.overlap import Overlap, measure_overlap

PASSAGE = "Hệ thống đài truyền thanh phường là kênh thông tin trực tiếp."


def test_question_words_and_diacritics_do_not_count() -> None:
    assert measure_overlap("dai truyen thanh phuong la gi vay ad", PASSAGE) == Overlap(1.0, 1.0, 4)


def test_words_that_are_not_told_lower_the_shares() -> None:
    told = measure_overlap("đài truyền hình phường", PASSAGE)
    assert (told.words, told.count) == (0.75, 4)
    assert 0 < told.pairs < 1


def test_words_that_the_search_mended_count_as_told() -> None:
    assert measure_overlap("loa phường", PASSAGE).words == 0.5
    assert measure_overlap("loa phường", PASSAGE, matched=["đài", "phường"]).words == 1.0


def test_a_question_without_content_repeats_nothing() -> None:
    assert measure_overlap("ở đâu vậy ad", PASSAGE) == Overlap(0.0, 0.0, 0)


def test_initials_of_neighbouring_words_count() -> None:
    assert measure_overlap("GPXD", "Cấp giấy phép xây dựng").words == 1.0
    assert measure_overlap("GPXD", "Cấp giấy chứng nhận").words == 0.0


@given(st.text(max_size=120), st.text(max_size=300))
def test_shares_are_shares_for_any_text(question: str, passage: str) -> None:
    overlap = measure_overlap(question, passage)
    assert 0 <= overlap.words <= 1
    assert 0 <= overlap.pairs <= 1
