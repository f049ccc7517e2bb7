"""Segments: groups of sections with their postings, immutable, so that a search never waits for a change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language import Language
from knowledge.lexicon import Lexicon
from knowledge.numbers import DocumentNumber
from knowledge.pins import Pins
from knowledge.postings import Counts, Floats, Ints, Postings, Texts, build_postings, join_texts


@dataclass(frozen=True, slots=True)
class SectionRef:
    """The ids of an indexed section and the factor of its score in (0, 1]."""

    id: str
    announcement_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Sections in one order everywhere: `refs`, `texts`, `weights`, and the numbers inside the postings.

    `places` maps an announcement to its sections.
    """

    refs: tuple[SectionRef, ...]
    places: Mapping[str, Sequence[int]]
    texts: Texts
    weights: Floats
    words: Postings
    pairs: Postings
    neighbours: Counts
    counts: Ints

    def memory_bytes(self) -> int:
        """Return the size of all arrays."""
        postings = (self.words, self.pairs)
        arrays = [a for p in postings for a in (p.keys, p.starts, p.sections, p.impacts)]
        texts = [self.texts.words, self.texts.starts, self.texts.heads]
        return sum(a.nbytes for a in (*arrays, *texts, self.neighbours.keys, self.neighbours.counts, self.counts))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one search reads. `alive[i][j]` tells whether section j of segment i still counts.

    `plain_of` gives the plain number of each word, `idf` the inverse document frequency of each plain number;
    `numbers` maps the digits of a document number to the announcements that bear it.
    """

    segments: tuple[Segment, ...]
    alive: tuple[NDArray[np.bool_], ...]
    plain_of: Ints
    idf: Floats
    size: int
    language: Language
    lexicon: Lexicon
    numbers: Mapping[str, Sequence[tuple[str, DocumentNumber]]]
    pins: Pins

    @property
    def held_idf(self) -> float:
        """Return an inverse document frequency that only words of no section reach."""
        return math.log1p(max(self.size - 0.5, 0.0) + 0.5)


def inverse_frequencies(size: int, held: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the inverse document frequency, at least 0, of terms that `held` of `size` sections hold.

    Source: the BM25 weight of Robertson and Zaragoza, with 1 added inside the logarithm.
    """
    idf: NDArray[np.float64] = np.log1p((np.maximum(size - held, 0) + 0.5) / (held + 0.5))
    return idf


def word_idf(segments: Sequence[Segment], size: int, plain_words: int) -> Floats:
    """Return the inverse document frequency of each plain number below `plain_words`."""
    held = np.zeros(plain_words)
    for segment in segments:
        held[segment.words.keys] += np.diff(segment.words.starts)
    return inverse_frequencies(size, held).astype(np.float32)


def build_segment(entries: Sequence[tuple[SectionRef, Ints, Ints]], plain_of: Ints) -> Segment:
    """Return the segment of sections given as (reference, head words, body words), ordered by section id."""
    ordered = sorted(entries, key=lambda e: e[0].id)
    texts = join_texts([(head, body) for _, head, body in ordered])
    words, pairs, neighbours = build_postings(texts, plain_of)
    counts = np.bincount(texts.words, minlength=len(plain_of)).astype(np.int32)
    counts[0] = 0
    weights = np.array([ref.weight for ref, _, _ in ordered], np.float32)
    refs = tuple(ref for ref, _, _ in ordered)
    return Segment(refs, _group_places(refs), texts, weights, words, pairs, neighbours, counts)


def merge_segments(segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]], plain_of: Ints) -> Segment:
    """Return one segment with the sections of all that still count."""
    entries = [
        (segment.refs[i], *_fields(segment.texts, int(i)))
        for segment, kept in zip(segments, alive, strict=True)
        for i in np.flatnonzero(kept)
    ]
    return build_segment(entries, plain_of)


def _fields(texts: Texts, section: int) -> tuple[Ints, Ints]:
    start, head, end = int(texts.starts[section]), int(texts.heads[section]), int(texts.starts[section + 1])
    return texts.words[start : head - 1], texts.words[head : end - 1]


def _group_places(refs: Sequence[SectionRef]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for i, ref in enumerate(refs):
        places.setdefault(ref.announcement_id, []).append(i)
    return places
