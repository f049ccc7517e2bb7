"""Facts: found where a passage holds them, and not where something only looks like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.facts import Fact, find_facts, fold_in_place, held_facts


def found(text: str) -> dict[Fact, list[str]]:
    return {fact: [text[a:b] for a, b in spans] for fact, spans in find_facts(text).items()}


@pytest.mark.parametrize(
    ("fact", "text", "expected"),
    [
        (Fact.TIME, "Tiếp dân từ 7h30 đến 11:30.", ["7h30", "11:30"]),
        (Fact.TIME, "Nộp sau 15 giờ thì trả hôm sau.", ["15 giờ"]),
        (Fact.DATE, "Khai giảng ngày 5 tháng 9.", ["ngày 5 tháng 9"]),
        (Fact.DATE, "Sáng thứ Năm hằng tuần.", ["Sáng thứ Năm", "thứ Năm", "hằng tuần"]),
        (Fact.DURATION, "Trả trong 03 ngày làm việc.", ["Trả trong 03 ngày"]),
        (Fact.DURATION, "Ở lại ít nhất 24 giờ.", ["24 giờ"]),
        (Fact.PRICE, "Phí 2.000 đồng một trang.", ["2.000 đồng"]),
        (Fact.PRICE, "Việc này không thu lệ phí.", ["không thu lệ phí"]),
        (Fact.PHONE, "Gọi 024 0000 0101 hoặc số 113.", ["024 0000 0101", "số 113"]),
        (Fact.EMAIL, "Gửi về motcua@hoasua.example nhé.", ["motcua@hoasua.example"]),
        (Fact.PLACE, "Nộp tại quầy số 4, số 3 đường Hoa Sữa.", ["tại quầy", "quầy số 4", "số 3 đường"]),
        (Fact.PERSON, "Chủ tịch UBND phường, bà Nguyễn Hoài An tiếp dân.", ["bà Nguyễn Hoài An"]),
        (Fact.NUMBER, "Phường có 24 tổ dân phố.", ["24 tổ"]),
        (Fact.DOCUMENTS, "Mang tờ khai và căn cước.", ["tờ khai", "căn cước"]),
        (Fact.NAME, "Chủ đề của năm là: kỷ cương.", ["Chủ đề của năm là"]),
    ],
)
def test_find_facts_sees_each_kind(fact: Fact, text: str, expected: list[str]) -> None:
    assert found(text)[fact] == expected


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Fact.DATE, "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015 của Quốc hội"),
        (Fact.TIME, "Trong 24 giờ kể từ lúc nhận tin"),
        (Fact.DURATION, "Từ ngày 07 tháng 12 trở đi"),
        (Fact.PLACE, "Đăng nhập bằng tài khoản định danh"),
        (Fact.PERSON, "Cha, mẹ, ông, bà hoặc người thân"),
        (Fact.NUMBER, "Điều 5 và khoản 2 mục 3"),
        (Fact.NAME, "Tuyên truyền chủ đề của năm trên loa"),
        (Fact.PHONE, "Kế hoạch số 310/KH-UBND năm 2023"),
    ],
)
def test_find_facts_is_not_fooled(fact: Fact, text: str) -> None:
    assert fact not in find_facts(text)


def test_when_is_held_by_a_duration_and_contact_by_a_phone() -> None:
    assert held_facts([Fact.WHEN, Fact.CONTACT, Fact.PRICE], [Fact.DURATION, Fact.PHONE]) == {Fact.WHEN, Fact.CONTACT}


@given(st.text(max_size=300))
def test_spans_lie_within_any_text(text: str) -> None:
    spans = [span for spans in find_facts(text).values() for span in spans]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(max_size=200))
def test_fold_in_place_keeps_every_place(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)
