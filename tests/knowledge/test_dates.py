"""Days and clock times: every spelling that portals use, and what only looks like one."""

import itertools
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dates import find_days, first_clock, first_day, moment_ago, moment_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Ngày đăng 03/01/2023 | 10:03", date(2023, 1, 3)),
        ("(16:08 07/04/2020)", date(2020, 4, 7)),
        ("26-02-2024, 11:06", date(2024, 2, 26)),
        ("Hà Nội, ngày 05 tháng 7 năm 2025", date(2025, 7, 5)),
        ("ngày mùng 1 tháng 6 năm 2025", date(2025, 6, 1)),
        ("2025-03-17T08:00", date(2025, 3, 17)),
        ("May 30, 2022", date(2022, 5, 30)),
        ("từ 5.9.2025", date(2025, 9, 5)),
        ("ngày 20, 21, 22/9/2022", date(2022, 9, 22)),
    ],
)
def test_first_day_reads_spelling(text: str, day: date) -> None:
    assert first_day(text) == day


@pytest.mark.parametrize(
    "text", ["2016-2021", "50.000đ/1sào", "31B/82", "ngày … tháng … năm 2025", "31/02/2025", "6/4"]
)
def test_first_day_guesses_nothing(text: str) -> None:
    assert first_day(text) is None


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("03/01/2023 | 10:03", time(10, 3)),
        ("(16:08 07/04/2020)", time(16, 8)),
        ("10/07/2024 10:13:55 AM", time(10, 13)),
        ("28/06/2022 08:31 PM", time(20, 31)),
        ("07h30", time(7, 30)),
        ("22 giờ", time(22, 0)),
        ("12:05 AM", time(0, 5)),
        ("không có giờ", None),
    ],
)
def test_first_clock_reads_spelling(text: str, clock: time | None) -> None:
    assert first_clock(text) == clock


def test_moment_is_viet_nam_time_in_utc() -> None:
    assert moment_of(date(2023, 1, 3), time(10, 3)) == datetime(2023, 1, 3, 3, 3, tzinfo=UTC)
    assert moment_of(date(2023, 1, 3)) == datetime(2023, 1, 2, 17, 0, tzinfo=UTC)


def test_moment_ago_counts_back() -> None:
    now = datetime(2025, 8, 1, 12, 0, tzinfo=UTC)
    assert moment_ago("17 giờ trước", now=now) == datetime(2025, 7, 31, 19, 0, tzinfo=UTC)
    assert moment_ago("giờ trước", now=now) is None


@settings(deadline=None)
@given(st.text(alphabet="0123456789/.-: hngàythámgnăm", max_size=60) | st.text(max_size=60))
def test_any_text_gives_ordered_days(text: str) -> None:
    days = find_days(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(days))
    first_clock(text)
