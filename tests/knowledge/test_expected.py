"""Expected facts: what a question asks for, in the spellings that residents use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.expected import asked_form, expected_facts, lacks_asked_noun, names_fact
from knowledge.facts import Fact
from knowledge.vietnamese import fold

ASKED = [
    ("Trạm y tế mở cửa lúc mấy giờ?", {Fact.TIME}),
    ("may h thi nhan ho so z", {Fact.TIME}),
    ("hop to dan pho ngay nao the", {Fact.DATE}),
    ("bao giờ có nước lại vậy ad", {Fact.WHEN}),
    ("hết hạn khi nào", {Fact.WHEN}),
    ("cấp lại mất bao lâu ạ", {Fact.DURATION}),
    ("bn ngay thi xong", {Fact.DURATION}),
    ("phô tô sao y bn tien 1 trang", {Fact.PRICE}),
    ("làm cái này có mất phí k", {Fact.PRICE}),
    ("cho xin sđt công an phường", {Fact.PHONE}),
    ("so dt tram y te", {Fact.PHONE}),
    ("email ủy ban là gì", {Fact.EMAIL}),
    ("nộp ở đâu ạ", {Fact.PLACE}),
    ("len phong nao de lam", {Fact.PLACE}),
    ("hàng xóm ồn quá báo cho ai", {Fact.CONTACT}),
    ("chủ tịch phường là ai", {Fact.PERSON}),
    ("phường mình có bao nhiêu người", {Fact.NUMBER}),
    ("can mang giay to gi", {Fact.DOCUMENTS}),
    ("hồ sơ gồm những gì", {Fact.DOCUMENTS}),
    ("chủ đề của năm là gì", {Fact.NAME}),
    ("học phí lớp mầm non", {Fact.PRICE}),
    ("lam o dau, mat may ngay", {Fact.PLACE, Fact.DURATION}),
]


@pytest.mark.parametrize(("question", "expected"), ASKED, ids=[q for q, _ in ASKED])
def test_expected_facts_reads_every_register(question: str, expected: set[Fact]) -> None:
    assert expected_facts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Phường nào cũng có loa đúng không?",
        "đóng lệ phí qua mạng được không",
        "sửa mái nhà có phải xin phép k",
        "thủ tục kết hôn như thế nào",
        "thông báo nào quy định mức thu",
    ],
)
def test_expected_facts_asks_for_nothing_in_other_questions(question: str) -> None:
    assert expected_facts(question) == frozenset()


@given(st.text(max_size=200))
def test_asked_form_is_plain_words_for_any_text(text: str) -> None:
    form = asked_form(text)
    assert form.isascii()
    assert form == " ".join(form.split())


@pytest.mark.parametrize(("question", "expected"), ASKED[:6], ids=[q for q, _ in ASKED[:6]])
def test_diacritics_make_no_difference(question: str, expected: set[Fact]) -> None:
    assert expected_facts(fold(question)) == expected


def test_asked_noun_must_be_in_the_passage() -> None:
    assert lacks_asked_noun("ngân sách của kế hoạch bao nhiêu", "Thưởng 500.000 đồng một bài.")
    assert not lacks_asked_noun("ngân sách của kế hoạch bao nhiêu", "Kinh phí 500.000 đồng.")
    assert not lacks_asked_noun("thưởng bao nhiêu", "Thưởng 500.000 đồng một bài.")


def test_a_count_must_count_the_asked_thing() -> None:
    assert lacks_asked_noun("phường có bao nhiêu đài", "Lắp 24 cụm loa ở các tổ.")
    assert not lacks_asked_noun("phường có bao nhiêu cụm loa", "Lắp 24 cụm loa ở các tổ.")


def test_heading_announces_the_asked_fact() -> None:
    assert names_fact("Lệ phí", frozenset({Fact.PRICE}))
    assert not names_fact("Xem quy hoạch ở đâu", frozenset({Fact.PLACE}))
