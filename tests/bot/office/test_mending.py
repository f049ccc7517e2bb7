"""A field typed anew: what fits is taken as written, what does not is refused with its reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office.mending import FIELDS, MendError, mend, renew_id
from knowledge.announcement import MAX_ANNOUNCEMENT_ID, Announcement, Kind, Section

DRAFT = Announcement(
    "x", "Lịch cắt nước tổ 5", number="1/TB-UBND", sections=(Section("x/p1", "x", 0, "Cắt nước từ 8 giờ."),)
)
KINDS = {"lich": Kind.CALENDAR}
PATHS = {"dien nuoc": ("Đời sống", "Điện nước")}


def mended(name: str, text: str) -> Announcement:
    return mend(DRAFT, name, text, kinds=KINDS, paths=PATHS)


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("title", "  Lịch cắt   nước tổ 9 ", "title", "Lịch cắt nước tổ 9"),
        ("number", "12 / TB-UBND", "number", "12/TB-UBND"),
        ("number", "-", "number", None),
        ("kind", "LỊCH", "kind", Kind.CALENDAR),
        ("issued_on", "ngày 3 tháng 12 năm 2026", "issued_on", date(2026, 12, 3)),
        ("expires_on", "2026-12-03", "expires_on", date(2026, 12, 3)),
        ("expires_on", "không", "expires_on", None),
        ("category", "điện nước", "category_path", ("Đời sống", "Điện nước")),
        ("category", "Phòng cháy", "category_path", ("Phòng cháy",)),
        ("category", "-", "category_path", ()),
        ("issuer", "UBND phường Thử", "issuer", "UBND phường Thử"),
        ("department", "–", "department", None),
        ("url", "https://phuong.example/1", "url", "https://phuong.example/1"),
    ],
)
def test_a_fitting_value_is_taken(name: str, text: str, attribute: str, value: object) -> None:
    assert getattr(mended(name, text), attribute) == value


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("title", "Ngắn", "title"),
        ("title", "a " * 200, "title"),
        ("title", "-", "title"),
        ("title", "Tài liệu lưu hành nội bộ", "secret"),
        ("number", "mười hai", "number"),
        ("number", "12/TB-UBND và 13/TB-UBND", "number"),
        ("kind", "truyện cười", "kind"),
        ("issued_on", "31/2/2026", "day"),
        ("expires_on", "mai", "day"),
        ("issued_on", "1/1/0026", "day"),
        ("category", "x" * 81, "long"),
        ("issuer", "x" * 201, "long"),
        ("url", "javascript:alert(1)", "url"),
        ("url", " ", "empty"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, text: str, reason: str) -> None:
    with pytest.raises(MendError) as refused:
        mended(name, text)
    assert refused.value.reason == reason


@given(st.sampled_from(FIELDS), st.text(max_size=400))
def test_whatever_is_typed_is_taken_or_refused(name: str, text: str) -> None:
    try:
        changed = mended(name, text)
    except MendError:
        return
    assert len(changed.title) <= 300
    assert changed.sections == DRAFT.sections


@given(st.text(min_size=8, max_size=300), st.none() | st.just("12/TB-UBND"))
def test_an_id_always_fits_a_button(title: str, number: str | None) -> None:
    made = renew_id(Announcement("x", title, number=number, issued_on=date(2026, 1, 1), sections=DRAFT.sections))
    assert made.id.isascii()
    assert 0 < len(made.id) <= MAX_ANNOUNCEMENT_ID
    assert made.sections[0].id == f"{made.id}/p1"
    assert made.sections[0].announcement_id == made.id
