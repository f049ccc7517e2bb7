"""What a subscriber can choose, and what typed words choose of it, however they are spelled."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.announcement import Hint
from knowledge.base import KnowledgeBase, slug
from knowledge.vietnamese import clean, fold

MAX_TYPED_CHARS = 300
MAX_PARTS = 20
MAX_OFFERED = 6
_MAX_WORDS = 16  # of two names side by side
_SURE = 85.0  # of rapidfuzz's 100: one slip of the fingers in a short name
_CLEARLY = 8.0  # so much the best must lead by
_LIKELY, _PERHAPS = 75.0, 62.0
_PARTED = re.compile(r"[,;|\n]+|\s(?:và|va|and)\s", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
# People write the sort of an area in many ways; the longest first.
_SORTS = (
    (("to", "dan", "pho", "so"), ("to",)),
    (("to", "dan", "pho"), ("to",)),
    (("khu", "dan", "cu", "so"), ("khu",)),
    (("khu", "dan", "cu"), ("khu",)),
    (("khu", "pho"), ("khu",)),
    (("khu", "tap", "the"), ("khu",)),
    (("to", "so"), ("to",)),
    (("tdp", "so"), ("to",)),
    (("tdp",), ("to",)),
    (("kdc",), ("khu",)),
    (("ktt",), ("khu",)),
    (("kp",), ("khu",)),
    (("phuong",), ()),
    (("thi", "tran"), ()),
    (("xa",), ()),
    (("p",), ()),
)
_EVERYTHING = frozenset({"tat ca", "moi thu", "moi tin", "moi muc", "het", "all", "everything"})


class Kind(StrEnum):
    """What a choice narrows."""

    TOPIC = "topic"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Choice:
    """One topic or area; `slug` is how it is stored."""

    kind: Kind
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that were not understood, and what they may mean, the likeliest first."""

    words: str
    offered: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What typed words ask for. `is_everything` when they say so in as many words."""

    topics: tuple[Choice, ...] = ()
    area: Choice | None = None
    doubts: tuple[Doubt, ...] = ()
    is_everything: bool = False


@dataclass(slots=True)
class _Gathered:
    chosen: list[Choice] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    is_everything: bool = False


class Choices:
    """The topics and areas of this moment: categories in use, the unit's areas and its former names."""

    def __init__(self, base: KnowledgeBase, unit_id: str) -> None:
        self._base = base
        self._unit_id = unit_id

    def topics(self) -> tuple[Choice, ...]:
        """Return the topics, the fullest first."""
        return tuple(Choice(Kind.TOPIC, each.slug, each.name) for each in self._base.categories() if each.slug)

    def areas(self) -> tuple[Choice, ...]:
        """Return the areas in the unit's own order, then its former names; of two with one slug the first."""
        unit = self._base.unit(self._unit_id)
        names = (*unit.areas, *(former.name for former in unit.former_names)) if unit else ()
        found: dict[str, Choice] = {}
        for name in names:
            if key := slug(name):
                found.setdefault(key, Choice(Kind.AREA, key, name))
        return tuple(found.values())

    def find(self, kind: Kind, key: str) -> Choice | None:
        """Return the choice of that slug."""
        there = self.topics() if kind is Kind.TOPIC else self.areas()
        return next((each for each in there if each.slug == key), None)

    def name(self, kind: Kind, key: str) -> str:
        """Return what a stored slug is called, its own words where it is no choice any more."""
        found = self.find(kind, key)
        return found.name if found else key.replace("-", " ")

    def read(self, typed: str) -> Wish:
        """Return what typed words ask for; what is not clear becomes a doubt with what is near.

        Parts are separated by commas, semicolons or “và”. Of several areas the first counts.
        """
        there = (*self.topics(), *self.areas())
        gathered = _Gathered()
        parts = [part.strip() for part in _PARTED.split(f" {clean(typed[:MAX_TYPED_CHARS])} ") if part.strip()]
        for part in parts[:MAX_PARTS]:
            self._take(part, there, gathered)
        topics = dict.fromkeys(each for each in gathered.chosen if each.kind is Kind.TOPIC)
        areas = list(dict.fromkeys(each for each in gathered.chosen if each.kind is Kind.AREA))
        if len(areas) > 1:
            gathered.doubts.append(Doubt(areas[1].name, tuple(areas[1 : 1 + MAX_OFFERED])))
        return Wish(tuple(topics), areas[0] if areas else None, tuple(gathered.doubts), gathered.is_everything)

    def _take(self, part: str, there: tuple[Choice, ...], gathered: _Gathered) -> None:
        words = _WORDS.findall(fold(part))
        if not words:
            return
        if " ".join(words) in _EVERYTHING:
            gathered.is_everything = True
        elif found := _sure(words, there):
            gathered.chosen.append(found)
        elif both := _two(words, there):
            gathered.chosen += both
        else:
            gathered.doubts.append(Doubt(part, self._near(part, words, there)))

    def _near(self, part: str, words: list[str], there: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Return what is spelled alike, the topics of the announcements that the words lead to, what is less alike."""
        typed = _letters(_key(words))
        scored = [(fuzz.token_set_ratio(typed, _letters(_key_of(each))), each) for each in there]
        alike = sorted((pair for pair in scored if pair[0] >= _PERHAPS), key=lambda pair: -pair[0])
        likely = [each for score, each in alike if score >= _LIKELY]
        return tuple(dict.fromkeys((*likely, *self._meant(part), *(each for _, each in alike))))[:MAX_OFFERED]

    def _meant(self, part: str) -> list[Choice]:
        """Return the topics under which announcements with these words stand, the most frequent first."""
        result = self._base.search(part, limit=10)
        matches = result.matches if result.hint is not Hint.NOT_FOUND else ()
        found = (self._base.announcement(match.announcement_id) for match in matches)
        counted = Counter(slug(each.category) for each in found if each and each.category)
        return [choice for key, _ in counted.most_common() if (choice := self.find(Kind.TOPIC, key))]


def _sure(words: list[str], there: Iterable[Choice]) -> Choice | None:
    """Return the one choice that the words surely name: equal, or nearly so and nearer than any other."""
    typed, digits = _key(words), _digits(words)
    scored = sorted(
        (
            (fuzz.ratio(typed, key), each)
            for each in there
            if _digits((key := _key_of(each)).split()) == digits and (len(typed) > 3 or typed == key)
        ),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] < _SURE:
        return None
    leads = len(scored) == 1 or scored[0][0] == 100 or scored[0][0] - scored[1][0] >= _CLEARLY
    return scored[0][1] if leads else None


def _two(words: list[str], there: tuple[Choice, ...]) -> list[Choice]:
    """Return two choices that stand side by side without a comma, empty where that is not sure."""
    for cut in range(1, len(words) if len(words) <= _MAX_WORDS else 0):
        first, second = _sure(words[:cut], there), _sure(words[cut:], there)
        if first and second and first != second:
            return [first, second]
    return []


@lru_cache(maxsize=4096)
def _key_of(choice: Choice) -> str:
    return _key(_WORDS.findall(fold(choice.name)))


def _key(words: list[str]) -> str:
    """Return folded words for comparing: one word for each sort of area, numbers without leading zeros."""
    for long, short in _SORTS:
        if tuple(words[: len(long)]) == long and len(words) > len(long):
            words = [*short, *words[len(long) :]]
            break
    return " ".join(str(int(word)) if word.isascii() and word.isdecimal() and len(word) < 9 else word for word in words)


def _letters(key: str) -> str:
    return " ".join(word for word in key.split() if not word.isdecimal())


def _digits(words: Iterable[str]) -> list[str]:
    return [str(int(found)) for word in words for found in re.findall(r"[0-9]{1,9}", word)]
