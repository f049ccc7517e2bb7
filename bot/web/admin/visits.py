"""Visits by hour, day, week, month and year, by outcome, channel, topic or announcement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from bot.admin.periods import Span, Step, recent
from bot.admin.series import By, Series, read_hours, read_series
from bot.charts.chart import Chart
from bot.formats import show_day
from bot.staff import Deed
from bot.web.admin.drawing import draw
from bot.web.admin.page import Opened, Page
from bot.web.admin.wishes import FIRST_YEAR, read_choice, read_day


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: `span` up to the day that the address names, or today."""

    step: Step
    by: By
    span: Span
    today: date

    @property
    def older(self) -> str:
        """Return the query of the periods before, "" where there is no earlier day."""
        before = self.span.first - timedelta(days=1)
        return self.query(before) if before.year >= FIRST_YEAR else ""

    @property
    def newest(self) -> str:
        """Return the query of the latest periods, "" when they are shown."""
        return self.query(None) if self.span.last < self.today else ""

    def query(self, until: date | None) -> str:
        """Return the address's query of the same view up to another day."""
        wishes = {"ky": self.step.value, "theo": self.by.value, "den": until.isoformat() if until else ""}
        return urlencode({name: value for name, value in wishes.items() if value})


async def show_visits(opened: Opened) -> Response:
    """Return the visits over time as a chart and as a table."""
    view = _read_view(opened)
    chart = _chart(opened, view, await _read_series(opened, view))
    return opened.show("visits.html", view=view, chart=chart, steps=tuple(Step), lines=tuple(By))


async def draw_visits(opened: Opened) -> Response:
    """Return the visits over time as a picture."""
    view = _read_view(opened)
    return await draw(opened, _chart(opened, view, await _read_series(opened, view)))


def _read_view(opened: Opened) -> View:
    services = opened.services
    today = services.clock().astimezone(services.settings.zone).date()
    step, by = read_choice(opened.asked("ky"), Step) or Step.DAY, read_choice(opened.asked("theo"), By) or By.OUTCOME
    last = min(read_day(opened.asked("den")) or today, today)
    return View(step, by, recent(last, step), today)


async def _read_series(opened: Opened, view: View) -> Series:
    services = opened.services
    if view.step is Step.HOUR:
        return await read_hours(services.database, view.span.last, view.by, zone=services.settings.zone)
    return await read_series(services.database, view.span, view.step, view.by)


def _chart(opened: Opened, view: View, series: Series) -> Chart:
    numbers, language = opened.services.numbers, opened.language
    days = {"first": show_day(view.span.first), "last": show_day(view.span.last)}
    title = numbers.names.say(f"visits.title.{view.step}", language, **days)
    return numbers.pictures.of_series(series, view.step, view.by, title=title, language=language)


PAGES = (
    Page("/luot-truy-cap", Deed.INSPECT, show_visits, name="visits"),
    Page("/luot-truy-cap/hinh.svg", Deed.INSPECT, draw_visits, is_file=True),
)
