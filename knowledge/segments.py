"""Segments: groups of sections with their postings, immutable, so that a search never waits for a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language import Language
from knowledge.lexicon import Lexicon
from knowledge.numbers import DocumentNumber
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


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that one search reads. `alive[i][j]` tells whether section j of segment i still counts.

    `plain_of` gives the plain number of each word; `numbers` maps the digits of a document number to the
    announcements that bear it.
    """

    segments: tuple[Segment, ...]
    alive: tuple[NDArray[np.bool_], ...]
    plain_of: Ints
    language: Language
    lexicon: Lexicon
    numbers: Mapping[str, Sequence[tuple[str, DocumentNumber]]]

    @property
    def size(self) -> int:
        """Return the number of sections that count."""
        return sum(int(a.sum()) for a in self.alive)


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
