"""What a question means word by word: candidates for each typed word, weighed by the language of the corpus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.candidates import MAX_CANDIDATES, Candidates, find_candidates, spell_out
from knowledge.keyboard import squeeze
from knowledge.language import UNKNOWN, Language
from knowledge.lexicon import Lexicon
from knowledge.vietnamese import canonical, is_syllable
from knowledge.words import BREAK, cut_words, fold_word, plain_form

MAX_WORDS = 96
_SYNONYM_SHARE = 0.5
_LATER_READING = 0.7  # cost of each reading that the lexicon lists before
_CAREFUL = 1.5  # added cost of a slip in a question that has no garbled word
_RARELY_GARBLED = 0.1
_SCALED_EVERY = 8  # words after which the chances are scaled up, lest they vanish

Floats = NDArray[np.float64]
Reading = tuple[tuple[str, ...], float]


@dataclass(frozen=True, slots=True)
class DecodedQuestion:
    """The words of a question, a row of candidates each.

    `places[i]` is the place among the typed words (and sentence ends) that word i comes from; `numbers[i]` the corpus
    words that word i may be (UNKNOWN: none of them) and `shares[i]` their chances, 0 where a row is padded; `links[i]`
    the joint chances of the candidates of words i and i + 1, `likeliest[i]` the number of the best candidate. `extras`
    are other readings and residents' words in the papers' terms, with their shares; `folded` is what each word most
    likely means, without marks. `has_marks` tells whether the person types marks.
    """

    places: Sequence[int]
    numbers: NDArray[np.int32]
    shares: Floats
    links: Floats
    likeliest: Sequence[int]
    extras: Sequence[Reading]
    folded: Sequence[str]
    has_marks: bool


@dataclass(frozen=True, slots=True)
class _Spelled:
    """A word, its place among the typed ones, and whether the lexicon read it out of a short form."""

    text: str
    place: int
    is_read: bool


def decode_question(question: str, language: Language, lexicon: Lexicon) -> DecodedQuestion:
    """Return the question decoded: short forms read, slips and lost marks weighed by what the corpus says.

    At most MAX_WORDS words count. Cost: linear in the words of the question.
    """
    typed = [squeeze(w) for w in cut_words(question)[:MAX_WORDS]]
    words = [w for w in typed if w[0].isalnum()]
    has_marks = sum(not w.isascii() for w in words) * 4 > len(words)
    spelled, extras = _read_short_forms(typed, language, lexicon, has_marks=has_marks)
    candidates = [
        spell_out(w.text, language) if w.is_read else find_candidates(w.text, language, has_marks=has_marks)
        for w in spelled
    ]
    numbers, shares, links = _weigh(candidates, _care(candidates), language)
    likeliest: list[int] = numbers[np.arange(len(spelled)), shares.argmax(axis=1)].tolist()
    folded = _fold_meant(spelled, likeliest, language)
    extras += _read_synonyms(folded, language, lexicon)
    places = [word.place for word in spelled]
    return DecodedQuestion(places, numbers, shares, links, likeliest, extras, folded, has_marks)


def _care(candidates: Sequence[Candidates]) -> float:
    """Return the cost added to slips: someone who garbles no word is unlikely to garble one into another."""
    garbled = sum(c.is_garbled for c in candidates)
    if not garbled:
        return _CAREFUL
    return _CAREFUL / 3 if garbled < _RARELY_GARBLED * len(candidates) else 0.0


def _read_short_forms(
    typed: Sequence[str], language: Language, lexicon: Lexicon, *, has_marks: bool
) -> tuple[list[_Spelled], list[Reading]]:
    """Return the words with short forms read, and the readings left over with their shares."""
    spelled: list[_Spelled] = []
    extras: list[Reading] = []
    for at, word in enumerate(typed):
        options = [tuple(reading.split()) for reading in lexicon.readings(canonical(word))]
        if not options:
            spelled.append(_Spelled(word, at, is_read=False))
            continue
        if not has_marks and is_syllable(word) and plain_form(word) in language.vocabulary.plain_numbers:
            options.insert(0, (word,))
        around = (spelled[-1].text if spelled else "", typed[at + 1] if at + 1 < len(typed) else "")
        shares = _weigh_readings(options, around, language)
        best = options[int(np.argmax(shares))]
        spelled += [_Spelled(w, at, is_read=best != (word,)) for w in best]
        extras += [(o, float(s)) for o, s in zip(options, shares, strict=True) if o != best and s > 0.1]
        if best != (word,) and language.count(language.vocabulary.get(word, UNKNOWN)):
            extras.append(((word,), 1.0))
    return spelled, extras


def _fold_meant(spelled: Sequence[_Spelled], likeliest: Sequence[int], language: Language) -> list[str]:
    """Return each word without marks: the likeliest candidate, as typed where none is known."""
    words = language.vocabulary.words
    return [fold_word(words[n] if n > BREAK else w.text) for w, n in zip(spelled, likeliest, strict=True)]


def _read_synonyms(folded: Sequence[str], language: Language, lexicon: Lexicon) -> list[Reading]:
    """Return what the papers call the things that the question names in residents' words, if these papers do."""
    sizes = range(1, min(lexicon.longest_synonym, len(folded)) + 1)
    spans = (tuple(folded[i : i + n]) for n in sizes for i in range(len(folded) - n + 1))
    phrases = (tuple(phrase.split()) for span in spans for phrase in lexicon.synonyms.get(span, ()))
    return [(phrase, _SYNONYM_SHARE) for phrase in phrases if language.has_phrase(phrase)]


