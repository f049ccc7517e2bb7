"""What one typed word may mean: corpus words with the cost of having typed them so."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import decode_keys, slip_cost
from knowledge.language import UNKNOWN, Language
from knowledge.vietnamese import canonical, fold, is_syllable, tone_of
from knowledge.words import BREAK, plain_form

MAX_CANDIDATES = 8
MAX_REMEMBERED = 20_000
_OTHER_TONE = 4.0  # cost of another tone than the typed one
_OTHER_LETTER = 6.0  # cost of other letters under the marks (d for đ, o for ô) than those typed
_NO_MARKS = 3.0  # cost of a word left bare by someone who types marks
_KEYS = 2.0  # cost of keystrokes left undecoded
_ILLEGAL = 4.0  # cost of an unknown word that is no syllable
_SLIPS_OF_ONE = 2  # accented words tried for each plain word one slip away
_SLIP_AND_TONE = 3.0  # cost of another tone besides the slip
_NEVER = 99.0
_HOPELESS = 7.0  # how far neighbours may lift a word: by a factor of a thousand


@dataclass(frozen=True, slots=True)
class Candidates:
    """Numbers of corpus words (UNKNOWN for none of them), their chances, and the chances of typing them so.

    `slips` tells which need a slip of the finger.
    """

    numbers: NDArray[np.int32]
    chances: NDArray[np.float64]
    typed: NDArray[np.float64]
    slips: NDArray[np.float64]
    is_garbled: bool = False


def find_candidates(word: str, language: Language, *, has_marks: bool) -> Candidates:
    """Return the candidates of a typed `word` (lower case), remembered for the next time it is typed.

    `has_marks` tells that the person types marks, so that a bare word is evidence too.
    """
    key = (word, has_marks)
    found = language.memory.get(key)
    if found is None:
        found = _find(word, language, has_marks=has_marks)
        if len(language.memory) >= MAX_REMEMBERED:
            language.memory.clear()
        language.memory[key] = found
    return found


def spell_out(word: str, language: Language) -> Candidates:
    """Return the candidates of a word that the lexicon gives: it was never typed, so it has no slips."""
    costs = _same_letters(word, language, has_marks=True)
    return _candidates(dict.fromkeys(costs, 0.0) if len(costs) == 1 else costs or {UNKNOWN: 0.0}, set(), language)


def _find(word: str, language: Language, *, has_marks: bool) -> Candidates:
    if not word[0].isalnum():
        return _candidates({BREAK: 0.0}, set(), language)
    costs = _same_letters(word, language, has_marks=has_marks)
    known = bool(costs)
    if not known and len(word) > 1 and not word.isdigit():
        for meant in decode_keys(word):
            for number, cost in _same_letters(meant, language, has_marks=fold(meant) != meant).items():
                costs[number] = min(costs.get(number, _NEVER), _KEYS + cost)
    as_typed = set(costs)
    tone = tone_of(word)
    if len(word) > 1 and word.isalpha():
        for number, cost in _slips(fold(word), language):
            extra = _SLIP_AND_TONE if tone and tone != tone_of(language.vocabulary.words[number]) else float(has_marks)
            costs[number] = min(costs.get(number, _NEVER), cost + extra)
    if not known:
        costs[UNKNOWN] = 0.0 if is_syllable(word) or not word.isalpha() else _ILLEGAL
    return _candidates(costs, set(costs) - as_typed - {UNKNOWN}, language)


def _same_letters(word: str, language: Language, *, has_marks: bool) -> dict[int, float]:
    """Return the corpus words with the letters of `word`, their cost by the marks that differ."""
    plain = language.vocabulary.plain_numbers.get(plain_form(word))
    if plain is None:
        return {}
    typed = canonical(word)
    if fold(typed) == typed:
        cost = _NO_MARKS if has_marks else 0.0
        costs = dict.fromkeys(language.commonest(plain)[:MAX_CANDIDATES], cost)
    else:
        bare = _without_tone(typed)
        words = language.vocabulary.words
        costs = {
            number: _OTHER_TONE if _without_tone(words[number]) == bare else _OTHER_LETTER
            for number in language.commonest(plain)[:MAX_CANDIDATES]
        }
    exact = language.vocabulary.get(typed, UNKNOWN)
    if exact > BREAK and language.count(exact):
        costs[exact] = 0.0
    return costs


def _slips(plain: str, language: Language) -> list[tuple[int, float]]:
    found = []
    for near in language.neighbourhood.near(plain):
        number = language.vocabulary.plain_numbers.get(plain_form(near), BREAK)
        cost = slip_cost(plain, near)
        found += [(accented, cost) for accented in language.commonest(number)[:_SLIPS_OF_ONE]]
    return found


def _candidates(costs: dict[int, float], slips: set[int], language: Language) -> Candidates:
    """Return the likeliest MAX_CANDIDATES candidates, without those that no context could lift to the top."""
    alone = {n: costs[n] - math.log(language.chance(n)) for n in costs}
    ranked = sorted(costs, key=lambda n: (alone[n], n))[:MAX_CANDIDATES]
    kept = [n for n in ranked if alone[n] <= alone[ranked[0]] + _HOPELESS]
    return Candidates(
        np.array(kept, np.int32),
        np.array([language.chance(n) for n in kept]),
        np.exp([-costs[n] for n in kept]),
        np.array([float(n in slips) for n in kept]),
        costs.get(UNKNOWN, 0.0) > 0.0,
    )


def _without_tone(word: str) -> str:
    return word.translate(_TONELESS)


_TONELESS = str.maketrans(
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)
