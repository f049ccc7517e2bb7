"""Ask the same questions with and without a lesson: pure work for a thread, with progress and an end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer
from bot.answers.answerer import Answerer
from bot.teaching.past_questions import PastQuestion
from bot.teaching.proposal import Change, Seen


@dataclass(slots=True)
class Progress:
    """How many questions were asked so far; read from another thread. `is_stopped` ends the work."""

    asked: int = 0
    is_stopped: bool = False


def rehearse(
    questions: Sequence[PastQuestion],
    before: Answerer,
    after: Answerer,
    progress: Progress,
    *,
    until_s: float,
    clock: Callable[[], float] = time.monotonic,
) -> list[Change]:
    """Return what changes, in the order of the questions; stops where `clock` passes `until_s`."""
    changes = []
    for question in questions:
        if clock() > until_s or progress.is_stopped:
            break
        old, new = before.answer(question.text), after.answer(question.text)
        if _shown(old) != _shown(new):
            text = "" if question.interaction_id else question.text
            changes.append(Change(_see(old), _see(new), question.interaction_id, text))
        progress.asked += 1
        time.sleep(0)  # residents' questions go first
    return changes


def _shown(answer: Answer) -> tuple[object, ...]:
    return answer.outcome, answer.blocks, answer.buttons


def _see(answer: Answer) -> Seen:
    first = answer.sources[0] if answer.sources else None
    return Seen(answer.outcome.value, first.title if first else "", (first.section_id or "") if first else "")
