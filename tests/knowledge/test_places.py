"""Places: names of areas in a question, not common words that look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.places import bare_name, find_places

KNOWN = ("Phường Hoa Sữa (mẫu)",)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("phường Khương Đình mở cửa mấy giờ", [("phuong", "khuong dinh")]),
        ("ubnd quan cau giay o dau", [("quan", "cau giay")]),
        ("q.cầu giấy", [("quan", "cau giay")]),
        ("phuong hoa sua", [("phuong", "hoa sua")]),
        ("ở Đà Nẵng làm thế nào", [("", "da nang")]),
        ("sđt UBND quận TX", [("quan", "thanh xuan")]),
        ("giá đất Quận 1", [("quan", "1")]),
        ("tỉnh Hòa Bình", [("tinh", "hoa binh")]),
    ],
)
def test_named_places_are_found(question: str, expected: list[tuple[str, str]]) -> None:
    assert [(p.level, p.name) for p in find_places(question, known=KNOWN)] == expected


@pytest.mark.parametrize(
    "question",
    [
        "phường nào cũng có loa",
        "quan ly dat dai",
        "xã hội hóa",
        "phường OK không",
        "phuong an boi thuong",
        "đường Cầu Giấy cấm xe",
        "mong moi nguoi hoa binh",
        "Cho Tôi Hỏi Phường Mình Thu Phí Bao Nhiêu",
    ],
)
def test_common_words_and_streets_are_no_places(question: str) -> None:
    assert find_places(question, known=KNOWN) == ()


def test_bare_name_drops_level_and_remark() -> None:
    assert bare_name("Phường Hoa Sữa (mẫu)") == "hoa sua"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(place.name for place in find_places(text))
