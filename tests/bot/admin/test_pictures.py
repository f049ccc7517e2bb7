"""What the desk's charts say."""

from __future__ import annotations

from datetime import date

import pytest

from bot.admin.naming import Names
from bot.admin.periods import Step
from bot.admin.pictures import CHARTED, Pictures
from bot.admin.series import By, Series
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.outcome import Outcome
from tests.bot.house import build_house


@pytest.fixture
def pictures(sqlite: Database) -> Pictures:
    return Pictures(Names(load_catalogue(), build_house(sqlite).base))


@pytest.mark.parametrize(
    ("by", "subject", "name"),
    [
        (By.ALL, "", "Lượt truy cập"),
        (By.CHANNEL, "web", "Trang web"),
        (By.TOPIC, "moi-truong", "Môi trường"),
        (By.TOPIC, "het-roi", "het-roi"),
        (By.ANNOUNCEMENT, "chung-thuc", "Chứng thực bản sao từ bản chính"),
        (By.ANNOUNCEMENT, "gone", "gone"),
    ],
)
def test_lines_are_named_as_people_know_them(pictures: Pictures, by: By, subject: str, name: str) -> None:
    chart = pictures.of_series(Series((0,), {subject: (3,)}), Step.HOUR, by, title="Tựa", language="vi")
    assert [line.name for line in chart.lines] == [name]


def test_outcomes_keep_their_places(pictures: Pictures) -> None:
    counts = {"not_found": (9,), "thanks": (1,), "greeting": (2,)}
    chart = pictures.of_series(Series((7,), counts), Step.HOUR, By.OUTCOME, title="Tựa", language="vi")
    assert [line.values for line in chart.lines] == [
        (9,) if each is Outcome.NOT_FOUND else (0,) for each in CHARTED
    ] + [(3,)]
    assert (chart.labels, chart.lines[-1].name) == (("7 giờ",), "Khác")


@pytest.mark.parametrize(
    ("step", "label"), [(Step.DAY, "02/11"), (Step.WEEK, "02/11"), (Step.MONTH, "11/2026"), (Step.YEAR, "2026")]
)
def test_a_period_has_a_short_name(pictures: Pictures, step: Step, label: str) -> None:
    assert pictures.label(date(2026, 11, 2), step, "vi") == label


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_name(outcome: Outcome) -> None:
    assert load_catalogue().text(f"numbers.outcome.{outcome}", "vi")
