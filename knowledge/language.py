"""What the corpus teaches about its language: counts of words and neighbours, smoothed chances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import Neighbourhood
from knowledge.postings import PAIR_BASE, Counts, Ints
from knowledge.words import Vocabulary

_STRENGTH = 4.0  # occurrences that the single-word chances weigh against the counted neighbours
_EVERYDAY_CHANCE = 2e-5
_LEGAL_SYLLABLES = 6000  # accented syllables in use, over which unseen words share their chance


@dataclass(frozen=True, slots=True)
class Language:
    """A snapshot of corpus counts. `counts` holds the occurrences of each word of the vocabulary by its number."""

    vocabulary: Vocabulary
    neighbourhood: Neighbourhood
    counts: Ints
    neighbours: Sequence[Counts]
    total: int
    unseen_chance: float

    def count(self, word: int) -> int:
        """Return the occurrences of the word with this number, 0 for one that came later."""
        return int(self.counts[word]) if 0 <= word < len(self.counts) else 0

    def pair_counts(self, left: Ints, right: Ints) -> NDArray[np.float64]:
        """Return how often each right word follows its left word."""
        keys = left.astype(np.int64) * PAIR_BASE + right
        found = np.zeros(len(keys))
        for counts in self.neighbours:
            found += counts.of(keys)
        return found

    def chance(self, word: int) -> float:
        """Return the chance of the word alone; of some one unseen word for an unknown number."""
        seen = self.count(word)
        return seen / (self.total + 1) if seen else self.unseen_chance

    def log_follow(self, left: Ints, right: Ints, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the log chance that each right word, alone of the given chance, follows its left word."""
        before = np.where(left >= 0, self.counts[np.clip(left, 0, len(self.counts) - 1)], 0)
        known = (left >= 0) & (right >= 0)
        together = np.where(known, self.pair_counts(np.maximum(left, 0), np.maximum(right, 0)), 0.0)
        smoothed: NDArray[np.float64] = np.log((together + _STRENGTH * chances) / (before + _STRENGTH))
        return smoothed


def learn_language(
    vocabulary: Vocabulary, neighbourhood: Neighbourhood, counts: Ints, neighbours: Sequence[Counts], *, everyday: Ints
) -> Language:
    """Return the language model of these counts; unseen words share the chance of the words seen once (Good-Turing).

    Everyday words (numbers) count as seen some times more than they are.
    """
    total = int(counts.sum())
    once = int((counts == 1).sum())
    unseen = (once + 1) / (total + 1) / _LEGAL_SYLLABLES
    known = counts.copy()
    known[everyday] += 1 + int(total * _EVERYDAY_CHANCE)
    return Language(vocabulary, neighbourhood, known, tuple(neighbours), total, min(unseen, math.exp(-7)))
