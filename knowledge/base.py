"""The published announcements in memory, with their index: what every face asks."""

from __future__ import annotations

import copy
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from knowledge.announcement import Announcement, SearchResult, Section, Unit
from knowledge.index import SearchIndex
from knowledge.names import Named, Names, make_names
from knowledge.numbers import AskedNumber, is_asked
from knowledge.teaching import Lesson, LessonKind
from knowledge.vetting import Fault
from knowledge.vietnamese import fold

MAX_SLUG = 40


@dataclass(frozen=True, slots=True)
class Category:
    """A heading under which announcements are browsed; `slug` is ASCII, at most MAX_SLUG characters."""

    slug: str
    name: str
    count: int


class KnowledgeBase:
    """Announcements by id and the index over their sections.

    Reads never wait for changes: a change swaps whole dictionaries, and changes take turns.
    """

    def __init__(self, index: SearchIndex, units: Iterable[Unit] = ()) -> None:
        self._lock = threading.RLock()
        self._index = index
        self._announcements: Mapping[str, Announcement] = {}
        self._sections: Mapping[str, Section] = {}
        self._units: Mapping[str, Unit] = {unit.id: unit for unit in units}
        self._lessons: tuple[Lesson, ...] = ()
        self._names = Names()

    def put_units(self, units: Iterable[Unit]) -> None:
        """Add or replace units."""
        self._units = {**self._units, **{unit.id: unit for unit in units}}

    def change(self, put: Iterable[Announcement] = (), removed: Iterable[str] = ()) -> None:
        """Add or replace announcements and take others out; only those that people may read are kept."""
        put = tuple(put)
        with self._lock:
            self._change(put, frozenset((*removed, *(a.id for a in put))))

    def teach(self, lessons: Iterable[Lesson]) -> None:
        """Answer with these lessons, and no others, from now on; those without their section or announcement rest."""
        with self._lock:
            self._lessons = tuple(lessons)
            alive = [lesson for lesson in self._lessons if self.is_alive(lesson)]
            aliases = ((lesson, self._proper_name(lesson)) for lesson in alive if lesson.kind is LessonKind.ALIAS)
            self._names = make_names(aliases)
            self._index.teach(alive)

    def taught(self, lessons: Iterable[Lesson]) -> KnowledgeBase:
        """Return what is published now, answering with these lessons instead; it takes over no change."""
        with self._lock:
            other = copy.copy(self)
            other._index = self._index.copy()
            other.teach(lessons)
        return other

    def is_alive(self, lesson: Lesson) -> bool:
        """Return whether what the lesson leads to is still there: the announcement, the pinned section unchanged."""
        if lesson.kind is LessonKind.PIN:
            section = self._sections.get(lesson.target)
            return section is not None and section.digest == lesson.digest
        return lesson.kind is not LessonKind.ALIAS or not lesson.target or lesson.target in self._announcements

    def find_fault(self, lesson: Lesson) -> Fault | None:
        """Return why the words of a lesson would do harm, or nothing; None for a fit one."""
        return self._index.find_fault(lesson)

    def spell_names(self, question: str) -> Named:
        """Return the question with proper names in place of taught ones."""
        return self._names.spell_out(question)

    def __len__(self) -> int:
        return len(self._announcements)

    def search(self, question: str, *, limit: int = 10) -> SearchResult:
        """Return the sections that answer `question`, best first."""
        return self._index.search(question, limit=limit)

    def announcement(self, announcement_id: str) -> Announcement | None:
        """Return the published announcement of that id."""
        return self._announcements.get(announcement_id)

    def section(self, section_id: str) -> Section | None:
        """Return the section of that id."""
        return self._sections.get(section_id)

    def unit(self, unit_id: str | None) -> Unit | None:
        """Return the unit of that id."""
        return self._units.get(unit_id or "")

    def units(self) -> tuple[Unit, ...]:
        """Return every known unit."""
        return tuple(self._units.values())

    def numbered(self, asked: AskedNumber) -> tuple[Announcement, ...]:
        """Return the announcements whose own number is the asked one, newest first."""
        found = (a for a in self._announcements.values() if a.number and is_asked(a.number, asked))
        return tuple(sorted(found, key=_age))

    def newest(self, *, limit: int, offset: int = 0) -> tuple[Announcement, ...]:
        """Return `limit` announcements after the `offset` newest, newest first, ties by id."""
        return tuple(sorted(self._announcements.values(), key=_age)[offset : offset + limit])

    def categories(self) -> tuple[Category, ...]:
        """Return the categories in use, the fullest first, ties by name."""
        counts = Counter(a.category for a in self._announcements.values() if a.category)
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return tuple(Category(slug(name), name, count) for name, count in ordered)

    def topic_of(self, *announcement_ids: str) -> str:
        """Return the slug of the first announcement's category, "" where there is none."""
        first = self.announcement(announcement_ids[0]) if announcement_ids else None
        return slug(first.category) if first and first.category else ""

    def in_category(self, category_slug: str, *, limit: int, offset: int = 0) -> tuple[Announcement, ...]:
        """Return `limit` of a category's announcements after its `offset` newest, newest first."""
        found = (a for a in self._announcements.values() if a.category and slug(a.category) == category_slug)
        return tuple(sorted(found, key=_age)[offset : offset + limit])

    def _change(self, put: tuple[Announcement, ...], gone: frozenset[str]) -> None:
        kept = [a for a in put if a.status.is_shown]
        announcements = {k: v for k, v in self._announcements.items() if k not in gone}
        sections = {k: v for k, v in self._sections.items() if v.announcement_id not in gone}
        announcements |= {a.id: a for a in kept}
        sections |= {s.id: s for a in kept for s in a.sections}
        self._announcements, self._sections = announcements, sections
        for announcement_id in gone - {a.id for a in kept}:
            self._index.remove(announcement_id)
        self._index.put_many(kept)
        if self._lessons:
            self.teach(self._lessons)  # a pin may have lost its section, an alias its announcement

    def _proper_name(self, lesson: Lesson) -> str:
        announcement = self._announcements.get(lesson.target)
        return (announcement.number or announcement.title) if announcement else lesson.meaning


def slug(name: str) -> str:
    """Return `name` as ASCII words joined by hyphens, at most MAX_SLUG characters."""
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name)).split()
    return "-".join(words)[:MAX_SLUG].rstrip("-")


def shown_on(announcement: Announcement) -> date:
    """Return the day that orders announcements: published, else issued, else the first of all days."""
    if announcement.published_at:
        return announcement.published_at.date()
    return announcement.issued_on or date.min


def _age(announcement: Announcement) -> tuple[float, str]:
    moment = announcement.published_at or datetime.combine(announcement.issued_on or date(1900, 1, 1), time(), UTC)
    return -moment.timestamp(), announcement.id
