"""Expected facts: what a question asks for, in the spellings that residents use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.expected import asked_form, asks_whether, expected_facts, lacks_asked_noun, names_fact, names_other
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


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("hôm thứ 3 này tổ 10 mất điện mấy giờ", {Fact.TIME}),
        ("phải nộp những giấy tờ nào", {Fact.DOCUMENTS}),
        ("nộp hồ sơ ở quầy số mấy", {Fact.PLACE}),
        ("xin giay doc than mat may ngay", {Fact.DURATION}),
        ("giải nhất được thưởng bao nhiêu", {Fact.PRICE}),
        ("fee đổi căn cước bao nhiêu", {Fact.PRICE}),
        ("cúp điện thì kêu số mô", {Fact.PHONE}),
        ("ai trúng cử", {Fact.PERSON}),
        ("quận mở cửa mấy giờ", {Fact.TIME}),
    ],
)
def test_a_word_inside_another_phrase_asks_for_nothing(question: str, facts: set[Fact]) -> None:
    assert expected_facts(question) == facts


def test_a_question_of_yes_or_no_is_told_from_a_topic() -> None:
    assert asks_whether("BHYT có phải tự đi gia hạn ko")
    assert not asks_whether("đăng ký khai sinh")


def test_a_heading_may_announce_another_kind_of_fact_beside() -> None:
    assert names_other("Lệ phí và thời hạn sử dụng", frozenset({Fact.DURATION}))
    assert not names_other("Thời hạn giải quyết", frozenset({Fact.DURATION}))
