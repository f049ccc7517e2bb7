"""Postings: every word and pair has its sections and weights, however the work is parted."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge.postings
from knowledge.postings import B_BODY, B_HEAD, HEAD_WEIGHT, K1, PAIR_BASE, Postings, build_postings, join_texts

PLAIN_OF = np.array([0, 1, 1, 2, 3, 3, 4], np.int32)
WORDS = st.lists(st.integers(0, 6), max_size=12)
SECTIONS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6)


def table(postings: Postings) -> dict[tuple[int, int], float]:
    return {
        (int(key), int(postings.sections[row])): float(postings.impacts[row])
        for i, key in enumerate(postings.keys)
        for row in range(postings.starts[i], postings.starts[i + 1])
    }


def expected(sections: list[tuple[list[int], list[int]]], *, pairs: bool) -> dict[tuple[int, int], float]:
    heads = sum(len(head) for head, _ in sections) / len(sections)
    bodies = sum(len(body) for _, body in sections) / len(sections)
    found: dict[tuple[int, int], float] = {}
    for section, (head, body) in enumerate(sections):
        in_head = HEAD_WEIGHT / (1 - B_HEAD + B_HEAD * len(head) / max(1.0, heads))
        in_body = 1 / (1 - B_BODY + B_BODY * len(body) / max(1.0, bodies))
        for words, weight in ((head, in_head), (body, in_body)):
            plain = [int(PLAIN_OF[word]) for word in words]
            keys = [a * PAIR_BASE + b for a, b in pairwise(plain) if a and b] if pairs else [p for p in plain if p]
            for key in keys:
                found[key, section] = found.get((key, section), 0.0) + weight
    return {key: weight * (K1 + 1) / (weight + K1) for key, weight in found.items()}


@settings(deadline=None)
@given(SECTIONS, st.sampled_from([1, 5, 1 << 18]))
def test_postings_hold_every_word_and_pair(sections: list[tuple[list[int], list[int]]], part: int) -> None:
    texts = join_texts([(np.array(h, np.int32), np.array(b, np.int32)) for h, b in sections])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knowledge.postings, "LEAST_PART", part)
        words, pairs, neighbours = build_postings(texts, PLAIN_OF)
    assert table(words) == pytest.approx(expected(sections, pairs=False), rel=1e-5)
    assert table(pairs) == pytest.approx(expected(sections, pairs=True), rel=1e-5)
    counted = Counter(p for section in sections for field in section for p in pairwise(field) if 0 not in p)
    wanted = np.array([left * PAIR_BASE + right for left, right in counted], np.int64)
    assert neighbours.of(wanted).tolist() == list(counted.values())
