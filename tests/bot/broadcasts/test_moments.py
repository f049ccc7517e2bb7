"""When a broadcast goes out, as officials type it. It is Monday, 23 November 2026, noon in Hà Nội."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.broadcasts.moments import MAX_AHEAD, parse_moment
from bot.broadcasts.times import ScheduleError
from bot.catalogue import LANGUAGES, load_catalogue
from knowledge.vietnamese import fold
from tests.bot.cast import HANOI, NOON

BERLIN = ZoneInfo("Europe/Berlin")
CATALOGUE = load_catalogue()
READ = [
    ("7h30", "24/11/2026 07:30"),  # past today: tomorrow
    ("19:00", "23/11/2026 19:00"),
    ("7 giờ 30 sáng mai", "24/11/2026 07:30"),
    ("lúc 7 giờ 30 phút sáng ngày mai", "24/11/2026 07:30"),
    ("mai 7h", "24/11/2026 07:00"),
    ("chiều nay 3h", "23/11/2026 15:00"),
    ("8 giờ tối nay", "23/11/2026 20:00"),
    ("1h trưa mai", "24/11/2026 13:00"),
    ("8h rưỡi sáng mai", "24/11/2026 08:30"),
    ("9 giờ kém 15 sáng mai", "24/11/2026 08:45"),
    ("tám giờ sáng mai", "24/11/2026 08:00"),
    ("ngày kia 7h", "25/11/2026 07:00"),
    ("3 ngày nữa lúc 7h", "26/11/2026 07:00"),
    ("thứ hai 8h", "30/11/2026 08:00"),  # today's is past
    ("thứ Sáu 15h", "27/11/2026 15:00"),
    ("3h chiều t6", "27/11/2026 15:00"),
    ("chủ nhật 9h", "29/11/2026 09:00"),
    ("thứ tư tuần sau 9h", "02/12/2026 09:00"),
    ("thứ Sáu 27/11 8h", "27/11/2026 08:00"),
    ("20/12 7h30", "20/12/2026 07:30"),
    ("1/3 8h", "01/03/2027 08:00"),
    ("20/12/2026 07:30", "20/12/2026 07:30"),
    ("18h 20-12", "20/12/2026 18:00"),
    ("ngày 20 tháng 12 năm 2026 lúc 7h30", "20/12/2026 07:30"),
    ("2026-12-20T07:30", "20/12/2026 07:30"),
    ("2026-12-20 7h30", "20/12/2026 07:30"),
    ("29/2/2028 8h", "29/02/2028 08:00"),
    ("31/12 23h59", "31/12/2026 23:59"),
    ("1/1 0h", "01/01/2027 00:00"),
    ("sau 2 tiếng", "23/11/2026 14:00"),
    ("30 phút nữa", "23/11/2026 12:30"),
    ("1 tiếng rưỡi nữa", "23/11/2026 13:30"),
    ("nửa tiếng nữa", "23/11/2026 12:30"),
    ("ngay", "23/11/2026 12:00"),
    ("ngay bây giờ", "23/11/2026 12:00"),
]


@pytest.mark.parametrize(("typed", "moment"), READ)
def test_a_moment_is_read(typed: str, moment: str) -> None:
    assert f"{parse_moment(typed, NOON, HANOI).astimezone(HANOI):%d/%m/%Y %H:%M}" == moment


@pytest.mark.parametrize(("typed", "moment"), READ)
def test_a_moment_without_diacritics_is_the_same(typed: str, moment: str) -> None:
    assert f"{parse_moment(fold(typed).upper(), NOON, HANOI).astimezone(HANOI):%d/%m/%Y %H:%M}" == moment


def test_a_moment_with_its_offset_needs_no_zone() -> None:
    assert parse_moment("2026-12-20T07:30:00+01:00", NOON, HANOI) == datetime(2026, 12, 20, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no_clock"),
        ("sáng mai", "no_clock"),
        ("hôm nào đó 8h", "words"),
        ("7h mai nếu trời không mưa", "words"),
        ("mai 7h (trừ tổ 3)", "words"),
        ("07:30:15", "no_moment"),
        ("25h mai", "no_moment"),
        ("7h80", "no_moment"),
        ("8h và 9h mai", "clocks"),
        ("3h mai", "half"),
        ("7h chiều mai", "part"),
        ("19h sáng mai", "part"),
        ("8h sáng hôm nay", "past"),
        ("20/11/2026 07:30", "past"),
        ("2026-11-20T07:30", "past"),
        ("0 phút nữa", "past"),
        ("20/11 7h30", "year"),
        ("29/2 8h", "year"),
        ("31/4 8h", "no_day"),
        ("29/2/2027 8h", "no_day"),
        ("8h 1/12 2/12", "days"),
        ("thứ Năm 27/11 8h", "days"),
        ("thứ hai 13h", "weekday_today"),
        ("thu sau toi 8h", "marks"),
        ("bay gio", "marks"),
        ("20/12/2062 7h", "far"),
    ],
)
def test_what_is_no_one_moment_to_come_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_moment(typed, NOON, HANOI)
    assert refused.value.reason == reason
    for language in LANGUAGES:
        assert CATALOGUE.text(f"office.schedule.refused.{reason}", language, **refused.value.values)


@pytest.mark.parametrize("typed", ["28/3/2027 2h30 sáng", "25/10/2026 2h30 sáng", "2026-10-25T02:30"])
def test_a_time_that_the_clock_skips_or_repeats_is_refused(typed: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_moment(typed, datetime(2026, 10, 1, tzinfo=UTC), BERLIN)
    assert refused.value.reason == "turned"


@given(
    st.text("0123456789 hgiothuiabcnàằêáơ:,/-Tưừaụ", max_size=40) | st.text(max_size=60),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - UTC is added
)
@example("9999999 ngày nữa 7h", NOON)
@example("999 ngày nữa 7h", NOON)
@example("2026-12-20T07:30+99:99", NOON)
@example("0001-01-01T00:00", NOON)
@example("9999-12-31T23:59-12:00", NOON)
def test_any_text_gives_a_moment_to_come_or_a_refusal(typed: str, now: datetime) -> None:
    try:
        moment = parse_moment(typed, now, HANOI)
    except ScheduleError as error:
        CATALOGUE.text(f"office.schedule.refused.{error.reason}", "vi", **error.values)  # KeyError: no such sentence
        return
    assert now <= moment <= now + MAX_AHEAD
    assert moment.utcoffset() == timedelta(0)


@given(st.datetimes(NOON.replace(tzinfo=None), datetime(2028, 1, 1)))  # noqa: DTZ001 - the wall clock
def test_a_written_day_and_time_is_that_moment(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    for form in ("%d/%m/%Y %H:%M", "%Hh%M ngày %d/%m/%Y", "%Y-%m-%dT%H:%M", "%H giờ %M ngày %d tháng %m năm %Y"):
        assert parse_moment(f"{wall:{form}}", now, HANOI) == wall.replace(tzinfo=HANOI)
