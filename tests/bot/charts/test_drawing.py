"""One definition of a chart, drawn for pages and for chats."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from PIL import Image

from bot.charts.chart import NARROW, WIDE, Chart, Line, Shape, Size
from bot.charts.drawing import draw_png, draw_svg

WEEK = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
VISITS = Chart(
    "Lượt truy cập trong tuần",
    WEEK,
    (Line("Đã trả lời", (5, 3, 9, 1200, 0, 2, 7)), Line("Chưa tìm thấy", (1, 0, 2, 3, 0, 0, 1))),
    Shape.STACK,
)


def texts(svg: bytes) -> list[str]:
    return [text for each in ElementTree.fromstring(svg).iter() if (text := (each.text or "").strip())]  # noqa: S314


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("L")


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_names_its_lines_and_labels(shape: Shape, size: Size) -> None:
    chart = Chart(VISITS.title, WEEK[:4], tuple(Line(each.name, each.values[:4]) for each in VISITS.lines), shape)
    shown = texts(draw_svg(chart, size))
    assert {*WEEK[:4], "Đã trả lời", "Chưa tìm thấy"} <= set(shown)


def test_the_svg_runs_nothing_and_asks_nobody() -> None:
    svg = draw_svg(VISITS).decode()
    assert "<script" not in svg
    assert set(re.findall(r"https?://[^\"'\s<]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not re.search(r"@import|url\(|\bon\w+=", svg)


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw_svg(VISITS) == draw_svg(VISITS)


def test_words_from_outside_stay_words() -> None:
    hostile = "</text><script>alert(1)</script>\x00\x1b\u202e & Ẳẵ"
    svg = draw_svg(Chart(hostile, (hostile,), (Line(hostile, (1,)), Line("b", (2,)))))
    assert b"<script" not in svg
    assert any("<script>" in text for text in texts(svg))


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_the_png_has_letters_without_the_system_s_fonts(size: Size) -> None:
    drawn = picture(draw_png(VISITS, size))
    assert drawn.size == (2 * size.width, 2 * size.height)
    title = drawn.crop((int(0.4 * drawn.width), 0, int(0.6 * drawn.width), 50))  # nothing but the title stands there
    assert len(title.getcolors() or ()) > 20


def test_every_letter_of_vietnamese_is_drawn() -> None:
    def drawn(title: str) -> bytes:
        return picture(draw_png(Chart(title, ("",), (Line("", (0,)),)))).crop((0, 0, 1920, 80)).tobytes()

    letters = "ẲẴẶẤẦỆỖỠỮỰỲđĐ "
    assert len({drawn(f"x{letter}x") for letter in letters}) == len(letters)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7])
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_no_name_of_a_line_falls_out_of_the_picture(count: int, size: Size) -> None:
    lines = tuple(Line(f"Dòng {number}", (number, 2)) for number in range(count))
    root = ElementTree.fromstring(draw_svg(Chart("Tựa", ("a", "b"), lines), size))  # noqa: S314
    legends = next((g for g in root.iter() if "legends" in g.get("class", "")), None)
    tops = [float(text.get("y", "0")) for text in legends.iter() if text.tag.endswith("text")] if legends else []
    offset = float(re.findall(r"[\d.]+", legends.get("transform", ""))[1]) if legends else 0
    assert len(tops) == (count if count > 1 else 0)
    assert all(top + offset < size.height - 4 for top in tops)


def test_small_numbers_have_whole_marks_on_the_axis() -> None:
    marks = [text for text in texts(draw_svg(Chart("Tựa", ("a",), (Line("b", (1,)),)))) if text.isdecimal()]
    assert marks == ["0", "1", "2", "3", "4", "5"]


@pytest.mark.parametrize("draw", [draw_svg, draw_png])
def test_a_chart_without_anything_is_drawn_too(draw: Callable[[Chart], bytes]) -> None:
    assert draw(Chart("Chưa có lượt nào", (), ()))


def test_a_line_needs_a_value_for_each_label() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        Chart("Tựa", ("a", "b"), (Line("c", (1,)),))


def test_the_table_beside_says_the_same() -> None:
    assert list(VISITS.rows())[3] == ("Thứ Năm", (1200, 3))
