"""How sure a search may be: calibrated confidence of each match, and what to do with the question."""

from __future__ import annotations

import math
from collections.abc import Sequence

from knowledge.announcement import Hint

# Logistic regression over questions in and out of scope of three collections (law articles, citizens' questions to the
# police and public services, university regulations), clean and badly typed, relevant sections present and taken out.
# Neither signal grows with the length of the question. Fitted on two collections it holds on the third. The constants
# are scaled to the weights that make up the score.
_PER_SCORE = 0.36
_PER_MARGIN = 0.56
_OFFSET = -3.35
ANSWERED_FROM = 0.5
CLARIFY_FROM = 0.2


def estimate_confidences(scores: Sequence[float], announcements: Sequence[str]) -> list[float]:
    """Return for each match the chance in [0, 1] that it holds what was asked, in the order of the scores given.

    Signals: the score, and its lead over the best match of another announcement (sections of one announcement do not
    rival each other); a match that is not the best of all loses its distance to the best besides.
    """
    tops: dict[str, float] = {}
    for score, announcement in zip(scores, announcements, strict=True):
        tops[announcement] = max(score, tops.get(announcement, 0.0))
    best, second = (*sorted(tops.values(), reverse=True), 0.0, 0.0)[:2]
    rivals = [second if tops[announcement] == best else best for announcement in announcements]
    return [
        1.0 / (1.0 + math.exp(min(40.0, -_OFFSET - _PER_SCORE * score - _PER_MARGIN * (2 * score - rival - best))))
        for score, rival in zip(scores, rivals, strict=True)
    ]


def hint_outcome(confidences: Sequence[float]) -> Hint:
    """Return what the search alone would do: answer, offer the best matches to choose from, or find nothing."""
    best = max(confidences, default=0.0)
    if best >= ANSWERED_FROM:
        return Hint.ANSWERED
    return Hint.CLARIFY if best >= CLARIFY_FROM else Hint.NOT_FOUND
