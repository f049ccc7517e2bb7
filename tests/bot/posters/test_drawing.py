"""A printed poster leads where it says, on each paper and in both outputs."""

from __future__ import annotations

import pytest
from PIL import Image

from bot.posters.drawing import draw_pdf, draw_png, make_poster_files
from bot.posters.poster import MAX_LINK_BYTES, Paper, Poster
from tests.bot.posters.reading import open_png, print_pdf, read_words, scan

LINK = "https://t.me/LoaPhuongBot?start=a_11-tb-ubnd"
POSTER = Poster(
    name="11-tb-ubnd",
    unit="Phường Hoa Sữa",
    heading="Hỏi Loa Phường",
    call="Quét mã để xem:",
    link=LINK,
    subject="Tham gia bảo hiểm y tế hộ gia đình năm 2026",
    note="Số 11/TB-UBND, ngày 19/01/2026",
    hint="Mở máy ảnh điện thoại, hướng vào ô vuông.",
    footer=("Máy trả lời tự động", "Khẩn cấp: 113 · 114 · 115"),
)


@pytest.mark.parametrize("paper", Paper)
def test_picture_has_the_paper_s_size_and_its_code_leads_there(paper: Paper) -> None:
    image = open_png(draw_png(POSTER, paper))
    assert image.size == pytest.approx([side / 25.4 * 300 for side in paper.value], abs=1)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert scan(image) == [LINK]


@pytest.mark.parametrize("paper", Paper)
def test_pdf_has_the_paper_s_size_and_its_code_leads_there(paper: Paper) -> None:
    image = print_pdf(draw_pdf(POSTER, paper), dpi=150)
    assert image.size == pytest.approx([side / 25.4 * 150 for side in paper.value], abs=1.5)
    assert scan(image) == [LINK]


def test_code_is_read_from_a_small_far_picture() -> None:
    image = open_png(draw_png(POSTER, Paper.A5))
    assert scan(image.resize((240, 340), Image.Resampling.LANCZOS)) == [LINK]


def test_longest_link_is_read() -> None:
    link = "https://hoi.phuong-mau.vn/".ljust(MAX_LINK_BYTES, "a")
    poster = Poster("dai", "Phường", "Hỏi", "Quét mã", link, subject="dài " * 100)
    assert scan(print_pdf(draw_pdf(poster, Paper.A5))) == [link]


def test_pdf_holds_every_word_to_search_and_copy() -> None:
    words = read_words(draw_pdf(POSTER, Paper.A4))
    for text in (POSTER.unit, POSTER.heading, POSTER.call, POSTER.subject, POSTER.note, POSTER.hint, *POSTER.footer):
        assert text in words


def test_both_outputs_look_alike() -> None:
    size = (105, 148)
    png = open_png(draw_png(POSTER, Paper.A4)).resize(size, Image.Resampling.BOX)
    pdf = print_pdf(draw_pdf(POSTER, Paper.A4)).resize(size, Image.Resampling.BOX)
    different = sum(abs(a - b) > 64 for a, b in zip(png.tobytes(), pdf.tobytes(), strict=True))
    assert different < 0.01 * size[0] * size[1]


def test_files_for_a_chat_say_what_they_are() -> None:
    png, pdf = make_poster_files(POSTER, Paper.A5)
    assert (png.name, pdf.name) == ("ma-qr-11-tb-ubnd-a5.png", "ma-qr-11-tb-ubnd-a5.pdf")
    assert png.data.startswith(b"\x89PNG")
    assert pdf.data.startswith(b"%PDF-")


def test_the_same_poster_is_the_same_file_on_any_day() -> None:
    assert make_poster_files(POSTER) == make_poster_files(POSTER)
    assert b"/CreationDate (D:19700101" in draw_pdf(POSTER, Paper.A4)


@pytest.mark.parametrize("link", ["", "x" * (MAX_LINK_BYTES + 1)])
def test_link_that_no_code_should_hold_is_refused(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        Poster("x", "", "", "", link)
