"""The terms of a decoded question: plain words and neighbours, weighed by how rare they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.decoding import DecodedQuestion
from knowledge.postings import PAIR_BASE, Ints, Keys
from knowledge.segments import Snapshot, inverse_frequencies
from knowledge.words import BREAK, plain_form

LEAST_SHARE = 0.02
MEANT = 0.1


@dataclass(frozen=True, slots=True)
class WeightedTerms:
    """What to look for. Each weight is chance meant x share of topic x inverse document frequency.

    `words` are plain numbers, `pairs` keys of plain neighbours, `pair_spans` where each segment has them (first row and
    number of rows), `skips` keys of plain words with one word
    between, `meant` the words that may be meant in their accents. `mass` is the weight of a section that holds every
    word meant, words that no section has included; `unknown` is their part of it in [0, 1].
    """

    words: Keys
    word_weights: NDArray[np.float64]
    pairs: Keys
    pair_weights: NDArray[np.float64]
    pair_spans: Sequence[tuple[Ints, Ints]]
    skips: Keys
    skip_weights: NDArray[np.float64]
    meant: Ints
    mass: float
    unknown: float


def weigh_terms(question: DecodedQuestion, snapshot: Snapshot) -> WeightedTerms:
    """Return the weighted terms of `question`; words that only ask keep what the lexicon leaves them."""
    words, pairs = _collect(question, snapshot)
    topic = {w: s * _topic_share(w, snapshot) for w, s in words.items()}
    word_keys, topic_shares = _as_arrays(topic)
    pair_keys, pair_shares = _as_arrays(pairs)
    spans = [segment.pairs.find(pair_keys) for segment in snapshot.segments]
    held = np.zeros(len(pair_keys))
    for _, rows in spans:
        held += rows
    meant = _likeliest(question, snapshot)
    likeliest, idf = meant.tolist(), snapshot.idf[meant].tolist()
    mass, unknown = _mass(likeliest, idf, topic, snapshot)
    return WeightedTerms(
        word_keys,
        topic_shares * snapshot.idf[word_keys],
        pair_keys,
        pair_shares * inverse_frequencies(snapshot.size, held),
        spans,
        *_as_arrays(_skips(likeliest, idf)),
        _meant(question, snapshot),
        mass,
        unknown / mass if mass else 0.0,
    )


def weigh_word(plain: str, snapshot: Snapshot) -> float:
    """Return share of topic x inverse document frequency of a plain word, of one that no section has the greatest."""
    number = snapshot.language.vocabulary.plain_numbers.get(plain, len(snapshot.idf))
    rarity = float(snapshot.idf[number]) if number < len(snapshot.idf) else snapshot.held_idf
    return snapshot.lexicon.question_weights.get(plain, 1.0) * rarity


def _collect(question: DecodedQuestion, snapshot: Snapshot) -> tuple[dict[int, float], dict[int, float]]:
    words: dict[int, float] = {}
    pairs: dict[int, float] = {}
    rows, columns, plain = _likely(question, snapshot)
    shares: dict[tuple[int, int], float] = {}
    for row, number, share in zip(rows.tolist(), plain.tolist(), question.shares[rows, columns].tolist(), strict=True):
        together = shares[row, number] = shares.get((row, number), 0.0) + share
        words[number] = max(words.get(number, 0.0), together)
    for key, share in _shared_pairs(question, snapshot.plain_of):
        pairs[key] = min(1.0, pairs.get(key, 0.0) + share)
    for phrase, share in question.extras:
        _add_phrase([_plain_number(w, snapshot) for w in phrase], share, words, pairs)
    return words, pairs


def _plain_number(word: str, snapshot: Snapshot) -> int:
    """Return the plain number of `word`, BREAK for one that came after the snapshot or never."""
    number = snapshot.language.vocabulary.plain_numbers.get(plain_form(word), BREAK)
    return number if number < len(snapshot.idf) else BREAK


def _likely(question: DecodedQuestion, snapshot: Snapshot) -> tuple[NDArray[np.int64], NDArray[np.int64], Ints]:
    """Return word, candidate and plain number of the candidates that are known and not too unlikely."""
    known = (question.numbers > BREAK) & (question.numbers < len(snapshot.plain_of))
    rows, columns = np.nonzero(known & (question.shares > LEAST_SHARE))
    return rows, columns, snapshot.plain_of[question.numbers[rows, columns]]


def _topic_share(plain: int, snapshot: Snapshot) -> float:
    return snapshot.lexicon.question_weights.get(snapshot.language.vocabulary.plain_words[plain], 1.0)


def _shared_pairs(question: DecodedQuestion, plain_of: Ints) -> Iterator[tuple[int, float]]:
    word, left, right = np.nonzero(question.links > LEAST_SHARE)
    first, second = question.numbers[word, left], question.numbers[word + 1, right]
    known = (first > BREAK) & (second > BREAK) & (first < len(plain_of)) & (second < len(plain_of))
    keys = plain_of[first[known]].astype(np.int64) * PAIR_BASE + plain_of[second[known]]
    return zip(keys.tolist(), question.links[word, left, right][known].tolist(), strict=True)


def _add_phrase(numbers: Sequence[int], share: float, words: dict[int, float], pairs: dict[int, float]) -> None:
    for number in numbers:
        if number != BREAK:
            words[number] = max(words.get(number, 0.0), share)
    for left, right in pairwise(numbers):
        if BREAK not in (left, right):
            key = left * PAIR_BASE + right
            pairs[key] = max(pairs.get(key, 0.0), share)


def _meant(question: DecodedQuestion, snapshot: Snapshot) -> Ints:
    vocabulary = snapshot.language.vocabulary
    extras = [vocabulary.get(word, BREAK) for phrase, _ in question.extras for word in phrase]
    return np.concatenate((question.numbers[question.shares > MEANT], np.array(extras, np.int32)))


def _likeliest(question: DecodedQuestion, snapshot: Snapshot) -> NDArray[np.int64]:
    """Return the plain number of the likeliest candidate of each word, BREAK for a sentence end, -1 if unknown."""
    best = np.array(question.likeliest, np.int64)
    known = (best >= BREAK) & (best < len(snapshot.plain_of))
    return np.where(known, snapshot.plain_of[np.where(known, best, 0)], -1)


def _skips(likeliest: Sequence[int], idf: Sequence[float]) -> dict[int, float]:
    """Return the neighbours but one on the likeliest reading."""
    return {
        left * PAIR_BASE + right: idf[i] + idf[i + 2]
        for i, (left, right) in enumerate(zip(likeliest, likeliest[2:], strict=False))
        if left > BREAK and right > BREAK
    }


def _mass(
    likeliest: Sequence[int], idf: Sequence[float], topic: Mapping[int, float], snapshot: Snapshot
) -> tuple[float, float]:
    """Return the weight of all words meant, and of those among them that no section has."""
    known = {
        plain: (topic.get(plain, 0.0) * rarity, rarity)
        for plain, rarity in zip(likeliest, idf, strict=True)
        if plain > BREAK
    }
    unknown = likeliest.count(-1) * math.log1p(2 * snapshot.size)
    held = snapshot.held_idf
    absent = sum(weight for weight, rarity in known.values() if rarity >= held)
    return sum(weight for weight, _ in known.values()) + unknown, unknown + absent


def _as_arrays(weights: Mapping[int, float]) -> tuple[Keys, NDArray[np.float64]]:
    return (
        np.fromiter(weights, np.int64, len(weights)),
        np.fromiter(weights.values(), np.float64, len(weights)),
    )
