"""What the corpus teaches about its language: counts of words and neighbours, smoothed chances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import Neighbourhood
from knowledge.postings import PAIR_BASE, Counts, Ints
from knowledge.words import Vocabulary

UNKNOWN = -1
_STRENGTH = 4.0  # occurrences that the single-word chances weigh against the counted neighbours
_NEW_PAIRS = 0.2  # share of pairs in a question that no announcement has, however common their words
_LEGAL_SYLLABLES = 6000  # accented syllables in use, over which unseen words share their chance


@dataclass(frozen=True, slots=True)
class Language:
    """A snapshot of corpus counts. `counts` holds the occurrences of each word of the vocabulary by its number.

    `memory` keeps what was worked out for a typed word or a plain number, as long as the snapshot lives.
    """

    vocabulary: Vocabulary
    neighbourhood: Neighbourhood
    counts: Ints
    neighbours: Sequence[Counts]
    total: int
    unseen_chance: float
    memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def count(self, word: int) -> int:
        """Return the occurrences of the word with this number, 0 for one that came later."""
        return int(self.counts[word]) if 0 <= word < len(self.counts) else 0

    def forms(self, plain: int) -> list[tuple[int, float]]:
        """Return the words of a plain number that occur, commonest first, ties by number, with their surprise.

        Surprise is the negative log chance (natural) of the word alone.
        """
        found: list[tuple[int, float]] | None = self.memory.get(plain)
        if found is None:
            numbers = [n for n in self.vocabulary.accented_of[plain] if self.count(n)]
            numbers.sort(key=lambda n: (-self.count(n), n))
            found = self.memory[plain] = [(n, -math.log(self.chance(n))) for n in numbers]
        return found

    def chance(self, word: int) -> float:
        """Return the chance of the word alone; of some one unseen word for an unknown number."""
        seen = self.count(word)
        return seen / (self.total + 1) if seen else self.unseen_chance

    def has_phrase(self, phrase: tuple[str, ...]) -> bool:
        """Return whether the announcements have every word of `phrase` (canonical) beside its neighbour."""
        known: bool | None = self.memory.get(phrase)
        if known is None:
            numbers = np.array([self.vocabulary.get(word, UNKNOWN) for word in phrase], np.int64)
            keys = numbers[:-1] * PAIR_BASE + numbers[1:]
            held = sum((counts.of(keys) for counts in self.neighbours), np.zeros(len(keys), np.int32))
            known = self.memory[phrase] = bool(np.all(held > 0)) and min(map(self.count, numbers.tolist())) > 0
        return known

    def follow(self, left: Ints, right: Ints, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the chance that each right word, alone of the given chance, follows its left word (shapes broadcast).

        Source: linear interpolation with the single-word chances (Jelinek and Mercer), its share falling to
        _NEW_PAIRS as the left word grows common.
        """
        known = np.where((left > 0) & (left < len(self.counts)), left, 0)
        before = self.counts[known]
        keys = known.astype(np.int64) * PAIR_BASE + right
        counted = np.flatnonzero((known > 0) & (right > 0))
        together = np.zeros(keys.shape)
        for counts in self.neighbours:
            together.ravel()[counted] += counts.of(keys.ravel()[counted])
        mixed: NDArray[np.float64] = (1 - _NEW_PAIRS) * together + (_STRENGTH + _NEW_PAIRS * before) * chances
        mixed /= before + _STRENGTH
        return mixed


def learn_language(
    vocabulary: Vocabulary,
    neighbourhood: Neighbourhood,
    counts: Ints,
    neighbours: Sequence[Counts],
    *,
    familiar: Sequence[tuple[int, float]],
) -> Language:
    """Return the language model of these counts; unseen words share the chance of the words seen once (Good-Turing).

    `familiar` gives words with the least chance that they have, whatever the corpus says.
    """
    total = int(counts.sum())
    once = int((counts == 1).sum())
    unseen = (once + 1) / (total + 1) / _LEGAL_SYLLABLES
    known = counts.copy()
    for number, chance in familiar:
        known[number] = max(int(known[number]), 1 + int(total * chance))
    return Language(vocabulary, neighbourhood, known, tuple(neighbours), total, min(unseen, math.exp(-7)))
