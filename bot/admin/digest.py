"""Yesterday for staff: visits beside the same weekday before, outcomes, what was asked and read most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.admin.asked import read_asked
from bot.admin.naming import Names
from bot.admin.periods import Span
from bot.admin.question_log import UNANSWERED
from bot.database import Database
from bot.formats import show_day, show_number
from bot.reply import Block
from bot.reply import Span as Words
from bot.tables import OUTCOME_COUNTER, VISIT_COUNTER

LISTED = 5
MAX_CHARS = 90
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DayNumbers:
    """One whole day. `questions` are the commonest by people, `seen` announcements by views, most first."""

    day: date
    visits: int
    week_ago: int
    outcomes: Mapping[str, int]
    questions: tuple[tuple[str, int], ...]
    seen: tuple[tuple[str, int], ...]

    @property
    def unanswered(self) -> int:
        """Return how many visits went without an answer."""
        return sum(self.outcomes.get(outcome, 0) for outcome in UNANSWERED)


async def read_day(database: Database, day: date, zone: ZoneInfo) -> DayNumbers:
    """Return the numbers of a day that is over."""
    counter, outcome = VISIT_COUNTER.c, OUTCOME_COUNTER.c
    async with database.read() as connection:
        query = select(counter.day, counter.subject, counter.count).where(counter.day.in_((day, day - WEEK)))
        counted = (await connection.execute(query)).all()
        ended = await connection.execute(select(outcome.outcome, outcome.count).where(outcome.day == day))
        outcomes = Counter[str]()
        for name, count in ended:
            outcomes[name] += count
    visits = {row.day: row[2] for row in counted if row.subject == ""}
    views = Counter({row.subject: row[2] for row in counted if row.subject and row.day == day})
    first, after = Span(day, day).moments(zone)
    asked = await read_asked(database, after - timedelta(microseconds=1), days=(after - first).days or 1)
    groups = sorted(asked.groups, key=lambda group: (-group.people, -group.times, -group.number))[:LISTED]
    return DayNumbers(
        day,
        visits.get(day, 0),
        visits.get(day - WEEK, 0),
        outcomes,
        tuple((group.text, group.people) for group in groups),
        tuple(views.most_common(LISTED)),
    )


def describe(numbers: DayNumbers, names: Names, language: str) -> tuple[Block, ...]:
    """Return the numbers in words. What residents wrote is shown cut and without line breaks."""
    catalogue = names.catalogue
    shown = [(names.outcome(name, language), count) for name, count in Counter(numbers.outcomes).most_common(LISTED)]
    blocks = catalogue.blocks(
        "digest.visits",
        language,
        day=show_day(numbers.day),
        visits=show_number(numbers.visits, language),
        week_ago=show_number(numbers.week_ago, language),
        unanswered=show_number(numbers.unanswered, language),
    )
    read = [(names.announcement(each), count) for each, count in numbers.seen]
    for key, rows in (("outcomes", shown), ("questions", numbers.questions), ("seen", read)):
        if rows:
            lines = "\n".join(f"{_cut(name)} — {show_number(count, language)}" for name, count in rows)
            blocks += (*catalogue.blocks(f"digest.{key}", language), Block((Words(lines),)))
    return blocks


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_CHARS else f"{line[: MAX_CHARS - 1]}…"
