"""Postings: which sections hold a word or a pair of neighbours, and how much that says (BM25 with two fields)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.words import BREAK

Ints = NDArray[np.int32]
Keys = NDArray[np.int64]
Floats = NDArray[np.float32]

K1 = 1.2
B_BODY = 0.8
B_HEAD = 0.4
HEAD_WEIGHT = 2.5
PAIR_BASE = 1 << 31
LEAST_PART = 1 << 18  # words sorted at once while building
MAX_PARTS = 8


@dataclass(frozen=True, slots=True)
class Postings:
    """Sorted keys; the rows starts[i]:starts[i + 1] of `sections` and `impacts` belong to key i."""

    keys: Keys
    starts: Ints
    sections: Ints
    impacts: Floats

    def find(self, wanted: Keys) -> tuple[Ints, Ints]:
        """Return the first row and the number of rows of each wanted key, 0 rows for an unknown one."""
        if not len(self.keys):
            empty = np.zeros(len(wanted), np.int32)
            return empty, empty
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        first = self.starts[at]
        return first, np.where(self.keys[at] == wanted, self.starts[at + 1] - first, 0).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each key occurs in the corpus; keys sorted."""

    keys: Keys
    counts: Ints

    def of(self, wanted: Keys) -> Ints:
        """Return the count of each wanted key, 0 for an unknown one."""
        if not len(self.keys):
            return np.zeros(len(wanted), np.int32)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, self.counts[at], 0).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of many sections in one row: section i is words[starts[i]:starts[i + 1]], its head ends at heads[i]."""

    words: Ints
    starts: Ints
    heads: Ints


def join_texts(parts: Sequence[tuple[Ints, Ints]]) -> Texts:
    """Return sections given as (head words, body words) in one row, a break after each field."""
    end = np.array([BREAK], np.int32)
    lengths = np.array([len(h) + len(b) + 2 for h, b in parts], np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    heads = starts[:-1] + np.array([len(h) + 1 for h, _ in parts], np.int32)
    row = np.concatenate([x for h, b in parts for x in (h, end, b, end)]) if parts else np.zeros(0, np.int32)
    return Texts(row.astype(np.int32), starts, heads.astype(np.int32))


def build_postings(texts: Texts, plain_of: Ints) -> tuple[Postings, Postings, Counts]:
    """Return the postings of plain words, those of plain neighbours, and the counts of accented neighbours.

    Cost: three sorts of all words. The squared number of words times the number of sections must be below 2 ** 62.
    """
    fields = _number_fields(texts)
    weights = _field_weights(texts)
    plain = plain_of[texts.words]
    kept = np.flatnonzero(plain != BREAK).astype(np.int32)
    words = _chain([_group(plain[at].astype(np.int64), fields[at], weights) for at in _part(kept, plain)])
    left = kept[:-1][np.diff(kept) == 1]
    del kept
    base = int(plain.max(initial=0)) + 1
    pairs = _chain([_group(_join(plain, at, base), fields[at], weights) for at in _part(left, plain)])
    del fields, plain
    pairs = Postings(_split(pairs.keys, base), pairs.starts, pairs.sections, pairs.impacts)
    return words, pairs, _count_neighbours(texts.words, left)


def _count_neighbours(words: Ints, left: Ints) -> Counts:
    keys, counts = [], []
    base = int(words.max(initial=0)) + 1
    for at in _part(left, words):
        joined = _join(words, at, base)
        joined.sort()
        first = _starts(joined)
        keys.append(joined[first])
        counts.append(np.diff(first, append=len(joined)).astype(np.int32))
    return Counts(_split(np.concatenate(keys), base), np.concatenate(counts))


def _part(places: Ints, words: Ints) -> Iterator[Ints]:
    """Yield `places` in parts, those of lesser words first, so that what is made of each needs little room."""
    counts = np.bincount(words[places], minlength=1)
    size = max(LEAST_PART, len(places) // MAX_PARTS)
    part_of = ((np.cumsum(counts) - counts) // size).astype(np.int16)
    parts = part_of[words[places]]
    for part in range(int(parts.max(initial=0)) + 1):
        yield places[parts == part]


def _chain(parts: Sequence[Postings]) -> Postings:
    """Return as one the postings of parts with ascending keys."""
    rows = np.cumsum([0, *(len(part.sections) for part in parts)])
    starts = [part.starts[:-1] + row for part, row in zip(parts, rows.tolist(), strict=False)]
    return Postings(
        np.concatenate([part.keys for part in parts]),
        np.concatenate([*starts, rows[-1:]]).astype(np.int32),
        np.concatenate([part.sections for part in parts]),
        np.concatenate([part.impacts for part in parts]),
    )


def _number_fields(texts: Texts) -> Ints:
    """Return twice the section of each word, and 1 more in the head."""
    fields = np.zeros(2 * len(texts.heads), np.int32)
    fields[::2] = texts.heads - texts.starts[:-1]
    fields[1::2] = texts.starts[1:] - texts.heads
    return np.repeat(np.arange(len(fields), dtype=np.int32) ^ 1, fields)


def _field_weights(texts: Texts) -> Floats:
    """Return what one occurrence adds to the frequency of its word in each field, normalised by its length."""
    heads = (texts.heads - texts.starts[:-1] - 1).astype(np.float32)
    bodies = (texts.starts[1:] - texts.heads - 1).astype(np.float32)
    weights = np.zeros(2 * len(heads), np.float32)
    if len(heads):
        weights[::2] = 1.0 / (1 - B_BODY + B_BODY * bodies / max(1.0, float(bodies.mean())))
        weights[1::2] = HEAD_WEIGHT / (1 - B_HEAD + B_HEAD * heads / max(1.0, float(heads.mean())))
    return weights


def _join(words: Ints, left: Ints, base: int) -> Keys:
    """Return one number for each word at `left` and the one after it, of words below `base`."""
    keys = words[left].astype(np.int64)
    keys *= base
    keys += words[left + 1]
    return keys


def _split(keys: Keys, base: int) -> Keys:
    """Return joined numbers as keys of pairs."""
    return keys // base * PAIR_BASE + keys % base


def _starts(ordered: Keys) -> Keys:
    """Return where a new number begins in ascending numbers."""
    fresh = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return np.flatnonzero(fresh)


def _group(keys: Keys, fields: Ints, weights: Floats) -> Postings:
    """Return postings with one row for each (key, section), the weights of its occurrences added and saturated.

    `fields` numbers the field of each key, `weights` tells what an occurrence adds there. `keys` is used up.
    """
    if not len(keys):
        return Postings(keys, np.zeros(1, np.int32), fields, weights[:0])
    keys *= len(weights)
    keys += fields
    keys.sort()
    first = _starts(keys)
    fields = (keys[first] % len(weights)).astype(np.int32)
    added = np.diff(first, append=len(keys)).astype(np.float32) * weights[fields]
    keys = keys[first] // len(weights)
    sections = fields >> 1
    new_key = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=new_key[1:])
    new_row = new_key.copy()
    new_row[1:] |= sections[1:] != sections[:-1]
    rows = np.flatnonzero(new_row)
    frequency = np.add.reduceat(added, rows)
    starts = np.append(np.flatnonzero(new_key[rows]), len(rows)).astype(np.int32)
    impacts = (frequency * (K1 + 1) / (frequency + K1)).astype(np.float32)
    return Postings(keys[rows[starts[:-1]]], starts, sections[rows], impacts)
