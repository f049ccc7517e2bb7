"""Series and days as charts: what their lines and labels are called, in the reader's language."""

from __future__ import annotations

from datetime import date

from bot.admin.glance import Glance
from bot.admin.naming import Names
from bot.admin.periods import Step
from bot.admin.series import OTHERS, By, Series
from bot.charts.chart import Chart, Line, Shape
from bot.formats import show_day
from bot.outcome import Outcome

LARGEST = 6
# The lines of outcomes stand in this order whatever their size: the same colour means the same everywhere.
CHARTED = (Outcome.ANSWERED, Outcome.RELATED, Outcome.NOT_FOUND, Outcome.CLARIFY, Outcome.SHOWN)


class Pictures:
    """Makes charts; `names` says what their subjects are called."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def of_series(self, series: Series, step: Step, by: By, *, title: str, language: str) -> Chart:
        """Return visits over time, upon each other, the smaller subjects put together."""
        shown = _in_order(series) if by is By.OUTCOME else series.largest(LARGEST)
        names = self._subjects(shown, by, language)
        lines = tuple(Line(names[subject], counts) for subject, counts in shown.counts.items())
        labels = tuple(self.label(period, step, language) for period in shown.periods)
        return Chart(title, labels, lines, Shape.STACK, language)

    def of_day(self, glance: Glance, *, title: str, language: str) -> Chart:
        """Return the hours of a day beside those of the same weekday a week before."""
        lines = (
            Line(self._names.say("line.today", language), glance.today.sums),
            Line(self._names.say("line.week_ago", language), glance.week_ago.sums),
        )
        labels = tuple(self.label(hour, Step.HOUR, language) for hour in glance.today.periods)
        return Chart(title, labels, lines, Shape.COLUMNS, language)

    def label(self, period: date | int, step: Step, language: str) -> str:
        """Return what a period is called under a chart; a week is called by its Monday."""
        if isinstance(period, int):
            return self._names.say("period.hour", language, hour=period)
        if step is Step.YEAR:
            return f"{period:%Y}"
        return f"{period:%m/%Y}" if step is Step.MONTH else show_day(period)[:5]

    def _subjects(self, series: Series, by: By, language: str) -> dict[str, str]:
        """Return what the subjects of a series are called."""
        names, topics = self._names, self._names.topics()
        found = {}
        for subject in series.counts:
            if by is By.ALL:
                found[subject] = names.say("line.visits", language)
            elif subject == OTHERS:
                found[subject] = names.say("line.others", language)
            elif by is By.OUTCOME:
                found[subject] = names.outcome(subject, language)
            elif by is By.CHANNEL:
                found[subject] = names.channel(subject, language)
            else:
                found[subject] = topics.get(subject, subject) if by is By.TOPIC else names.announcement(subject)
        return found


def _in_order(series: Series) -> Series:
    """Return the series with CHARTED lines first, everything else put together."""
    zeros = (0,) * len(series.periods)
    kept = {outcome.value: series.counts.get(outcome.value, zeros) for outcome in CHARTED}
    rest = [counts for outcome, counts in series.counts.items() if outcome not in kept]
    others = {OTHERS: tuple(map(sum, zip(*rest, strict=True)))} if rest else {}
    return Series(series.periods, kept | others)
