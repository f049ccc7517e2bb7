"""Postings: which sections hold a word or a pair of neighbours, and how much that says (BM25 with two fields)."""

from __future__ import annotations

from collections.abc import Sequence
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

    def owners(self) -> Ints:
        """Return the section of each word."""
        return np.repeat(np.arange(len(self.heads), dtype=np.int32), np.diff(self.starts))


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

    Cost: two sorts of all words.
    """
    owners = texts.owners()
    weights = _field_weights(texts, owners)
    plain = plain_of[texts.words].astype(np.int64)
    kept = plain != BREAK
    words = _group(plain[kept], owners[kept], weights[kept])
    neighbours = kept[:-1] & kept[1:] & (owners[:-1] == owners[1:])
    left = np.flatnonzero(neighbours)
    pairs = _group(plain[left] * PAIR_BASE + plain[left + 1], owners[left], weights[left])
    accented = texts.words.astype(np.int64)
    keys, counts = np.unique(accented[left] * PAIR_BASE + accented[left + 1], return_counts=True)
    return words, pairs, Counts(keys, counts.astype(np.int32))


def _field_weights(texts: Texts, owners: Ints) -> Floats:
    """Return the share that one occurrence adds to the frequency of its word, normalised by the field's length."""
    heads = (texts.heads - texts.starts[:-1] - 1).astype(np.float32)
    bodies = (texts.starts[1:] - texts.heads - 1).astype(np.float32)
    head = HEAD_WEIGHT / (1 - B_HEAD + B_HEAD * heads / max(1.0, float(heads.mean()))) if len(heads) else heads
    body = 1.0 / (1 - B_BODY + B_BODY * bodies / max(1.0, float(bodies.mean()))) if len(bodies) else bodies
    in_head = np.arange(len(texts.words)) < texts.heads[owners]
    return np.where(in_head, head[owners], body[owners]).astype(np.float32)


def _sort_stably(keys: Keys) -> NDArray[np.int64]:
    """Return the stable ascending order of words or pairs, by two radix sorts where the numbers are small enough."""
    left, right = keys // PAIR_BASE, keys % PAIR_BASE
    if max(left.max(initial=0), right.max(initial=0)) >= 1 << 16:
        return np.argsort(keys, kind="stable")
    order = np.argsort(right.astype(np.uint16), kind="stable")
    return order[np.argsort(left.astype(np.uint16)[order], kind="stable")] if left.any() else order


def _group(keys: Keys, owners: Ints, weights: Floats) -> Postings:
    """Return postings with one row for each (key, section), the weights of its occurrences added and saturated."""
    order = _sort_stably(keys)  # owners ascend, so they ascend within each key too
    keys, owners, weights = keys[order], owners[order], weights[order]
    if not len(keys):
        return Postings(keys, np.zeros(1, np.int32), owners, weights)
    new_key = np.concatenate(([True], keys[1:] != keys[:-1]))
    new_row = new_key | np.concatenate(([True], owners[1:] != owners[:-1]))
    rows = np.flatnonzero(new_row)
    frequency = np.add.reduceat(weights, rows)
    starts = np.concatenate((np.flatnonzero(new_key[rows]), [len(rows)])).astype(np.int32)
    impacts = (frequency * (K1 + 1) / (frequency + K1)).astype(np.float32)
    return Postings(keys[rows][starts[:-1]], starts, owners[rows], impacts)
