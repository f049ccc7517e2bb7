"""The index: announcements in and out, while searches go on over an unchanging snapshot."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from knowledge.announcement import Announcement, Role, SearchResult, Status
from knowledge.candidates import remember_commonest
from knowledge.decoding import decode_question
from knowledge.keyboard import Neighbourhood
from knowledge.language import learn_language
from knowledge.lexicon import Lexicon
from knowledge.numbers import DocumentNumber, parse_number
from knowledge.pins import Pins, make_pins, words_of
from knowledge.postings import Ints
from knowledge.search import find_matches
from knowledge.segments import SectionRef, Segment, Snapshot, build_segment, merge_segments, word_idf
from knowledge.teaching import Lesson, LessonKind, teach_lexicon
from knowledge.vetting import Fault, find_fault
from knowledge.words import Vocabulary, WordReader

ROLE_WEIGHTS = {Role.BODY: 1.0, Role.ANNEX: 1.0, Role.PREAMBLE: 0.5}
STATUS_WEIGHTS = {Status.PUBLISHED: 1.0, Status.SUPERSEDED: 0.8, Status.EXPIRED: 0.9}
MERGE_FACTOR = 4
BULK = 100  # sections put at once from which the index prepares for the commonest words
REMEMBERED_WORDS = 400
EVERYDAY_CHANCE = 1e-4  # least chance of a word of daily life in a question
READ_CHANCE = 1e-5  # of a word that a short form stands for
ASKING_CHANCE = 5e-3  # and of a question word


class SearchIndex:
    """Sections of announcements, ready to be searched. Writers take turns; a search never waits for them.

    Only published, superseded and expired announcements are found, and of their sections only body and annex in full,
    preambles at half weight.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lock = threading.Lock()
        self._vocabulary = Vocabulary()
        self._neighbourhood = Neighbourhood()
        self._spelled = 1
        self._numbers: dict[str, DocumentNumber] = {}
        self._lexicon = self._taught = lexicon
        self._pins = Pins()
        self._familiar = [
            *((self._vocabulary[word], EVERYDAY_CHANCE) for word in lexicon.everyday),
            *((self._vocabulary[word], READ_CHANCE) for word in lexicon.read_words()),
            *((self._vocabulary[word], ASKING_CHANCE) for word in lexicon.asking),
        ]
        self._snapshot = self._freeze([], [])

    def put(self, announcement: Announcement) -> None:
        """Add `announcement` or replace the one with its id. Cost: that of the announcement, now and then a merge."""
        self.put_many([announcement])

    def put_many(self, announcements: Iterable[Announcement]) -> None:
        """Add or replace many at once, the fast way to build an index; of two with one id the last counts."""
        with self._lock:
            by_id = {a.id: a for a in announcements}
            segments, alive = self._without(set(by_id))
            for id_ in by_id:
                self._numbers.pop(id_, None)
            shown = [a for a in by_id.values() if a.status in STATUS_WEIGHTS]
            self._numbers.update({a.id: number for a in shown if a.number and (number := parse_number(a.number))})
            reader = WordReader(self._vocabulary, self._lexicon.spelled_out)
            entries = [entry for a in shown for entry in _read(a, reader)]
            if entries:
                fresh = build_segment(entries, self._plain_of())
                segments, alive = [*segments, fresh], [*alive, np.ones(len(fresh.refs), np.bool_)]
            snapshot = self._freeze(*self._merge(segments, alive))
            if len(entries) >= BULK:
                remember_commonest(snapshot.language, REMEMBERED_WORDS)
            self._snapshot = snapshot

    def remove(self, announcement_id: str) -> None:
        """Take the announcement out; an unknown id changes nothing."""
        with self._lock:
            self._numbers.pop(announcement_id, None)
            segments, alive = self._without({announcement_id})
            self._snapshot = self._freeze(*self._merge(segments, alive))

    def teach(self, lessons: Iterable[Lesson]) -> None:
        """Search with these lessons, and no others, from now on. Cost: a decoding for each pin not met before."""
        lessons = tuple(lessons)
        with self._lock:
            self._taught = teach_lexicon(self._lexicon, lessons)
            pinned = [lesson for lesson in lessons if lesson.kind is LessonKind.PIN]
            known = {lesson.wording: words for lesson, words in self._pins.lessons}
            self._pins = make_pins((p, known.get(p.wording) or self._read_question(p.wording)) for p in pinned)
            self._snapshot = replace(self._snapshot, lexicon=self._taught, pins=self._pins)

    def copy(self) -> SearchIndex:
        """Return the same sections under an index that may be taught otherwise; nothing may be put into it."""
        return copy.copy(self)

    def find_fault(self, lesson: Lesson) -> Fault | None:
        """Return why the words of a lesson would do harm, or nothing, with what is held now; None for a fit one."""
        return find_fault(lesson, self._snapshot)

    def _read_question(self, wording: str) -> frozenset[str]:
        return words_of(decode_question(wording, self._snapshot.language, self._lexicon).folded)

    def search(self, question: str, *, limit: int = 10) -> SearchResult:
        """Return the best `limit` sections for `question`, best first, ties by section id.

        Safe beside put() and remove() in other threads: it sees the index before or after a change, never between.
        """
        return find_matches(self._snapshot, question, limit=limit)

    def __len__(self) -> int:
        """Return the number of sections that can be found."""
        return self._snapshot.size

    def memory_bytes(self) -> int:
        """Return the size of the index's arrays, which is nearly all of it for a large one."""
        return sum(segment.memory_bytes() for segment in self._snapshot.segments)

    def _plain_of(self) -> Ints:
        return np.array(self._vocabulary.plain_of, np.int32)

    def _without(self, ids: set[str]) -> tuple[list[Segment], list[NDArray[np.bool_]]]:
        """Return the segments with the sections of these announcements dead."""
        before = self._snapshot
        alive = []
        for segment, were_alive in zip(before.segments, before.alive, strict=True):
            dead = [i for id_ in ids for i in segment.places.get(id_, ())]
            still = were_alive.copy() if dead else were_alive
            still[dead] = False
            alive.append(still)
        return list(before.segments), alive

    def _merge(
        self, segments: list[Segment], alive: list[NDArray[np.bool_]]
    ) -> tuple[list[Segment], list[NDArray[np.bool_]]]:
        """Return the segments with small neighbours joined and half-dead ones rewritten, so that few remain."""
        while segments:
            sizes = [int(a.sum()) for a in alive]
            if len(segments) > 1 and sizes[-2] < MERGE_FACTOR * max(1, sizes[-1]):
                joined = merge_segments(segments[-2:], alive[-2:], self._plain_of())
                segments[-2:], alive[-2:] = [joined], [np.ones(len(joined.refs), np.bool_)]
                continue
            waste = [i for i, size in enumerate(sizes) if size * 2 < len(segments[i].refs) or not size]
            if not waste:
                break
            at = waste[0]
            rest = [merge_segments(segments[at : at + 1], alive[at : at + 1], self._plain_of())] if sizes[at] else []
            segments[at : at + 1] = rest
            alive[at : at + 1] = [np.ones(len(s.refs), np.bool_) for s in rest]
        return segments, alive

    def _freeze(self, segments: Sequence[Segment], alive: Sequence[NDArray[np.bool_]]) -> Snapshot:
        vocabulary = self._vocabulary
        self._neighbourhood.add(vocabulary.plain_words[self._spelled :])
        self._spelled = len(vocabulary.plain_words)
        counts = np.zeros(len(vocabulary.words), np.int32)
        for segment in segments:
            counts[: len(segment.counts)] += segment.counts
        neighbours = [segment.neighbours for segment in segments]
        language = learn_language(vocabulary, self._neighbourhood, counts, neighbours, familiar=self._familiar)
        numbers: dict[str, list[tuple[str, DocumentNumber]]] = {}
        for id_, number in self._numbers.items():
            numbers.setdefault(number.number.lstrip("0"), []).append((id_, number))
        size = sum(int(a.sum()) for a in alive)
        idf = word_idf(segments, size, len(vocabulary.plain_words))
        return Snapshot(
            tuple(segments), tuple(alive), self._plain_of(), idf, size, language, self._taught, numbers, self._pins
        )


def _read(announcement: Announcement, reader: WordReader) -> list[tuple[SectionRef, Ints, Ints]]:
    """Return reference, head words and body words of each section that can be found."""
    title = [announcement.title, announcement.number or "", *announcement.aliases]
    if announcement.issued_on:
        title.append(f"{announcement.issued_on:%d/%m/%Y}")
    factor = STATUS_WEIGHTS[announcement.status]
    return [
        (
            SectionRef(section.id, announcement.id, factor * ROLE_WEIGHTS[section.role]),
            np.array(reader.read("\n".join((*title, *section.heading_path))), np.int32),
            np.array(reader.read(section.text), np.int32),
        )
        for section in announcement.sections
        if section.role in ROLE_WEIGHTS
    ]
