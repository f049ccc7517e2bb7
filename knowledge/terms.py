"""The terms of a decoded question: plain words and plain neighbours with the chance that they are meant."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.decoding import DecodedQuestion, DecodedWord
from knowledge.postings import PAIR_BASE, Ints
from knowledge.words import BREAK, Vocabulary, plain_form

LEAST_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Terms:
    """Plain numbers of words, and keys of neighbours, with weights in (0, 1]."""

    words: Mapping[int, float]
    pairs: Mapping[int, float]


def collect_terms(
    question: DecodedQuestion, plain_of: Ints, vocabulary: Vocabulary, question_weights: Mapping[str, float]
) -> Terms:
    """Return the terms of `question`; words that only ask weigh what `question_weights` leaves them."""
    words: dict[int, float] = {}
    pairs: dict[int, float] = {}
    for word in question.words:
        for plain, share in _plain_shares(word, plain_of).items():
            words[plain] = max(words.get(plain, 0.0), share)
    for key, share in _shared_pairs(question, plain_of):
        pairs[key] = min(1.0, pairs.get(key, 0.0) + share)
    for phrase, share in question.extras:
        numbers = [vocabulary.plain_numbers.get(plain_form(w), BREAK) for w in phrase]
        _add_phrase(numbers, share, words, pairs)
    asked = {w: s * question_weights.get(vocabulary.plain_words[w], 1.0) for w, s in words.items()}
    return Terms(asked, pairs)


def _plain_shares(word: DecodedWord, plain_of: Ints) -> dict[int, float]:
    shares: dict[int, float] = {}
    for number, share in zip(word.numbers.tolist(), word.shares.tolist(), strict=True):
        if BREAK < number < len(plain_of) and share > LEAST_SHARE:
            plain = int(plain_of[number])
            shares[plain] = shares.get(plain, 0.0) + share
    return shares


def _shared_pairs(question: DecodedQuestion, plain_of: Ints) -> Iterator[tuple[int, float]]:
    for left, right, joint in zip(question.words, question.words[1:], question.links, strict=False):
        if joint is None:
            continue
        for i, row in zip(left.numbers.tolist(), joint.tolist(), strict=True):
            for j, share in zip(right.numbers.tolist(), row, strict=True):
                if share > LEAST_SHARE and BREAK < i < len(plain_of) and BREAK < j < len(plain_of):
                    yield int(plain_of[i]) * PAIR_BASE + int(plain_of[j]), share


def _add_phrase(numbers: Sequence[int], share: float, words: dict[int, float], pairs: dict[int, float]) -> None:
    for number in numbers:
        if number != BREAK:
            words[number] = max(words.get(number, 0.0), share)
    for left, right in itertools.pairwise(numbers):
        if BREAK not in (left, right):
            key = left * PAIR_BASE + right
            pairs[key] = max(pairs.get(key, 0.0), share)
