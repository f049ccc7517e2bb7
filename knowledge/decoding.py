"""What a question means word by word: candidates for each typed word, weighed by the language of the corpus."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import decode_keys, slip_cost, squeeze
from knowledge.language import Language
from knowledge.lexicon import Lexicon
from knowledge.vietnamese import canonical, fold, is_syllable
from knowledge.words import BREAK, cut_words, plain_form

MAX_WORDS = 96
MAX_CANDIDATES = 6
UNKNOWN = -1
_OTHER_MARKS = 3.5  # cost of other marks than those typed, when the person types marks
_KEYS = 2.0  # cost of keystrokes left undecoded
_ILLEGAL = 4.0  # cost of an unknown word that is no syllable
_LONGEST_SYNONYM = 4
_SYNONYM_SHARE = 0.5


@dataclass(slots=True)
class DecodedWord:
    """A typed word with the corpus words it may be and their chances; `unknown` is the chance that it is none."""

    typed: str
    numbers: NDArray[np.int32]
    costs: NDArray[np.float64]
    shares: NDArray[np.float64]


@dataclass(slots=True)
class DecodedQuestion:
    """The words of a question; `links[i]` holds the joint chances of the candidates of words i and i + 1."""

    words: list[DecodedWord]
    links: list[NDArray[np.float64] | None]
    extras: list[tuple[tuple[str, ...], float]] = field(default_factory=list)
    has_marks: bool = False


def decode_question(question: str, language: Language, lexicon: Lexicon) -> DecodedQuestion:
    """Return the question decoded: short forms read, slips and lost marks weighed by what the corpus says.

    At most MAX_WORDS words count. Cost: linear in the words of the question.
    """
    typed = [squeeze(w) for w in cut_words(question)[:MAX_WORDS]]
    words = [w for w in typed if w[0].isalnum()]
    has_marks = sum(fold(w) != w for w in words) * 4 > len(words)
    spelled, extras = _read_short_forms(typed, language, lexicon, has_marks=has_marks)
    extras += _read_synonyms([fold(word) for word, _ in spelled], lexicon)
    decoded = [
        _same_word(word, language) if sure else _candidates(word, language, has_marks=has_marks)
        for word, sure in spelled
    ]
    links = _weigh(decoded, language)
    return DecodedQuestion(decoded, links, extras, has_marks)


def _read_short_forms(
    typed: Sequence[str], language: Language, lexicon: Lexicon, *, has_marks: bool
) -> tuple[list[tuple[str, bool]], list[tuple[tuple[str, ...], float]]]:
    """Return the words with short forms read (and whether each is sure), and the readings left over with weights."""
    spelled: list[tuple[str, bool]] = []
    extras: list[tuple[tuple[str, ...], float]] = []
    for at, word in enumerate(typed):
        readings = lexicon.readings(canonical(word))
        if not readings:
            spelled.append((word, False))
            continue
        options = [tuple(r.split()) for r in readings]
        if not has_marks and is_syllable(word) and plain_form(word) in language.vocabulary.plain_numbers:
            options.insert(0, (word,))
        before = spelled[-1][0] if spelled else ""
        after = typed[at + 1] if at + 1 < len(typed) else ""
        shares = _weigh_readings(options, (before, after), language)
        best = int(np.argmax(shares))
        spelled.extend((w, options[best] != (word,)) for w in options[best])
        extras += [(o, float(s)) for o, s in zip(options, shares, strict=True) if o != options[best] and s > 0.1]
        if options[best] != (word,) and language.count(language.vocabulary.get(word, UNKNOWN)):
            extras.append(((word,), 1.0))
    return spelled, extras


def _read_synonyms(folded: Sequence[str], lexicon: Lexicon) -> list[tuple[tuple[str, ...], float]]:
    """Return what the papers call the things that the question names in residents' words."""
    spans = (tuple(folded[i : i + n]) for n in range(1, _LONGEST_SYNONYM + 1) for i in range(len(folded) - n + 1))
    return [(tuple(phrase.split()), _SYNONYM_SHARE) for span in spans for phrase in lexicon.synonyms.get(span, ())]


def _weigh_readings(
    options: Sequence[tuple[str, ...]], around: tuple[str, str], language: Language
) -> NDArray[np.float64]:
    """Return the share of each reading: how common its words are together, and beside the words around."""
    scores = []
    for rank, option in enumerate(options):
        sequence = [around[0], *option, around[1]]
        numbers = np.array([_likeliest(w, language) for w in sequence], np.int32)
        chances = np.array([language.chance(int(n)) for n in numbers])
        follow = language.log_follow(numbers[:-1], numbers[1:], chances[1:])
        lift = follow - np.log(chances[1:])  # beside chance alone
        inner = float(np.log(chances[1]) + follow[1:-1].min(initial=0.0))
        scores.append(inner + float(lift[0] + lift[-1]) - 0.7 * rank)
    shares = np.exp(np.array(scores) - max(scores))
    result: NDArray[np.float64] = shares / shares.sum()
    return result


def _likeliest(word: str, language: Language) -> int:
    """Return the number of the commonest word that agrees with what is typed, UNKNOWN without one."""
    if not word:
        return UNKNOWN
    vocabulary = language.vocabulary
    known = vocabulary.get(word, UNKNOWN)
    if fold(word) != word and known > BREAK:
        return known
    plain = vocabulary.plain_numbers.get(plain_form(word))
    if plain is None:
        return known
    return max(vocabulary.accented_of[plain], key=language.count)


