"""A series' cron in words, for those who set it and those who approve it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cronsim import CronSim

from bot.catalogue import Catalogue

_KEY = "office.schedule."
_EARLY = range(1, 6)  # hours of which the words must say that they are not the afternoon's


def explain_schedule(cron: str, language: str, catalogue: Catalogue) -> str:
    """Return when a checked cron of five fields comes, in words that parse_schedule reads where it knows such words."""
    fields = CronSim(cron, datetime(2000, 1, 1, tzinfo=UTC))
    say = _Speaker(language, catalogue)
    clocks = _clocks(fields, say)
    days = sorted(day for day in fields.days if isinstance(day, int))
    weekdays = {day if isinstance(day, tuple) else day % 7 for day in fields.weekdays}
    is_any_day, is_any_weekday = len(days) >= 31, len(weekdays) >= 7
    is_any_month = len(fields.months) == 12
    is_daily = is_any_day and is_any_weekday if fields.day_and else is_any_day or is_any_weekday
    if is_daily and is_any_month:
        return say("daily", clocks=clocks)
    if is_any_day and is_any_month and not any(isinstance(day, tuple) for day in weekdays):
        return say("weekly", clocks=clocks, days=_weekdays(fields, say))
    if is_any_weekday and len(days) == len(fields.months) == 1 and days[0] > 0:
        (month,) = fields.months
        kind = "leap" if (days[0], month) == (29, 2) else "yearly"
        return say(kind, clocks=clocks, day=days[0], month=say(f"month.m{month}"))
    if is_daily:
        said = say("any")
    elif is_any_weekday:
        said = _days(days, say)
    elif is_any_day:
        said = _weekdays(fields, say)
    else:
        kind, joint = ("both", "or") if fields.day_and else ("either", "and")
        said = say(kind, days=_days(days, say), weekdays=_weekdays(fields, say, joint))
    if is_any_month:
        return say("monthly", clocks=clocks, days=said)
    months = say.listed([say(f"month.m{month}") for month in sorted(fields.months)])
    return say("custom", clocks=clocks, days=say("in_months", days=said, months=months))


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: str
    catalogue: Catalogue

    def __call__(self, key: str, **values: object) -> str:
        return self.catalogue.text(_KEY + key, self.language, **values)

    def listed(self, words: Sequence[str], joint: str = "and") -> str:
        return words[0] if len(words) == 1 else self(joint, most=", ".join(words[:-1]), last=words[-1])


def _clocks(fields: CronSim, say: _Speaker) -> str:
    minutes = sorted(fields.minutes)
    if len(fields.hours) == 24 and len(minutes) == 1:
        return say("clock.hourly", minute=minutes[0])
    said = []
    for hour in sorted(fields.hours):
        for minute in minutes:
            key = "early" if hour in _EARLY else ""
            key = f"{key}_minutes".strip("_") if minute else key or "full"
            said.append(say(f"clock.{key}", hour=hour, **({"minute": minute} if minute else {})))
    return say.listed(said)


def _days(days: Sequence[int], say: _Speaker) -> str:
    plain = [str(day) for day in days if day > 0]
    said = [say("days.late" if days[-1] > 28 else "days.each", days=say.listed(plain))] if plain else []
    said += [say("days.last")] * (CronSim.LAST in days) + [say("days.last_working")] * (CronSim.LAST_WEEKDAY in days)
    return say.listed(said)


def _weekdays(fields: CronSim, say: _Speaker, joint: str = "and") -> str:
    plain = {day % 7 for day in fields.weekdays if isinstance(day, int)}
    said = [say(f"weekday.d{day}") for day in sorted(plain, key=lambda day: (day - 1) % 7)]
    for day, nth in sorted(each for each in fields.weekdays if isinstance(each, tuple)):
        kind = "last" if nth == CronSim.LAST else "first" if nth == 1 else "later"
        values = {"nth": nth} if kind == "later" else {}
        said.append(say(f"nth.{kind}", day=say(f"weekday.d{day % 7}"), **values))
    return say.listed(said, joint)
