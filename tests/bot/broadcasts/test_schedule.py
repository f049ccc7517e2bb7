"""Series as officials type them, how they are said back, and when they run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.broadcasts.explaining import explain_schedule
from bot.broadcasts.schedule import next_runs, parse_schedule, quiet_until
from bot.broadcasts.times import ScheduleError
from bot.catalogue import LANGUAGES, load_catalogue
from knowledge.vietnamese import fold
from tests.bot.cast import HANOI, NOON

BERLIN = ZoneInfo("Europe/Berlin")
CATALOGUE = load_catalogue()
ZONES = st.sampled_from([HANOI, BERLIN, ZoneInfo("America/Santiago"), ZoneInfo("Australia/Lord_Howe")])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is added
MINUTES = st.integers(0, 1439)
SAID = [
    ("hằng ngày 18h", "0 18 * * *", "18 giờ hằng ngày"),
    ("7h30 mỗi ngày", "30 7 * * *", "7 giờ 30 hằng ngày"),
    ("mỗi tối 8h", "0 20 * * *", "20 giờ hằng ngày"),
    ("7h sáng và 6h chiều mỗi ngày", "0 7,18 * * *", "7 giờ và 18 giờ hằng ngày"),
    ("mỗi thứ hai và thứ năm 7h30", "30 7 * * 1,4", "7 giờ 30 thứ Hai và thứ Năm hằng tuần"),
    ("thứ 2, 4, 6 hằng tuần 8h", "0 8 * * 1,3,5", "8 giờ thứ Hai, thứ Tư và thứ Sáu hằng tuần"),
    ("t7 và cn 8h", "0 8 * * 0,6", "8 giờ thứ Bảy và Chủ nhật hằng tuần"),
    (
        "thứ hai đến thứ sáu 7h",
        "0 7 * * 1,2,3,4,5",
        "7 giờ thứ Hai, thứ Ba, thứ Tư, thứ Năm và thứ Sáu hằng tuần",
    ),
    ("hằng tuần chủ nhật 8h", "0 8 * * 0", "8 giờ Chủ nhật hằng tuần"),
    ("ngày 15 hằng tháng 8h", "0 8 15 * *", "8 giờ ngày 15 hằng tháng"),
    ("hằng tháng ngày 1 và 15 lúc 8h", "0 8 1,15 * *", "8 giờ ngày 1 và 15 hằng tháng"),
    (
        "ngày 31 hằng tháng 8h",
        "0 8 31 * *",
        "8 giờ ngày 31 hằng tháng (tháng không có ngày này thì bỏ qua)",
    ),
    ("ngày cuối tháng 17h", "0 17 L * *", "17 giờ ngày cuối cùng của tháng"),
    ("thứ hai đầu tiên hằng tháng 8h", "0 8 * * 1#1", "8 giờ thứ Hai đầu tiên của tháng"),
    ("thứ sáu cuối cùng của tháng 16h", "0 16 * * 5L", "16 giờ thứ Sáu cuối cùng của tháng"),
    ("hằng năm 2/9 7h", "0 7 2 9 *", "7 giờ ngày 2 tháng 9 hằng năm"),
    ("mỗi năm 29/2 8h", "0 8 29 2 *", "8 giờ ngày 29 tháng 2 hằng năm (chỉ năm nhuận)"),
    ("hằng ngày 5h sáng", "0 5 * * *", "5 giờ sáng hằng ngày"),
]


@pytest.mark.parametrize(("typed", "cron", "said"), SAID)
def test_a_schedule_is_read_and_said_back(typed: str, cron: str, said: str) -> None:
    assert parse_schedule(typed) == parse_schedule(fold(typed)) == cron
    assert explain_schedule(cron, "vi", CATALOGUE) == said
    assert parse_schedule(said) == cron


@pytest.mark.parametrize(
    ("cron", "vietnamese", "english"),
    [
        ("30 7 * * 1,4", "7 giờ 30 thứ Hai và thứ Năm hằng tuần", "07:30 every Monday and Thursday"),
        ("0 17 L * *", "17 giờ ngày cuối cùng của tháng", "17:00 on the last day of every month"),
        (
            "0 8 * 6-8 *",
            "8 giờ hằng ngày, chỉ trong tháng 6, tháng 7 và tháng 8",
            "08:00 every day, only in June, July and August",
        ),
        ("0 8 1 * 1", "8 giờ ngày 1 hằng tháng, và cả thứ Hai", "08:00 on day 1 of every month, and also on Monday"),
        (
            "0 8 15 * */6",
            "8 giờ ngày 15 hằng tháng, chỉ khi rơi vào thứ Bảy hoặc Chủ nhật",
            "08:00 on day 15 of every month, only if it is Saturday or Sunday",
        ),
        ("5 * * * *", "mỗi giờ một lần lúc phút 05, hằng ngày", "once an hour at minute 05, every day"),
        ("0 8 LW * *", "8 giờ ngày làm việc cuối cùng của tháng", "08:00 on the last working day of every month"),
    ],
)
def test_raw_cron_is_taken_and_explained(cron: str, vietnamese: str, english: str) -> None:
    assert parse_schedule(cron.lower()) == cron
    assert [explain_schedule(cron, language, CATALOGUE) for language in ("vi", "en")] == [vietnamese, english]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "no_schedule"),
        ("7h", "no_schedule"),
        ("mỗi năm giờ", "no_schedule"),
        ("hằng ngày", "no_clock"),
        ("hằng ngày 3h", "half"),
        ("hằng ngày 7h trừ chủ nhật", "kinds"),
        ("hằng ngày 7h nếu mưa", "words"),
        ("hằng ngày 7h (trừ lễ)", "words"),
        ("hằng ngày 7h và 18h30", "minutes"),
        ("hằng tuần 7h", "week"),
        ("thứ sáu đến thứ hai 7h", "range"),
        ("hằng tháng 7h", "month"),
        ("ngày 15 8h", "month"),
        ("hằng năm 7h", "dates"),
        ("rằm hằng tháng 6h", "lunar"),
        ("ngày 32 hằng tháng 9h", "never"),
        ("31/4 hằng năm 8h", "never"),
        ("0 0 31 2 *", "never"),
        ("61 7 * * *", "never"),
        ("*/5 * * * *", "often"),
        ("0,30 7 * * *", "often"),
    ],
)
def test_what_is_no_one_schedule_is_refused_with_its_reason(typed: str, reason: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        parse_schedule(typed)
    assert refused.value.reason == reason
    for language in LANGUAGES:
        assert CATALOGUE.text(f"office.schedule.refused.{reason}", language, **refused.value.values)


@given(st.text("0123456789 hgiothuiabcnàằêáơ:,/*-#LW", max_size=40) | st.text(max_size=60))
@example("0 0 1/LW * *")
@example("0 0 * * 1#1/2")
@example("0 0 L/2 * *")
@example("0 0 30 2 1")
@example("٣ ٣ * * *")
@example("0 7 * * ²L")
def test_any_text_gives_a_schedule_that_runs_and_can_be_said_or_a_refusal(typed: str) -> None:
    try:
        cron = parse_schedule(typed)
    except ScheduleError as error:
        CATALOGUE.text(f"office.schedule.refused.{error.reason}", "vi", **error.values)  # KeyError: no such sentence
        return
    assert next_runs(cron, NOON, HANOI, 1)[0] > NOON
    for language in LANGUAGES:
        assert explain_schedule(cron, language, CATALOGUE)


@st.composite
def _speakable(draw: st.DrawFn) -> str:
    hours = sorted(draw(st.sets(st.integers(0, 23), min_size=1, max_size=3)))
    days = draw(st.sets(st.integers(1, 31), max_size=3))
    month_days = ",".join([*map(str, sorted(days)), *["L"] * (not days or draw(st.booleans()))])
    weekdays = ",".join(map(str, sorted(draw(st.sets(st.integers(0, 6), min_size=1, max_size=6)))))
    some = draw(st.sampled_from(["#1", "#2", "#3", "#4", "#5", "L"]))
    day = draw(st.dates(date(2028, 1, 1), date(2028, 12, 31)))
    kinds = ["* * *", f"* * {weekdays}", f"{month_days} * *", f"* * {weekdays[0]}{some}", f"{day.day} {day.month} *"]
    return f"{draw(st.integers(0, 59))} {','.join(map(str, hours))} {draw(st.sampled_from(kinds))}"


@given(_speakable())
def test_what_is_said_is_read_as_the_same_schedule(cron: str) -> None:
    said = explain_schedule(cron, "vi", CATALOGUE)
    assert parse_schedule(said) == parse_schedule(fold(said)) == cron


@given(_speakable(), MOMENTS, ZONES)
def test_runs_come_after_and_in_order_at_the_wall_clock_time(cron: str, after: datetime, zone: ZoneInfo) -> None:
    runs = next_runs(cron, after, zone, 4)
    assert len(runs) == 4
    assert [after, *runs] == sorted({after, *runs})
    minute, hours = cron.split()[:2]
    for run in runs:
        wall = run.astimezone(zone)
        is_asked = f"{wall.minute}" == minute and f"{wall.hour}" in hours.split(",")
        assert is_asked or _is_turned(run, zone), "another time than asked, and the clock was not turned"


def _is_turned(run: datetime, zone: ZoneInfo) -> bool:
    before = (run - timedelta(hours=2)).astimezone(zone).utcoffset()
    return before != run.astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("cron", "after", "days"),
    [
        ("0 8 31 * *", "2027-01-31", ["31/03", "31/05", "31/07"]),
        ("0 8 30 * *", "2027-01-30", ["30/03", "30/04", "30/05"]),
        ("0 8 29 * *", "2028-01-29", ["29/02", "29/03", "29/04"]),
        ("0 8 L * *", "2027-01-31", ["28/02", "31/03", "30/04"]),
        ("0 8 L * *", "2028-01-31", ["29/02", "31/03", "30/04"]),
        ("59 23 31 12 *", "2026-11-23", ["31/12", "31/12", "31/12"]),
        ("0 0 * * *", "2026-12-30", ["31/12", "01/01", "02/01"]),
    ],
)
@pytest.mark.parametrize("zone", [HANOI, BERLIN], ids=["Hà Nội", "Berlin"])
def test_months_end_and_years_begin_where_the_unit_is(cron: str, after: str, days: list[str], zone: ZoneInfo) -> None:
    start = datetime.fromisoformat(f"{after}T12:00").replace(tzinfo=zone)
    assert [f"{run.astimezone(zone):%d/%m}" for run in next_runs(cron, start, zone, 3)] == days


def test_a_leap_day_comes_every_fourth_year() -> None:
    runs = next_runs("0 8 29 2 *", NOON, HANOI, 3)
    assert [run.astimezone(HANOI).year for run in runs] == [2028, 2032, 2036]


@pytest.mark.parametrize(
    ("day", "walls"),
    [
        pytest.param("2027-03-27", ["27 02:30+01", "28 03:00+02", "29 02:30+02"], id="the clock jumps over it"),
        pytest.param("2026-10-24", ["24 02:30+02", "25 02:30+02", "26 02:30+01"], id="the clock shows it twice"),
    ],
)
def test_a_time_that_the_clock_skips_or_repeats_runs_once(day: str, walls: list[str]) -> None:
    after = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN)
    seen = []
    for _ in walls:  # from run to run, as the sender asks
        (after,) = next_runs("30 2 * * *", after, BERLIN, 1)
        seen.append(f"{after.astimezone(BERLIN):%d %H:%M%z}"[:-2])
    assert seen == walls


def test_a_run_that_was_an_hour_ago_is_not_the_next_one() -> None:
    second_time = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 in Berlin, again
    (run,) = next_runs("30 2 * * *", second_time, BERLIN, 1)
    assert run == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "hours", "end"),
    [
        ("21:59", ("22:00", "06:00"), ""),
        ("22:00", ("22:00", "06:00"), "24/11 06:00"),
        ("23:59", ("22:00", "06:00"), "24/11 06:00"),
        ("00:00", ("22:00", "06:00"), "23/11 06:00"),
        ("05:59", ("22:00", "06:00"), "23/11 06:00"),
        ("06:00", ("22:00", "06:00"), ""),
        ("12:00", ("11:30", "13:30"), "23/11 13:30"),
        ("13:30", ("11:30", "13:30"), ""),
        ("23:00", ("21:00", "00:00"), "24/11 00:00"),
        ("00:00", ("21:00", "00:00"), ""),
        ("12:00", ("12:00", "12:00"), ""),
    ],
)
def test_quiet_hours_end_in_the_morning(clock: str, hours: tuple[str, str], end: str) -> None:
    now = datetime.fromisoformat(f"2026-11-23T{clock}").replace(tzinfo=HANOI)
    until = quiet_until(now, HANOI, *(int(each[:2]) * 60 + int(each[3:]) for each in hours))
    assert (f"{until.astimezone(HANOI):%d/%m %H:%M}" if until else "") == end


@given(MOMENTS, ZONES, MINUTES, MINUTES)
@example(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), BERLIN, 1320, 150)  # 02:10 for the second time, until 02:30
@example(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), BERLIN, 195, 150)  # until a time that is skipped
def test_quiet_hours_end_later_and_in_no_quiet_hour(
    now: datetime, zone: ZoneInfo, from_min: int, until_min: int
) -> None:
    until = quiet_until(now, zone, from_min, until_min)
    assert until is None or (until > now and quiet_until(until, zone, from_min, until_min) is None)
    assert from_min != until_min or until is None
