"""Turn what an official typed into a lesson, or say why it must not become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.answers.emergency import recognise_emergency
from bot.answers.scope import names_of
from bot.answers.smalltalk import drop_courtesies, recognise_talk
from bot.privacy import mask
from bot.staff import Matter
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase
from knowledge.numbers import asked_numbers
from knowledge.places import find_places
from knowledge.teaching import Lesson, LessonKind, folded_phrase
from knowledge.vietnamese import clean, fold

MAX_CHARS = 300
_WITH_TARGET = (LessonKind.PIN, LessonKind.ALIAS)


class LessonError(Exception):
    """A lesson that cannot be; `reason` is a key of the messages under teaching.refused, `values` fill it."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values: Mapping[str, object] = values


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson as typed: two wordings; for an alias or a pin the id of what it leads to, where that was chosen."""

    kind: LessonKind
    wording: str
    meaning: str = ""
    target: str = ""


def make_lesson(base: KnowledgeBase, draft: Draft, held: Iterable[Lesson]) -> Lesson:
    """Return the lesson, number 0, that `draft` asks for beside the lessons `held`. Raises LessonError."""
    wording, meaning = _tidy(draft.wording), _tidy(draft.meaning)
    lesson = Lesson(0, draft.kind, wording, meaning, draft.target)
    _refuse_personal(wording, meaning)
    _refuse_what_comes_first(lesson)
    if draft.kind is LessonKind.PIN:
        lesson = _pin(base, lesson)
    if draft.kind is LessonKind.ALIAS:
        lesson = _alias(base, lesson)
    _refuse_twice(lesson, held)
    if fault := base.find_fault(lesson):
        raise LessonError(fault)
    return lesson


def matter_of(base: KnowledgeBase, lesson: Lesson | Draft) -> Matter:
    """Return what the lesson is about: its announcement's topic, every topic for words that bear on all answers."""
    found = None
    if lesson.kind is LessonKind.PIN:
        found = base.announcement(lesson.target.partition("/")[0])
    elif lesson.kind is LessonKind.ALIAS:
        found = base.announcement(lesson.target) or find_announcement(base, lesson.meaning)
    return Matter(base.topic_of(found.id), found.unit_id) if found else Matter("")


def find_announcement(base: KnowledgeBase, text: str) -> Announcement | None:
    """Return the announcement whose number, id or title `text` is, None where it is not clear which."""
    found = base.announcement(text.strip())
    if found:
        return found
    named = [a for number in asked_numbers(text) if not number.is_bare for a in base.numbered(number)]
    if len(named) == 1:
        return named[0]
    titled = [a for a in base.newest(limit=len(base)) if fold(a.title) == fold(text.strip())]
    return titled[0] if len(titled) == 1 else None


def _tidy(text: str) -> str:
    if len(text) > MAX_CHARS:
        raise LessonError("too_long")
    return " ".join(clean(text).split()).strip(" \"“”'.,;:?!")


def _refuse_personal(*texts: str) -> None:
    if any(mask(text).kinds for text in texts):
        raise LessonError("personal")


def _refuse_what_comes_first(lesson: Lesson) -> None:
    """Raise for words that are answered before any lesson is read: cries for help, small talk."""
    for text in (lesson.wording, lesson.meaning):
        if recognise_emergency(text):
            raise LessonError("emergency", words=text)
    if lesson.kind in _WITH_TARGET and recognise_talk(lesson.wording):
        raise LessonError("small_talk", words=lesson.wording)


def _pin(base: KnowledgeBase, lesson: Lesson) -> Lesson:
    wording = drop_courtesies(lesson.wording)
    if any(not number.is_bare or base.numbered(number) for number in asked_numbers(wording)):
        raise LessonError("number")
    section = base.section(lesson.target)
    if section is None:
        raise LessonError("no_section")
    return replace(lesson, wording=wording, meaning="", digest=section.digest)


def _alias(base: KnowledgeBase, lesson: Lesson) -> Lesson:
    if asked_numbers(lesson.wording):
        raise LessonError("number")
    found = base.announcement(lesson.target) if lesson.target else find_announcement(base, lesson.meaning)
    if found:
        return replace(lesson, meaning=found.number or found.title, target=found.id)
    names = {fold(name): name for unit in base.units() for name in names_of(unit)}
    if fold(lesson.meaning) in names:
        return replace(lesson, meaning=names[fold(lesson.meaning)], target="")
    if lesson.target or not find_places(lesson.meaning, known=names.values()):
        raise LessonError("unknown_name", name=lesson.meaning)
    return lesson


def _refuse_twice(lesson: Lesson, held: Iterable[Lesson]) -> None:
    own = folded_phrase(lesson.wording)
    for other in held:
        pairs = {folded_phrase(other.wording), folded_phrase(other.meaning)}
        if other.kind is lesson.kind is LessonKind.SYNONYM and pairs == {own, folded_phrase(lesson.meaning)}:
            raise LessonError("twice", number=other.id)
        if other.kind is lesson.kind is not LessonKind.SYNONYM and folded_phrase(other.wording) == own:
            raise LessonError("twice", number=other.id)