def _weigh_readings(options: Sequence[tuple[str, ...]], around: tuple[str, str], language: Language) -> Floats:
    """Return the share of each reading: how common its words are together, and beside the words around."""
    if len(options) == 1:
        return np.ones(1)
    scores = []
    for rank, option in enumerate(options):
        numbers = np.array([_likeliest(w, language) for w in (around[0], *option, around[1])], np.int32)
        chances = np.array([language.chance(int(n)) for n in numbers])
        follow = np.log(language.follow(numbers[:-1], numbers[1:], chances[1:]))
        lift = follow - np.log(chances[1:])  # beside chance alone
        inner = float(np.log(chances[1]) + follow[1:-1].min(initial=0.0))
        scores.append(inner + float(lift[0] + lift[-1]) - _LATER_READING * rank)
    shares = np.exp(np.array(scores) - max(scores))
    result: Floats = shares / shares.sum()
    return result


def _likeliest(word: str, language: Language) -> int:
    """Return the number of the commonest word that agrees with what is typed, UNKNOWN without one."""
    if not word:
        return UNKNOWN
    known = language.vocabulary.get(word, UNKNOWN)
    if not word.isascii() and known > BREAK:
        return known
    plain = language.vocabulary.plain_numbers.get(plain_form(word), BREAK)
    forms = language.forms(plain)
    return forms[0][0] if forms else known


def _weigh(words: Sequence[Candidates], care: float, language: Language) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Return the candidates of all words, their shares and the joint shares of neighbours.

    Source: the forward-backward algorithm of hidden Markov models (Rabiner).
    """
    if not words:
        empty = np.zeros((0, MAX_CANDIDATES))
        return empty.astype(np.int32), empty, np.zeros((0, MAX_CANDIDATES, MAX_CANDIDATES))
    numbers = np.concatenate([c.numbers for c in words]).reshape(-1, MAX_CANDIDATES)
    figures = np.concatenate([c.figures for c in words], axis=1)
    chances, typed, slips = figures.reshape(3, -1, MAX_CANDIDATES)
    sent = typed * np.exp(-care * slips)
    step = language.follow(numbers[:-1, :, None], numbers[1:, None, :], chances[1:, None, :]) * sent[1:, None, :]
    step /= step.max(axis=(1, 2), keepdims=True)
    first = chances[0] * sent[0]
    forward = np.array(_pass_on(first / first.sum(), list(step)))
    backward = np.array(_pass_on(np.ones(MAX_CANDIDATES), [s.T for s in step[::-1]])[::-1])
    shares = forward * backward
    links = forward[:-1, :, None] * step * backward[1:, None, :]
    return numbers, shares / shares.sum(axis=1, keepdims=True), links / links.sum(axis=(1, 2), keepdims=True)


def _pass_on(start: Floats, steps: Sequence[Floats]) -> list[Floats]:
    """Return `start` and what each step in turn makes of it."""
    passed = [start]
    for i, step in enumerate(steps, 1):
        ahead: Floats = passed[-1].dot(step)
        passed.append(ahead if i % _SCALED_EVERY else ahead / ahead.sum())
    return passed
