"""How well each candidate section agrees with a question: a row of numbers for the final order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.postings import PAIR_BASE, Ints, Keys
from knowledge.segments import Snapshot
from knowledge.terms import WeightedTerms
from knowledge.words import BREAK

FEATURES = ("rough", "head", "focus", "headless", "window", "pairs", "skips", "length", "joined")
MAX_SECTION_WORDS = 4000
WINDOW = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section by segment and place, with its rough score."""

    segment: int
    place: int
    score: float


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of all candidates in one row: number, plain number, candidate, and whether in the head."""

    words: Ints
    plain: Ints
    owners: NDArray[np.int64]
    in_head: NDArray[np.bool_]
    size: int


def describe_candidates(candidates: Sequence[Candidate], terms: WeightedTerms, snapshot: Snapshot) -> Floats:
    """Return one row for each candidate and one column for each of FEATURES.

    Cost: linear in the words of the candidates, of which at most MAX_SECTION_WORDS of each section count.
    """
    row = _lay_out(candidates, snapshot)
    mass = max(terms.mass, 1e-6)
    slots = np.full(len(snapshot.idf) + 1, -1, np.int32)
    slots[terms.words] = np.arange(len(terms.words))
    slot = slots[row.plain]
    sentence = np.cumsum(row.words == BREAK)
    hits = np.flatnonzero(slot >= 0)
    owner, found = row.owners[hits], slot[hits]
    weights = terms.word_weights
    pair = _find_pairs(slots, terms.words, terms.pairs, hits, found, row, 1)
    skip = _find_pairs(slots, terms.words, terms.skips, hits, found, row, 2)
    pair_mass = max(float(terms.pair_weights.sum()), 1e-6)
    head = row.in_head[hits]
    columns = [
        np.array([c.score for c in candidates]) / mass,
        _cover(owner[head], found[head], weights, row.size) / mass,
        _focus(row, slots, terms, snapshot),
        np.bincount(row.owners[row.in_head & (row.words != BREAK)], minlength=row.size) == 0,
        _best_window(hits, owner, found, weights, row.size) / mass,
        _cover(pair[1], pair[2], terms.pair_weights, row.size) / pair_mass,
        _cover(skip[1], skip[2], terms.skip_weights, row.size) / max(float(terms.skip_weights.sum()), 1e-6),
        np.log1p(np.bincount(row.owners, minlength=row.size)),
        _best(sentence[pair[0]], pair[1], pair[2], terms.pair_weights, row.size) / pair_mass,
    ]
    return np.stack([np.asarray(c, np.float64) for c in columns], axis=1)


def _lay_out(candidates: Sequence[Candidate], snapshot: Snapshot) -> _Row:
    parts, lengths, heads = [], [], []
    for candidate in candidates:
        texts = snapshot.segments[candidate.segment].texts
        start, end = int(texts.starts[candidate.place]), int(texts.starts[candidate.place + 1])
        parts.append(texts.words[start : min(end, start + MAX_SECTION_WORDS)])
        lengths.append(len(parts[-1]))
        heads.append(int(texts.heads[candidate.place]) - start)
    words = np.concatenate(parts)
    sizes = np.array(lengths)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    local = np.arange(len(words)) - (np.cumsum(sizes) - sizes)[owners]
    return _Row(words, snapshot.plain_of[words], owners, local < np.array(heads)[owners], len(sizes))


def _cover(groups: NDArray[np.int64], found: Ints, weights: Floats, size: int) -> Floats:
    """Return for each group the weight of the different terms found in it."""
    seen = np.zeros(size * len(weights), np.bool_)
    seen[groups * len(weights) + found] = True
    result: Floats = seen.reshape(size, len(weights)) @ weights
    return result


def _best(groups: NDArray[np.int64], owners: NDArray[np.int64], found: Ints, weights: Floats, size: int) -> Floats:
    """Return for each candidate the best of its groups; groups ascend with candidates."""
    best = np.zeros(size)
    if len(groups):
        fresh = np.concatenate(([True], groups[1:] != groups[:-1]))
        number = np.cumsum(fresh) - 1
        covered, owner = _cover(number, found, weights, int(number[-1]) + 1), owners[fresh]
        first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1])))
        best[owner[first]] = np.maximum.reduceat(covered, first)
    return best


def _best_window(hits: NDArray[np.int64], owners: NDArray[np.int64], found: Ints, weights: Floats, size: int) -> Floats:
    """Return for each candidate the best of its half-overlapping windows of WINDOW words."""
    best = np.zeros(size)
    for shift in (0, WINDOW // 2):
        window = (hits + shift) // WINDOW
        best = np.maximum(best, _best(window * size + owners, owners, found, weights, size))
    return best


def _find_pairs(
    slots: Ints, words: Keys, keys: Keys, hits: NDArray[np.int64], found: Ints, row: _Row, distance: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Ints]:
    """Return places, candidates and pair numbers of the wanted plain pairs at this distance."""
    table = np.full((len(words), len(words)), -1, np.int32)
    left, right = slots[keys // PAIR_BASE], slots[keys % PAIR_BASE]
    meant = (left >= 0) & (right >= 0)
    table[left[meant], right[meant]] = np.flatnonzero(meant)
    after = np.full(len(row.words) + distance, -1, np.int32)
    after[hits] = found
    second = after[hits + distance]
    near = np.flatnonzero(second >= 0)
    same = row.owners[hits[near]] == row.owners[hits[near] + distance]
    near = near[same]
    pair = table[found[near], second[near]]
    kept = pair >= 0
    places = hits[near][kept]
    return places, row.owners[places], pair[kept]


def _focus(row: _Row, slots: Ints, terms: WeightedTerms, snapshot: Snapshot) -> Floats:
    """Return the share of the head's weight that the question names."""
    places = np.flatnonzero(row.in_head & (row.words != BREAK))
    owners, plain = row.owners[places], row.plain[places]
    rarity = snapshot.idf[plain].astype(np.float64)
    slot = slots[plain]
    meant = np.where(slot >= 0, np.minimum(terms.word_weights[slot] / np.maximum(rarity, 1e-6), 1.0), 0.0)
    whole = np.bincount(owners, weights=rarity, minlength=row.size)
    named = np.bincount(owners, weights=rarity * meant, minlength=row.size)
    result: Floats = named / np.maximum(whole, 1e-6)
    return result
