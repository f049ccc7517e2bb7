"""Confidence: a clear lead raises it, rivals lower it, sections of one announcement are no rivals."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.announcement import Hint
from knowledge.confidence import estimate_confidences, hint_outcome


def test_confidence_grows_with_the_lead_over_other_announcements() -> None:
    alone = estimate_confidences([10.0, 2.0], ["a", "b"])
    rivalled = estimate_confidences([10.0, 9.5], ["a", "b"])
    assert alone[0] > rivalled[0] > rivalled[1] > alone[1]


def test_sections_of_one_announcement_do_not_rival_each_other() -> None:
    together = estimate_confidences([10.0, 9.5], ["a", "a"])
    assert together[0] == estimate_confidences([10.0], ["a"])[0]
    assert together[1] < together[0]


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_confidence_stays_in_bounds_and_ranks_as_the_scores(scores: list[float]) -> None:
    found = estimate_confidences(scores, [str(i) for i in range(len(scores))])
    assert all(0.0 <= c <= 1.0 for c in found)
    if scores:
        assert max(found) == found[scores.index(max(scores))]


def test_hint_follows_the_best_match() -> None:
    assert [hint_outcome([c]) for c in (0.9, 0.3, 0.05)] == [Hint.ANSWERED, Hint.CLARIFY, Hint.NOT_FOUND]
    assert hint_outcome([]) is Hint.NOT_FOUND
