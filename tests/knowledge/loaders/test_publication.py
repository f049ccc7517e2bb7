"""Publication lines of every portal family, lines that only look like one, chrome and doubled titles."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.loaders.boilerplate import is_chrome, split_doubled, starts_tail
from knowledge.loaders.publication import creation_moment, find_publication, read_publication


@pytest.mark.parametrize(
    ("line", "at", "views"),
    [
        ("Ngày đăng 03/01/2023 | 10:03  | Lượt xem: 22", (2023, 1, 3, 10, 3), 22),
        ("(16:08 07/04/2020)", (2020, 4, 7, 16, 8), None),
        ("Thứ tư - 05/06/2024 07:52 123 0", (2024, 6, 5, 7, 52), 123),
        ("11:09, 17/09/2013", (2013, 9, 17, 11, 9), None),
        ("26-02-2024, 11:06", (2024, 2, 26, 11, 6), None),
        ("10/07/2024 10:13:55 AM", (2024, 7, 10, 10, 13), None),
        ("28/06/2022 08:31 PM", (2022, 6, 28, 20, 31), None),
        ("May 30, 2022", (2022, 5, 30, 0, 0), None),
        ("Cập nhật lúc 12:04 20/05/2025 (GMT+7)", (2025, 5, 20, 12, 4), None),
        ("Ngày đăng: 21/01/2021 - Lượt xem: 87", (2021, 1, 21, 0, 0), 87),
        ("Ngày cập nhật 09/09/2021", (2021, 9, 9, 0, 0), None),
        ("12/04/2019 View Count: 1.115", (2019, 4, 12, 0, 0), 1115),
    ],
)
def test_publication_line_is_read(line: str, at: tuple[int, int, int, int, int], views: int | None) -> None:
    read = read_publication(line)
    assert read is not None
    assert read.at is not None
    assert (read.at.hour - (at[3] - 7)) % 24 == 0
    assert read.at.minute == at[4]
    assert read.views == views


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 29/12/2022, UBND phường họp dân.",
        "Hội chợ hoa xuân (03/04/2026)",
        "Lịch cúp điện 05/6/2025",
        "3/2/1930 - 3/2/2025: 95 năm",
        "Đang online: 16",
        "2016-2021",
    ],
)
def test_text_with_a_day_is_no_publication_line(line: str) -> None:
    assert read_publication(line) is None


def test_labelled_line_wins_over_the_day_of_the_visit() -> None:
    found = find_publication(["Thursday, 18/07/2024", "Tin", "Ngày đăng: 21/01/2021 - Lượt xem: 87"])
    assert found is not None
    assert found[0] == 2


def test_creation_moment_reads_the_id_in_the_address() -> None:
    assert creation_moment("https://a.example/x-2800250801171234708.htm") == datetime(
        2025, 8, 1, 10, 12, 34, tzinfo=UTC
    )
    assert creation_moment("https://a.example/x-2800259901171234708.htm") is None


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("TIN TỨC - SỰ KIỆNVĂN HÓA XÃ HỘI VĂN HÓA XÃ HỘI", ("TIN TỨC - SỰ KIỆN", "VĂN HÓA XÃ HỘI")),
        ("Thông kê truy cập Thông kê truy cập", ("", "Thông kê truy cập")),
        ("Phường mở lớp dạy bơi", None),
    ],
)
def test_doubled_title_is_parted(line: str, parts: tuple[str, str] | None) -> None:
    assert split_doubled(line) == parts


@pytest.mark.parametrize(
    "line", ["Tin cùng chuyên mục", "Những tin mới hơn", "Đang online: 3", "THƯ VIỆN ẢNH THƯ VIỆN ẢNH"]
)
def test_tail_is_seen(line: str) -> None:
    assert starts_tail(line)


@pytest.mark.parametrize(
    "line", ["Trang chủ", "[Trở về]", "Bản in", "Hôm nayHôm nay38", "Tác giả: Lan", "»", "Đăng nhập"]
)
def test_chrome_is_seen(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "Hôm nay 38 hộ nhận quà tại nhà văn hóa.",
        "Trang chủ cũ không dùng nữa",
        "Tổng quan dự án đường Vành Hoa",
        "Năm 2025",
    ],
)
def test_prose_is_neither_chrome_nor_tail(line: str) -> None:
    assert not is_chrome(line)
    assert not starts_tail(line)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_line_is_judged(line: str) -> None:
    read_publication(line)
    assert isinstance(is_chrome(line) or starts_tail(line), bool)
