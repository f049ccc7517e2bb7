"""Other names: a question that calls something by a taught name is read as if its proper name stood there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.teaching import Lesson, folded_phrase
from knowledge.vietnamese import canonical, fold

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Named:
    """A question with proper names in place of taught ones, and the lessons that did it."""

    question: str
    lessons: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """Taught names by their first word, the longest first: (folded words, proper name, lesson)."""

    by_first_word: dict[str, list[tuple[tuple[str, ...], str, int]]] = field(default_factory=dict)

    def spell_out(self, question: str) -> Named:
        """Return the question with every taught name replaced, compared without marks. Linear in its words."""
        if not self.by_first_word:
            return Named(question)
        text = unicodedata.normalize("NFC", question)
        found = list(_WORD.finditer(text))
        words = [fold(canonical(match.group())) for match in found]
        parts, lessons, end, at = [], [], 0, 0
        while at < len(words):
            name = next((n for n in self.by_first_word.get(words[at], ()) if _stands(n[0], words, at)), None)
            if name is None:
                at += 1
                continue
            parts += [text[end : found[at].start()], name[1]]
            lessons.append(name[2])
            at += len(name[0])
            end = found[at - 1].end()
        return Named("".join([*parts, text[end:]]), tuple(dict.fromkeys(lessons))) if lessons else Named(question)


def make_names(proper: Iterable[tuple[Lesson, str]]) -> Names:
    """Return the names of lessons given with the proper name of each."""
    by_first: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for lesson, name in proper:
        words = folded_phrase(lesson.wording)
        by_first.setdefault(words[0], []).append((words, name, lesson.id))
    for names in by_first.values():
        names.sort(key=lambda name: (-len(name[0]), name[2]))
    return Names(by_first)


def _stands(name: tuple[str, ...], words: list[str], at: int) -> bool:
    return tuple(words[at : at + len(name)]) == name
