"""A proposed change of what was taught, and what became of trying it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.teaching import Lesson, LessonKind

MAX_CHANGES = 100  # kept of one replay, to be shown; all are counted


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new lesson, or (`without`) the number of one to be taken back; `interaction_id` is the log row it came from."""

    lesson: Lesson | None = None
    without: int = 0
    interaction_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the proposal ready for JSON."""
        lesson = asdict(self.lesson) if self.lesson else None
        return {"lesson": lesson, "without": self.without, "interaction_id": self.interaction_id}

    def apply(self, lessons: tuple[Lesson, ...]) -> tuple[Lesson, ...]:
        """Return the lessons with the proposal carried out."""
        kept = tuple(lesson for lesson in lessons if lesson.id != self.without)
        return (*kept, self.lesson) if self.lesson else kept


@dataclass(frozen=True, slots=True)
class Seen:
    """What a question gets: the outcome, and the title and section that are quoted first ("" for none)."""

    outcome: str
    title: str = ""
    section_id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A question that would get something else. Of the log it is the row `interaction_id`, else it is written out."""

    before: Seen
    after: Seen
    interaction_id: int | None = None
    question: str = ""


class ReplayState(StrEnum):
    """Where a replay stands."""

    RUNNING = "running"
    DONE = "done"
    CUT = "cut"  # the time was over before all questions were asked


@dataclass(frozen=True, slots=True)
class Replay:
    """A proposal with what it would change: of `asked` questions (out of `total`) `changed` ones.

    `changes` are the first MAX_CHANGES, `counts` tells how many go from one outcome to another ("not_found>answered").
    `mark` names the state of the knowledge that was asked.
    """

    id: int
    staff_id: int
    proposal: Proposal
    state: ReplayState
    at: datetime
    mark: str = ""
    asked: int = 0
    total: int = 0
    changed: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()

    @property
    def is_over(self) -> bool:
        """Return whether there is nothing to wait for."""
        return self.state is not ReplayState.RUNNING


def summarise_changes(changes: list[Change]) -> dict[str, Any]:
    """Return the changes ready for JSON: how many, from which outcome to which, and the first MAX_CHANGES."""
    counts = Counter(f"{change.before.outcome}>{change.after.outcome}" for change in changes)
    return {
        "changed": len(changes),
        "counts": dict(counts.most_common()),
        "first": [asdict(change) for change in changes[:MAX_CHANGES]],
    }


def read_proposal(record: Mapping[str, Any]) -> Proposal:
    """Return the proposal that `as_json` wrote."""
    lesson = record["lesson"]
    made = Lesson(**lesson | {"kind": LessonKind(lesson["kind"])}) if lesson else None
    return Proposal(made, record["without"], record["interaction_id"])


def read_change(record: Mapping[str, Any]) -> Change:
    """Return the change that `summarise_changes` wrote."""
    return Change(Seen(**record["before"]), Seen(**record["after"]), record["interaction_id"], record["question"])