def _same_word(word: str, language: Language) -> DecodedWord:
    """Return the word that the lexicon gives: it was never typed, so it has no slips."""
    return _decoded(word, _cheapest(_same_letters(word, language, has_marks=True) or {UNKNOWN: 0.0}, language))


def _candidates(word: str, language: Language, *, has_marks: bool) -> DecodedWord:
    """Return the corpus words that may be meant with the cost (negative log chance) of typing them so."""
    if not word[0].isalnum():
        return _decoded(word, {BREAK: 0.0})
    costs = _same_letters(word, language, has_marks=has_marks)
    known = bool(costs)
    if (word.isalpha() and len(word) > 1) or (word.isalnum() and not word.isdigit()):
        for meant in decode_keys(word):
            for number, cost in _same_letters(meant, language, has_marks=fold(meant) != meant).items():
                costs[number] = min(costs.get(number, 99.0), _KEYS + cost + (4.0 if known else 0.0))
    if word.isalpha() and len(word) > 1:
        legal = is_syllable(word) or (fold(word) == word and known)
        for near in language.neighbourhood.near(fold(word)):
            slip = slip_cost(fold(word), near)
            plain_number = language.vocabulary.plain_numbers[plain_form(near)]
            for number in _commonest(plain_number, language, 3):
                costs[number] = min(costs.get(number, 99.0), slip + (1.0 if has_marks else 0.0))
        if not known:
            costs[UNKNOWN] = 0.0 if legal else _ILLEGAL
    if not costs:
        costs[UNKNOWN] = 0.0
    return _decoded(word, _cheapest(costs, language))


def _same_letters(word: str, language: Language, *, has_marks: bool) -> dict[int, float]:
    vocabulary = language.vocabulary
    plain = vocabulary.plain_numbers.get(plain_form(word))
    if plain is None:
        return {}
    typed = vocabulary.get(canonical(word), UNKNOWN)
    other = _OTHER_MARKS if has_marks or fold(word) != word else 0.0
    costs = dict.fromkeys(_commonest(plain, language, MAX_CANDIDATES), other)
    if typed > BREAK and language.count(typed):
        costs[typed] = 0.0
    return costs


def _commonest(plain: int, language: Language, limit: int) -> list[int]:
    numbers = [n for n in language.vocabulary.accented_of[plain] if language.count(n)]
    return sorted(numbers, key=lambda n: -language.count(n))[:limit] if len(numbers) > 1 else numbers


def _cheapest(costs: dict[int, float], language: Language) -> dict[int, float]:
    if len(costs) <= MAX_CANDIDATES:
        return costs
    ranked = sorted(costs, key=lambda n: costs[n] - math.log(language.chance(n)))
    return {n: costs[n] for n in ranked[:MAX_CANDIDATES]}


def _decoded(word: str, costs: dict[int, float]) -> DecodedWord:
    numbers = np.fromiter(costs, np.int32, len(costs))
    values = np.fromiter(costs.values(), np.float64, len(costs))
    return DecodedWord(word, numbers, values, np.ones(len(costs)))


def _weigh(words: list[DecodedWord], language: Language) -> list[NDArray[np.float64] | None]:
    """Set the share of every candidate and return the joint shares of neighbours (forward-backward)."""
    if not words:
        return []
    alone = [np.array([language.chance(int(n)) for n in w.numbers]) for w in words]
    follow = _transitions(words, alone, language)
    sent = [np.exp(-w.costs) for w in words]
    forward = [alone[0] * sent[0]]
    forward[0] /= forward[0].sum()
    for i in range(1, len(words)):
        step = (forward[-1] @ follow[i - 1]) * sent[i]
        forward.append(step / step.sum())
    backward = np.ones(len(words[-1].numbers))
    words[-1].shares = forward[-1]
    links: list[NDArray[np.float64] | None] = [None] * (len(words) - 1)
    for i in range(len(words) - 2, -1, -1):
        carried = sent[i + 1] * backward
        joint = forward[i][:, None] * follow[i] * carried[None, :]
        joint /= joint.sum()
        links[i] = joint
        words[i].shares = joint.sum(axis=1)
        backward = follow[i] @ carried
        backward /= backward.sum()
    return links


def _transitions(
    words: list[DecodedWord], alone: list[NDArray[np.float64]], language: Language
) -> list[NDArray[np.float64]]:
    """Return for each pair of neighbours the chances of the right candidates after the left ones."""
    if len(words) < 2:
        return []
    sizes = [(len(a.numbers), len(b.numbers)) for a, b in itertools.pairwise(words)]
    left = np.concatenate([np.repeat(w.numbers, s[1]) for w, s in zip(words, sizes, strict=False)])
    right = np.concatenate([np.tile(w.numbers, s[0]) for w, s in zip(words[1:], sizes, strict=False)])
    chances = np.concatenate([np.tile(c, s[0]) for c, s in zip(alone[1:], sizes, strict=False)])
    follow = np.exp(language.log_follow(left, right, chances))
    ends = np.cumsum([a * b for a, b in sizes])
    return [part.reshape(size) for part, size in zip(np.split(follow, ends[:-1]), sizes, strict=True)]
