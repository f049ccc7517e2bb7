"""Questions put together by likeness: how many people asked, how many went without an answer, and whether it rises."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.admin.likeness import group_alike
from bot.outcome import Outcome

WEEK = timedelta(days=7)
MIN_PEOPLE = 5  # who asked this week, for a group to be called rising
MIN_SURPRISE = 3.0
OPENED_WITHIN = timedelta(minutes=30)  # an offered passage is opened by then or not at all
USELESS = "useless"


class Question(NamedTuple):
    """One question as it is grouped."""

    id: int
    at: datetime
    person: str
    text: str
    folded: str
    outcome: str
    is_useful: bool | None


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that mean the same; `number` and `text` are those of the newest in the commonest wording.

    `failed` counts those without an answer by outcome, and under USELESS answers that were called so. `this_week`
    counts the people of the last seven days, `before` those of each week before, added up; `surprise` says how far
    this week is beyond what those let expect, in standard deviations.
    """

    number: int
    text: str
    wordings: tuple[str, ...]
    people: int
    times: int
    failed: Mapping[str, int]
    last_at: datetime
    this_week: int
    before: int
    surprise: float

    @property
    def unanswered(self) -> int:
        """Return how often no answer was given."""
        return sum(self.failed.values())

    @property
    def is_unanswered(self) -> bool:
        """Return whether at least half of the askings went without an answer."""
        return 2 * self.unanswered >= self.times

    @property
    def is_rising(self) -> bool:
        """Return whether many more people asked it this week than the weeks before let expect."""
        return self.this_week >= MIN_PEOPLE and self.surprise >= MIN_SURPRISE


def make_groups(
    questions: Sequence[Question], openings: Mapping[str, Sequence[datetime]], now: datetime
) -> tuple[Group, ...]:
    """Return the groups of `questions` (the newest first); `openings` says when each person opened a passage, in order.

    Whoever asks the same ten times is one person. A group rises when at least MIN_PEOPLE asked it this week, and that
    is at least MIN_SURPRISE standard deviations more than its share of all askers would give: with n this week, m in
    the weeks before and p this week's share of the askers of all groups, (n - (n + m) p) / sqrt((n + m) p (1 - p)).

    Source: Przyborowski and Wilenski (1940), the conditional test of two Poisson means, in its normal approximation.
    """
    head = group_alike(Counter(question.folded for question in questions))
    members: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        members[head[question.folded]].append(question)
    counts = {name: _people_by_week(group, now) for name, group in members.items()}
    all_now, all_before = (sum(each) for each in zip(*counts.values(), strict=True)) if counts else (0, 0)
    share = all_now / (all_now + all_before) if all_before else 1.0
    return tuple(_group(group, name, counts[name], share, openings) for name, group in members.items())


def _group(
    questions: Sequence[Question],
    head: str,
    counts: tuple[int, int],
    share: float,
    openings: Mapping[str, Sequence[datetime]],
) -> Group:
    newest = next(question for question in questions if question.folded == head)
    others = Counter(question.text for question in questions)
    del others[newest.text]
    return Group(
        newest.id,
        newest.text,
        tuple(text for text, _ in others.most_common(3)),
        len({question.person or question.id for question in questions}),
        len(questions),
        Counter(failure for question in questions if (failure := _failure(question, openings))),
        questions[0].at,
        *counts,
        _surprise(*counts, share),
    )


def _people_by_week(questions: Sequence[Question], now: datetime) -> tuple[int, int]:
    weeks = Counter(week for _, week in {(each.person or each.id, (now - each.at) // WEEK) for each in questions})
    return weeks[0], weeks.total() - weeks[0]


def _surprise(now: int, before: int, share: float) -> float:
    spread = math.sqrt((now + before) * share * (1 - share))
    return (now - (now + before) * share) / spread if spread else 0.0


def _failure(question: Question, openings: Mapping[str, Sequence[datetime]]) -> str:
    """Return how the question went without an answer, "" when it got one or the asker was content."""
    if question.is_useful is not None:
        is_answered = question.outcome == Outcome.ANSWERED
        return "" if question.is_useful else USELESS if is_answered else question.outcome
    if question.outcome == Outcome.CLARIFY:
        times = openings.get(question.person, ())
        later = bisect_right(times, question.at)
        was_opened = later < len(times) and times[later] - question.at <= OPENED_WITHIN
        return "" if was_opened else question.outcome
    return question.outcome if question.outcome in (Outcome.NOT_FOUND, Outcome.RELATED) else ""
