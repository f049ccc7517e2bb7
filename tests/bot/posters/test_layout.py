"""Nothing on a poster overlaps or leaves the sheet, whatever the words are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.posters.layout import Sheet, Words, lay_out
from bot.posters.lettering import load_typeface
from bot.posters.poster import MAX_LINK_BYTES, Paper, Poster

LINK = "https://t.me/LoaPhuongBot?start=b_bao-hiem"
RISE, TAIL = 1.12, 0.24  # how far Ẳ rises above the baseline and g, | hang below, in sizes
vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyẪỂộặỹ W.,–“”0123456789", max_size=600)
texts = st.text(max_size=200) | vietnamese
posters = st.builds(
    Poster,
    name=st.just("x"),
    unit=texts,
    heading=texts,
    call=texts,
    link=st.just(LINK) | st.text(min_size=1, max_size=MAX_LINK_BYTES // 4),
    subject=texts,
    note=texts,
    hint=texts,
    footer=st.lists(texts, max_size=2).map(tuple),
)


def _width(words: Words) -> float:
    return load_typeface(is_bold=words.is_bold).measure(words.text) * words.size_mm


def _is_inside(words: Words, sheet: Sheet) -> bool:
    half = _width(words) / 2
    return words.x_mm - half > 0 and words.x_mm + half < sheet.width_mm and words.y_mm < sheet.height_mm


@settings(max_examples=60, deadline=None)
@given(posters, st.sampled_from(Paper))
def test_any_words_stay_on_the_sheet_and_off_the_code(poster: Poster, paper: Paper) -> None:
    sheet = lay_out(poster, paper)
    box = sheet.code_box
    assert all(_is_inside(words, sheet) for words in sheet.words)
    for words in sheet.words:
        is_above = words.y_mm + TAIL * words.size_mm <= box.y_mm + 1e-6
        is_below = words.y_mm - RISE * words.size_mm >= box.y_mm + box.height_mm - 1e-6
        assert is_above or is_below


@settings(max_examples=60, deadline=None)
@given(posters)
def test_any_words_leave_the_code_its_size_and_touch_no_other_line(poster: Poster) -> None:
    sheet = lay_out(poster, Paper.A4)
    assert sheet.code_box.width_mm >= 85
    for upper, lower in pairwise(sheet.words):
        assert upper.y_mm + TAIL * upper.size_mm <= lower.y_mm - RISE * lower.size_mm + 1e-6


def test_quiet_zone_stays_white() -> None:
    sheet = lay_out(Poster("x", "Phường", "Hỏi", "Quét mã", LINK), Paper.A4)
    side = sheet.code_box.width_mm / (29 + 8)  # version 3 has 29 squares a side
    assert min(bar.x_mm for bar in sheet.code) - sheet.code_box.x_mm == pytest.approx(4 * side)
    assert min(bar.y_mm for bar in sheet.code) - sheet.code_box.y_mm == pytest.approx(4 * side)


def test_heading_is_read_from_two_metres() -> None:
    sheet = lay_out(Poster("x", "Phường Hoa Sữa", "Hỏi Loa Phường", "Quét mã", LINK), Paper.A5)
    (heading,) = (words for words in sheet.words if words.text == "Hỏi Loa Phường")
    assert heading.size_mm * 0.73 > 8  # the height of its capitals; signs are read from 200 to 300 times that far
