"""Pins: questions for which an official chose the section, found again however they are spelled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.announcement import Pin
from knowledge.teaching import Lesson
from knowledge.words import plain_form

ALIKE = 0.75  # least share of the weight of both questions' words that they have in common


@dataclass(frozen=True, slots=True)
class Pins:
    """Pinned lessons with the plain words that each question means, and the lessons that hold each word."""

    lessons: tuple[tuple[Lesson, frozenset[str]], ...] = ()
    by_word: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def make_pins(pinned: Iterable[tuple[Lesson, frozenset[str]]]) -> Pins:
    """Return the pins of lessons given with their words."""
    lessons = tuple(pinned)
    by_word: dict[str, tuple[int, ...]] = {}
    for number, (_, words) in enumerate(lessons):
        for word in words:
            by_word[word] = (*by_word.get(word, ()), number)
    return Pins(lessons, by_word)


def words_of(folded: Iterable[str]) -> frozenset[str]:
    """Return the plain words of a decoded question, sentence ends left out."""
    return frozenset(plain_form(word) for word in folded if word[0].isalnum())


def find_pin(pins: Pins, folded: Iterable[str], weigh: Callable[[str], float]) -> Pin | None:
    """Return the pin of the question likest to one of decoded words, None where none is alike.

    Of two that are as alike the later of the lessons counts.
    Two questions are alike where the words of both weigh at most 1 / ALIKE of the words that they share, and all their
    numbers are the same. `weigh` gives the weight of a plain word, at least 0: rare words weigh more, words that only
    ask hardly anything. Cost: linear in the pins that share one of the question's heaviest words.
    """
    if not pins.lessons:
        return None
    words = words_of(folded)
    weights = {word: weigh(word) for word in words}
    whole, numbers = sum(weights.values()), _numbers(words)
    best: Pin | None = None
    for number in sorted(_candidates(pins, weights, whole)):
        lesson, own = pins.lessons[number]
        shared = sum(weights[word] for word in own & words)
        if shared < ALIKE * whole:
            continue
        both = whole + sum(weigh(word) for word in own - words)
        likeness = shared / both if both else 0.0
        if likeness >= ALIKE and _numbers(own) == numbers and (best is None or likeness >= best.likeness):
            best = Pin(lesson.id, lesson.target, round(likeness, 3))
    return best


def _candidates(pins: Pins, weights: Mapping[str, float], whole: float) -> set[int]:
    """Return the pins that share one of the heaviest words: without all of these no question can be alike."""
    found: set[int] = set()
    left = whole
    for word in sorted(weights, key=lambda w: (-weights[w], w)):
        if left < ALIKE * whole:
            break
        found.update(pins.by_word.get(word, ()))
        left -= weights[word]
    return found


def _numbers(words: Collection[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(char.isdigit() for char in word))
