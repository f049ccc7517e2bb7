"""Which lessons would do harm, or nothing: judged by what the announcements hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import reduce
from itertools import pairwise

import numpy as np

from knowledge.language import UNKNOWN
from knowledge.lexicon import Lexicon
from knowledge.overlap import is_little
from knowledge.postings import PAIR_BASE
from knowledge.segments import Snapshot
from knowledge.teaching import Lesson, LessonKind, folded_phrase, phrase_of
from knowledge.vietnamese import canonical, fold, is_syllable
from knowledge.words import BREAK, plain_form

MAX_PHRASE_WORDS = 8
MAX_QUESTION_WORDS = 60
MAX_SPELLING = 20  # letters of a typed form
COMMON_WORD = 3  # occurrences from which a typed form that is no syllable counts as a word
COMMON_SHARE = 0.4  # of the sections, above which a phrase tells them apart no more
FEW = 5  # sections that may hold a phrase however few there are
OTHERS_NAMED = 2  # announcements besides the named one that may hold an alias in their own words


class Fault(StrEnum):
    """What is wrong with a lesson; the value is a message key."""

    EMPTY = "empty"  # no word that says what is meant
    TOO_LONG = "too_long"
    SAME = "same"
    KNOWN = "known"  # the lexicon says so already
    NOT_HELD = "not_held"  # no announcement has the official words, so nothing would be found by them
    COMMON = "common"  # so many announcements have the words that the lesson would change answers at large
    NOT_ONE_WORD = "not_one_word"
    IS_WORD = "is_word"  # the typed form is a word of its own


def find_fault(lesson: Lesson, snapshot: Snapshot) -> Fault | None:
    """Return what is wrong with the words of `lesson`, None for a fit one. Linear in the sections that hold them."""
    most = MAX_QUESTION_WORDS if lesson.kind is LessonKind.PIN else MAX_PHRASE_WORDS
    if not _has_content(lesson.wording, snapshot.lexicon):
        return Fault.EMPTY
    if len(phrase_of(lesson.wording)) > most:
        return Fault.TOO_LONG
    return next((fault for fault, is_found in _FAULTS[lesson.kind] if is_found(lesson, snapshot)), None)


def _only_asks(lesson: Lesson, snapshot: Snapshot) -> bool:
    return _asks(folded_phrase(lesson.wording), snapshot)


def _means_nothing(lesson: Lesson, snapshot: Snapshot) -> bool:
    return not _has_content(lesson.meaning, snapshot.lexicon) or _asks(folded_phrase(lesson.meaning), snapshot)


def _means_much(lesson: Lesson, _: Snapshot) -> bool:
    return len(phrase_of(lesson.meaning)) > MAX_PHRASE_WORDS


def _is_same(lesson: Lesson, _: Snapshot) -> bool:
    return folded_phrase(lesson.wording) == folded_phrase(lesson.meaning)


def _is_same_word(lesson: Lesson, _: Snapshot) -> bool:
    return phrase_of(lesson.wording) == phrase_of(lesson.meaning)


def _is_known_synonym(lesson: Lesson, snapshot: Snapshot) -> bool:
    return _meant(lesson) in snapshot.lexicon.synonyms.get(folded_phrase(lesson.wording), ())


def _is_known_spelling(lesson: Lesson, snapshot: Snapshot) -> bool:
    return _meant(lesson) in snapshot.lexicon.readings(canonical(lesson.wording))[:1]


def _is_neither_held(lesson: Lesson, snapshot: Snapshot) -> bool:
    return not any(snapshot.language.has_phrase(phrase_of(side)) for side in (lesson.wording, lesson.meaning))


def _is_meaning_not_held(lesson: Lesson, snapshot: Snapshot) -> bool:
    return not snapshot.language.has_phrase(phrase_of(lesson.meaning))


def _is_common(lesson: Lesson, snapshot: Snapshot) -> bool:
    sides = (folded_phrase(lesson.wording), folded_phrase(lesson.meaning))
    most = max(FEW, COMMON_SHARE * snapshot.size)
    return any(len(_holders(side, snapshot)) > most for side in sides)


def _is_common_name(lesson: Lesson, snapshot: Snapshot) -> bool:
    held = _holders(folded_phrase(lesson.wording), snapshot)
    refs = (snapshot.segments[segment].refs[place] for segment, place in held)
    return len({ref.announcement_id for ref in refs} - {lesson.target}) > OTHERS_NAMED


def _is_not_one_word(lesson: Lesson, _: Snapshot) -> bool:
    return len(lesson.wording.split()) != 1 or len(phrase_of(lesson.wording)) != 1


def _is_long_word(lesson: Lesson, _: Snapshot) -> bool:
    return len(lesson.wording) > MAX_SPELLING


def _is_letter_or_number(lesson: Lesson, _: Snapshot) -> bool:
    return len(lesson.wording) < 2 or lesson.wording.isdigit()


def _is_word(lesson: Lesson, snapshot: Snapshot) -> bool:
    """Return whether a typed form is used as a word; typed without marks it stands for every word with its letters."""
    form, language, vocabulary = canonical(lesson.wording), snapshot.language, snapshot.language.vocabulary
    least = 1 if is_syllable(form) else COMMON_WORD
    if not form.isascii():
        return language.count(vocabulary.get(form, UNKNOWN)) >= least
    if form in snapshot.lexicon.question_weights:
        return True
    plain = vocabulary.plain_numbers.get(plain_form(form), BREAK)
    return sum(language.count(number) for number in vocabulary.accented_of[plain]) >= least


_FAULTS: Mapping[LessonKind, tuple[tuple[Fault, Callable[[Lesson, Snapshot], bool]], ...]] = {
    LessonKind.PIN: (),
    LessonKind.ALIAS: ((Fault.EMPTY, _only_asks), (Fault.SAME, _is_same), (Fault.COMMON, _is_common_name)),
    LessonKind.SYNONYM: (
        (Fault.TOO_LONG, _means_much),
        (Fault.EMPTY, _only_asks),
        (Fault.EMPTY, _means_nothing),
        (Fault.SAME, _is_same),
        (Fault.KNOWN, _is_known_synonym),
        (Fault.NOT_HELD, _is_neither_held),
        (Fault.COMMON, _is_common),
    ),
    LessonKind.SPELLING: (
        (Fault.TOO_LONG, _means_much),
        (Fault.NOT_ONE_WORD, _is_not_one_word),
        (Fault.TOO_LONG, _is_long_word),
        (Fault.EMPTY, _is_letter_or_number),
        (Fault.EMPTY, _means_nothing),
        (Fault.SAME, _is_same_word),
        (Fault.KNOWN, _is_known_spelling),
        (Fault.IS_WORD, _is_word),
        (Fault.NOT_HELD, _is_meaning_not_held),
    ),
}


def _meant(lesson: Lesson) -> str:
    return " ".join(phrase_of(lesson.meaning))


def _has_content(text: str, lexicon: Lexicon) -> bool:
    """Return whether one word is none of those that stand in any question; marks tell words like "lục" and "lúc"."""
    words = phrase_of(text)
    plain = {*lexicon.everyday, *lexicon.asking}
    return any(not is_little(fold(word)) or not (word.isascii() or word in plain) for word in words)


def _asks(words: Sequence[str], snapshot: Snapshot) -> bool:
    """Return whether all of the words only ask."""
    return all(word in snapshot.lexicon.question_weights for word in words)


def _holders(folded: Sequence[str], snapshot: Snapshot) -> set[tuple[int, int]]:
    """Return segment and place of the sections that have every word of a phrase beside its neighbour, without marks."""
    numbers = [snapshot.language.vocabulary.plain_numbers.get(plain_form(word), BREAK) for word in folded]
    if BREAK in numbers:
        return set()
    found: set[tuple[int, int]] = set()
    for at, (segment, alive) in enumerate(zip(snapshot.segments, snapshot.alive, strict=True)):
        is_pair = len(numbers) > 1
        postings = segment.pairs if is_pair else segment.words
        keys = [a * PAIR_BASE + b for a, b in pairwise(numbers)] if is_pair else numbers
        first, rows = postings.find(np.array(keys, np.int64))
        spans = zip(first.tolist(), rows.tolist(), strict=True)
        held = [set(postings.sections[start : start + count].tolist()) for start, count in spans]
        found.update((at, place) for place in reduce(set.intersection, held) if alive[place])
    return found
