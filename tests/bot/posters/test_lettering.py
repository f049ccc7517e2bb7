"""The shipped typeface writes Vietnamese; what it cannot write is left out, never drawn as an empty box."""

from __future__ import annotations

import unicodedata
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posters.lettering import MAX_CHARS, fit, keep_printable, load_typeface

BOLD = load_typeface(is_bold=True)
LETTERS = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵfjwz"


@pytest.mark.parametrize("is_bold", [False, True])
def test_typeface_has_every_vietnamese_letter_and_sign(is_bold: bool) -> None:
    needed = LETTERS + LETTERS.upper() + "0123456789 .,;:!?…–—“”‘’«»()[]/%&@+-=₫№•·°²→"
    assert not set(needed) - load_typeface(is_bold=is_bold).widths.keys()


def test_licence_lies_beside_the_typeface() -> None:
    assert "Bitstream" in (resources.files("bot") / "fonts" / "LICENSE.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("🆕 Cắt điện\n tổ 5 ⚡️", "Cắt điện tổ 5"),
        (unicodedata.normalize("NFD", "Quét mã để hỏi"), "Quét mã để hỏi"),
        ("Họp 会议 tổ", "Họp tổ"),
        ("a\u202eb\u200b\x00c", "abc"),
        ("👨‍👩‍👧", ""),
        ("thông\xad báo", "thông báo"),
    ],
    ids=["emoji", "decomposed", "foreign", "invisible", "nothing", "soft hyphen"],
)
def test_only_what_can_be_printed_is_kept(text: str, kept: str) -> None:
    assert keep_printable(text) == kept


@given(st.text(max_size=3000))
def test_kept_text_is_printable_and_bounded(text: str) -> None:
    kept = keep_printable(text)
    assert len(kept) <= MAX_CHARS
    assert not set(kept) - BOLD.widths.keys()


@given(st.text(max_size=500), st.floats(20, 200), st.floats(6, 60))
def test_any_text_fits_its_box(text: str, width: float, height: float) -> None:
    setting = fit(keep_printable(text), BOLD, (width, height), (12.0, 4.0))
    assert setting.height_mm <= height + 1e-6
    assert all(BOLD.measure(line) * setting.size_mm <= width + 1e-6 for line in setting.lines)


def test_short_text_is_as_large_as_allowed_and_whole() -> None:
    setting = fit("Hỏi Loa Phường", BOLD, (200, 30), (12.0, 4.0))
    assert (setting.size_mm, setting.lines) == (12.0, ("Hỏi Loa Phường",))


def test_long_title_shrinks_and_wraps_between_words() -> None:
    title = "Tham gia bảo hiểm y tế hộ gia đình và bảo hiểm xã hội tự nguyện năm 2026"
    setting = fit(title, BOLD, (180, 40), (13.0, 5.0))
    assert " ".join(setting.lines) == title
    assert len(setting.lines) > 1


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert fit("chữ " * 90, BOLD, (60, 12), (8.0, 5.0)).lines[-1].endswith("…")
