"""Wordings that ask the same are put together, others are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.likeness import MAX_TEXTS, group_alike
from knowledge.vietnamese import fold


def is_alike(one: str, other: str) -> bool:
    return len(set(group_alike({fold(one): 2, fold(other): 1}).values())) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phí chứng thực bao nhiêu", "phi chung thuc bao nhieu"),
        ("phí chứng thực bao nhiêu", "cho tôi hỏi phí chứng thực bao nhiêu ạ"),
        ("phí chứng thực bao nhiêu", "bao nhiêu phí chứng thực vậy?"),
        ("lịch tiếp công dân tháng 11", "lich tiep cong dan thang11"),
        ("đăng ký khai sinh cần giấy tờ gì", "đăng kí khai sinh cần giấy tờ j"),
    ],
)
def test_the_same_question_is_one_group(one: str, other: str) -> None:
    assert is_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phí chứng thực bao nhiêu", "chứng thực ở đâu"),
        ("lịch tiếp công dân", "lịch thu gom rác"),
        ("kế hoạch 310/KH-UBND", "kế hoạch 12/KH-UBND về rác"),
        ("làm căn cước", "làm khai sinh"),
    ],
)
def test_different_questions_stay_apart(one: str, other: str) -> None:
    assert not is_alike(one, other)


def test_the_commonest_wording_names_the_group() -> None:
    counts = {"phi chung thuc": 1, "phi chung thuc a": 9}
    assert set(group_alike(counts).values()) == {"phi chung thuc a"}


@given(st.dictionaries(st.text(max_size=30), st.integers(1, 50), max_size=60))
def test_every_wording_has_one_group_that_names_itself(counts: dict[str, int]) -> None:
    found = group_alike(counts)
    assert set(found) == set(counts)
    assert all(found[head] == head for head in found.values())


def test_too_many_wordings_stand_alone_and_are_all_there() -> None:
    texts = {f"cau hoi khac nhau so {number * 7919}": 1 for number in range(MAX_TEXTS + 50)}
    assert len(group_alike(texts)) == MAX_TEXTS + 50
