"""What officials type for a time, and how it is said back. It is Monday noon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.schedule import next_runs
from bot.catalogue import load_catalogue
from bot.office.timing import TimingError, describe_schedule, read_moment, read_schedule
from tests.bot.cast import HANOI, NOON

CATALOGUE = load_catalogue()


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("18:00 30/11/2026", "30/11/2026 18:00"),
        ("18h 30/11", "30/11/2026 18:00"),
        ("7h30 sáng mai", "24/11/2026 07:30"),
        ("15h chiều thứ Sáu", "27/11/2026 15:00"),
        ("3h chiều thu sau", "27/11/2026 15:00"),
        ("8 giờ tối nay", "23/11/2026 20:00"),
        ("7h", "24/11/2026 07:00"),
        ("13h", "23/11/2026 13:00"),
        ("9h thứ hai", "30/11/2026 09:00"),
        ("9h chủ nhật", "29/11/2026 09:00"),
        ("8h 1/3", "01/03/2027 08:00"),
        ("8h 29/2/2028", "29/02/2028 08:00"),
    ],
)
def test_a_moment_is_read(typed: str, moment: str) -> None:
    assert f"{read_moment(typed, NOON, HANOI).astimezone(HANOI):%d/%m/%Y %H:%M}" == moment


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("hôm nào đó", "no_moment"),
        ("25h mai", "no_moment"),
        ("8h 31/2", "no_moment"),
        ("8h 1/1/2020", "past"),
        ("8h sáng hôm nay", "past"),
    ],
)
def test_what_is_no_moment_to_come_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(TimingError) as refused:
        read_moment(typed, NOON, HANOI)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("typed", "cron", "said"),
    [
        ("hằng ngày 7h", "0 7 * * *", "hằng ngày lúc 07:00"),
        ("7h30 mỗi ngày", "30 7 * * *", "hằng ngày lúc 07:30"),
        ("thứ Hai hằng tuần 8h", "0 8 * * 1", "thứ Hai hằng tuần lúc 08:00"),
        ("t2, t5 hằng tuần 5h chiều", "0 17 * * 1,4", "thứ Hai, thứ Năm hằng tuần lúc 17:00"),
        ("chủ nhật 6h", "0 6 * * 0", "Chủ nhật hằng tuần lúc 06:00"),
        ("ngày 25 hằng tháng 9h", "0 9 25 * *", "ngày 25 hằng tháng lúc 09:00"),
    ],
)
def test_a_schedule_is_read_and_said_back(typed: str, cron: str, said: str) -> None:
    assert read_schedule(typed) == cron
    assert describe_schedule(cron, CATALOGUE, "vi") == said


@pytest.mark.parametrize("typed", ["", "hằng ngày", "lúc nào cũng được 7h", "ngày 32 hằng tháng 9h"])
def test_what_is_no_schedule_is_refused(typed: str) -> None:
    with pytest.raises(TimingError):
        read_schedule(typed)


@given(st.text(max_size=60))
def test_any_text_gives_a_moment_to_come_or_a_refusal(typed: str) -> None:
    try:
        moment = read_moment(typed, NOON, HANOI)
    except TimingError:
        return
    assert moment > NOON


@given(st.text("0123456789 hgiothuiabcnàằêáơ:,/", max_size=40))
def test_any_schedule_read_has_a_next_run(typed: str) -> None:
    try:
        cron = read_schedule(typed)
    except TimingError:
        return
    assert next_runs(cron, NOON, HANOI, 1)[0] > NOON
    assert describe_schedule(cron, CATALOGUE, "vi") != cron
