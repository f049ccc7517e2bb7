"""Lessons: what officials taught the search beyond the lexicon, and the lexicon with them added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.lexicon import Lexicon, ShortForm
from knowledge.vietnamese import canonical, fold
from knowledge.words import cut_words


class LessonKind(StrEnum):
    """What a lesson says about its wording."""

    SYNONYM = "synonym"  # it means the same as another wording
    SPELLING = "spelling"  # one typed word stands for these words
    ALIAS = "alias"  # it is another name of an announcement, a unit or a place
    PIN = "pin"  # a question like this one is answered from a chosen section


@dataclass(frozen=True, slots=True)
class Lesson:
    """One thing taught. `wording` is what residents type, `meaning` what it stands for in official words.

    `target` is the id of the announcement that an alias names ("" where `meaning` is a name by itself) or of the
    section that a pin answers with; `digest` is that section's on the day of pinning.
    """

    id: int
    kind: LessonKind
    wording: str
    meaning: str = ""
    target: str = ""
    digest: str = ""


def teach_lexicon(lexicon: Lexicon, lessons: Iterable[Lesson]) -> Lexicon:
    """Return `lexicon` with the synonyms (in both directions) and the spellings among `lessons`.

    Without any of them it comes back as it is. Cost: linear in the lexicon.
    """
    lessons = tuple(lessons)
    synonyms = [lesson for lesson in lessons if lesson.kind is LessonKind.SYNONYM]
    spellings = [lesson for lesson in lessons if lesson.kind is LessonKind.SPELLING]
    if not synonyms and not spellings:
        return lexicon
    taught = _add_synonyms(lexicon.synonyms, synonyms)
    longest = max(lexicon.longest_synonym, *(len(words) for words in taught), 0)
    forms = _add_spellings(lexicon.short_forms, spellings)
    return replace(lexicon, synonyms=taught, longest_synonym=longest, short_forms=forms)


def phrase_of(text: str) -> tuple[str, ...]:
    """Return the words of `text`, canonical, without punctuation."""
    return tuple(canonical(word) for word in cut_words(text) if word[0].isalnum())


def folded_phrase(text: str) -> tuple[str, ...]:
    """Return the words of `text` without marks, as spoken phrases are compared."""
    return tuple(fold(word) for word in phrase_of(text))


def _add_synonyms(
    known: Mapping[tuple[str, ...], tuple[str, ...]], lessons: Iterable[Lesson]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    synonyms = dict(known)
    for lesson in lessons:
        for said, meant in ((lesson.wording, lesson.meaning), (lesson.meaning, lesson.wording)):
            key, phrase = folded_phrase(said), " ".join(phrase_of(meant))
            synonyms[key] = tuple(dict.fromkeys((*synonyms.get(key, ()), phrase)))
    return synonyms


def _add_spellings(
    known: Mapping[str, tuple[ShortForm, ...]], lessons: Iterable[Lesson]
) -> dict[str, tuple[ShortForm, ...]]:
    """A taught reading is likelier than the lexicon's of the same form, less likely than those of other marks."""
    forms = dict(known)
    for lesson in lessons:
        form, reading = canonical(lesson.wording), " ".join(phrase_of(lesson.meaning))
        entry, there = (form, (reading,)), forms.get(fold(form), ())
        is_known = any(form == other for other, _ in there)
        forms[fold(form)] = (entry, *there) if is_known else (*there, entry)
    return forms
