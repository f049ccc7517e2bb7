"""How well each candidate section agrees with a question: a row of numbers for the final order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

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
    """The words of all candidates in one row: plain number, place in the section, candidate, whether in its head.

    `sizes` are the lengths of the sections.
    """

    plain: Ints
    local: NDArray[np.int64]
    owners: NDArray[np.int64]
    in_head: NDArray[np.bool_]
    sizes: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Found:
    """Where in the row terms were found: ascending places, candidates, numbers of the terms."""

    places: NDArray[np.int64]
    owners: NDArray[np.int64]
    terms: Ints


def describe_candidates(candidates: Sequence[Candidate], terms: WeightedTerms, snapshot: Snapshot) -> Floats:
    """Return one row for each candidate (given in the order of segments) and one column for each of FEATURES.

    Cost: linear in the words of the candidates, of which at most MAX_SECTION_WORDS of each section count.
    """
    row = _lay_out(candidates, snapshot)
    size = len(candidates)
    slots = np.full(len(snapshot.idf), -1, np.int32)
    slots[terms.words] = np.arange(len(terms.words))
    slot = slots[row.plain]
    places = np.flatnonzero(slot >= 0)
    words = _Found(places, row.owners[places], slot[places])
    after = np.full(len(row.plain) + 2, -1, np.int32)
    after[places] = words.terms
    pairs = _find_pairs(words, after, row, _table(terms.pairs, slots, len(terms.words)), 1)
    skips = _find_pairs(words, after, row, _table(terms.skips, slots, len(terms.words)), 2)
    sentences = np.cumsum(row.plain == BREAK)
    mass = max(terms.mass, 1e-6)
    pair_mass = max(float(terms.pair_weights.sum()), 1e-6)
    named = np.flatnonzero(row.in_head & (row.plain != BREAK))
    in_head = row.in_head[places]
    features = np.empty((size, len(FEATURES)))
    columns = (
        np.array([c.score for c in candidates]) / mass,
        _cover(words.owners[in_head], words.terms[in_head], terms.word_weights, size) / mass,
        _focus(row, named, slot, terms, snapshot),
        np.bincount(row.owners[named], minlength=size) == 0,
        _best_window(words, row, terms.word_weights) / mass,
        _cover(pairs.owners, pairs.terms, terms.pair_weights, size) / pair_mass,
        _cover(skips.owners, skips.terms, terms.skip_weights, size) / max(float(terms.skip_weights.sum()), 1e-6),
        np.log1p(row.sizes),
        _best(sentences[pairs.places], pairs.owners, pairs.terms, terms.pair_weights, size) / pair_mass,
    )
    for i, column in enumerate(columns):
        features[:, i] = column
    return features


def _lay_out(candidates: Sequence[Candidate], snapshot: Snapshot) -> _Row:
    words, heads, local, sizes = [], [], [], []
    for number, group in groupby(candidates, key=lambda c: c.segment):
        texts = snapshot.segments[number].texts
        places = np.array([c.place for c in group])
        starts = texts.starts[places].astype(np.int64)
        lengths = np.minimum(texts.starts[places + 1] - starts, MAX_SECTION_WORDS)
        inside = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        words.append(texts.words[inside + np.repeat(starts, lengths)])
        heads.append(inside < np.repeat(texts.heads[places] - starts, lengths))
        local.append(inside)
        sizes.append(lengths)
    lengths = np.concatenate(sizes)
    owners = np.repeat(np.arange(len(lengths)), lengths)
    return _Row(snapshot.plain_of[np.concatenate(words)], np.concatenate(local), owners, np.concatenate(heads), lengths)


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
        fresh = _is_fresh(groups)
        number = np.cumsum(fresh) - 1
        covered, owner = _cover(number, found, weights, int(number[-1]) + 1), owners[fresh]
        first = np.flatnonzero(_is_fresh(owner))
        best[owner[first]] = np.maximum.reduceat(covered, first)
    return best


def _is_fresh(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return where a number differs from the one before it."""
    fresh = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=fresh[1:])
    return fresh


def _best_window(words: _Found, row: _Row, weights: Floats) -> Floats:
    """Return for each candidate the best of its half-overlapping windows of WINDOW words."""
    size, inside = len(row.sizes), row.local[words.places]
    owners = np.concatenate((words.owners, words.owners + size))
    windows = np.concatenate((inside, inside + WINDOW // 2)) // WINDOW + owners * MAX_SECTION_WORDS
    best = _best(windows, owners, np.concatenate((words.terms, words.terms)), weights, 2 * size)
    return np.maximum(best[:size], best[size:])


def _table(keys: Keys, slots: Ints, size: int) -> Ints:
    """Return the number of the wanted pair of each two of `size` words, -1 for none."""
    table = np.full((size, size), -1, np.int32)
    left, right = slots[keys // PAIR_BASE], slots[keys % PAIR_BASE]
    meant = np.flatnonzero((left >= 0) & (right >= 0))
    table[left[meant], right[meant]] = meant
    return table


def _find_pairs(words: _Found, after: Ints, row: _Row, table: Ints, distance: int) -> _Found:
    """Return the pairs of `table` at this distance; `after` holds the term at each place of the row, -1 for none."""
    second = after[words.places + distance]
    near = np.flatnonzero(second >= 0)
    pair = table[words.terms[near], second[near]]
    kept = np.flatnonzero(pair >= 0)
    near, pair = near[kept], pair[kept]
    places = words.places[near]
    same = np.flatnonzero(words.owners[near] == row.owners[places + distance])
    return _Found(places[same], words.owners[near[same]], pair[same])


def _focus(row: _Row, named: NDArray[np.int64], slot: Ints, terms: WeightedTerms, snapshot: Snapshot) -> Floats:
    """Return the share of the head's weight that the question names; `named` are the places of the heads' words."""
    owners, term = row.owners[named], slot[named]
    rarity = snapshot.idf[row.plain[named]].astype(np.float64)
    meant = np.where(term >= 0, np.minimum(terms.word_weights[term], rarity), 0.0)
    whole = np.bincount(owners, rarity, len(row.sizes))
    result: Floats = np.bincount(owners, meant, len(row.sizes)) / np.maximum(whole, 1e-6)
    return result
