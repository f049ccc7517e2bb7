"""What one typed word may mean: corpus words with the cost of having typed them so."""

from __future__ import annotations

import math
from bisect import insort
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import LEAST_SLIP, decode_keys, slip_cost
from knowledge.language import UNKNOWN, Language
from knowledge.vietnamese import canonical, is_syllable, tone_of
from knowledge.words import BREAK, fold_word, plain_form

MAX_CANDIDATES = 6
MAX_REMEMBERED = 20_000
_OTHER_TONE = 4.0  # cost of another tone than the typed one
_OTHER_LETTER = 6.0  # cost of other letters under the marks (d for đ, o for ô) than those typed
_NO_MARKS = 3.0  # cost of a word left bare by someone who types marks
_KEYS = 2.0  # cost of keystrokes left undecoded
_TONELESS = str.maketrans(
    "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ",
    "aaaaaăăăăăâââââeeeeeêêêêêiiiiioooooôôôôôơơơơơuuuuuưưưưưyyyyy",
)
_ILLEGAL = 4.0  # cost of an unknown word that is no syllable
_SLIPS_OF_ONE = 2  # accented words tried for each plain word one slip away
_SLIP_AND_TONE = 3.0  # cost of another tone besides the slip
_HOPELESS = 7.0  # how far neighbours may lift a word: by a factor of a thousand


@dataclass(frozen=True, slots=True)
class Candidates:
    """Numbers of MAX_CANDIDATES corpus words (UNKNOWN for none of them), padded with UNKNOWN that is never typed.

    The rows of `figures`: the chance of each word alone, the chance of typing it so, and 1 where that needs a slip of
    the finger.
    """

    numbers: NDArray[np.int32]
    figures: NDArray[np.float64]
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


def remember_commonest(language: Language, limit: int) -> None:
    """Work out the candidates of the `limit` commonest words, so that the first questions need not."""
    vocabulary = language.vocabulary
    for number in np.argsort(-language.counts, kind="stable")[:limit].tolist():
        if language.count(number):
            find_candidates(vocabulary.words[number], language, has_marks=True)
            find_candidates(vocabulary.plain_words[vocabulary.plain_of[number]], language, has_marks=False)


def spell_out(word: str, language: Language) -> Candidates:
    """Return the candidates of a word that the lexicon gives: it was never typed, so it has no slips."""
    found = _same_letters(word, language, has_marks=True)
    return _candidates(found or [_unknown(language, 0.0)], language)


def _find(word: str, language: Language, *, has_marks: bool) -> Candidates:
    if not word[0].isalnum():
        return _candidates([_Guess(BREAK, 0.0, 0.0)], language)
    found = _same_letters(word, language, has_marks=has_marks)
    known = bool(found)
    if not known and len(word) > 1 and not word.isdigit():
        for meant in decode_keys(word):
            same = _same_letters(meant, language, has_marks=not meant.isascii())
            found += [_Guess(g.number, g.cost + _KEYS, g.surprise) for g in same]
    if not known:
        found.append(_unknown(language, 0.0 if is_syllable(word) or not word.isalpha() else _ILLEGAL))
    if len(word) > 1 and word.isalpha():
        worst = min(g.cost + g.surprise for g in found) + _HOPELESS
        found += _slips(word, language, has_marks=has_marks, worst=worst)
    return _candidates(found, language)


class _Guess(NamedTuple):
    """A word that may be meant, the cost of having typed it so, how rare it is, and whether a slip is needed."""

    number: int
    cost: float
    surprise: float
    is_slip: bool = False


def _unknown(language: Language, cost: float) -> _Guess:
    return _Guess(UNKNOWN, cost, -math.log(language.unseen_chance))


def _same_letters(word: str, language: Language, *, has_marks: bool) -> list[_Guess]:
    """Return the corpus words with the letters of `word`, their cost by the marks that differ."""
    plain = language.vocabulary.plain_numbers.get(plain_form(word))
    if plain is None:
        return []
    typed = canonical(word)
    exact = language.vocabulary.get(typed, UNKNOWN)
    bare = typed.translate(_TONELESS)
    words = language.vocabulary.words
    guesses = []
    for number, surprise in language.forms(plain):
        if number == exact:
            cost = 0.0
        elif typed.isascii():
            cost = _NO_MARKS if has_marks else 0.0
        else:
            cost = _OTHER_TONE if words[number].translate(_TONELESS) == bare else _OTHER_LETTER
        guesses.append(_Guess(number, cost, surprise))
    return guesses


def _slips(word: str, language: Language, *, has_marks: bool, worst: float) -> list[_Guess]:
    """Return the commonest words one slip away from `word`, without those of more cost and surprise than `worst`."""
    tone = tone_of(word)
    words, plain_numbers = language.vocabulary.words, language.vocabulary.plain_numbers
    typed = fold_word(word)
    found = ((language.forms(plain_numbers.get(near, BREAK)), near) for near in language.neighbourhood.near(typed))
    commonest = sorted((forms[0][1], near, forms) for forms, near in found if forms)
    guesses: list[_Guess] = []
    totals: list[float] = []
    for least, near, forms in commonest:
        if least + LEAST_SLIP > (totals[MAX_CANDIDATES - 1] if len(totals) >= MAX_CANDIDATES else worst):
            break  # neither this one nor a rarer one can be among those kept
        cost = slip_cost(typed, near)
        for number, surprise in forms[:_SLIPS_OF_ONE]:
            extra = _SLIP_AND_TONE if tone and tone != tone_of(words[number]) else float(has_marks)
            guesses.append(_Guess(number, cost + extra, surprise, is_slip=True))
            insort(totals, cost + extra + surprise)
    return guesses


def _candidates(guesses: list[_Guess], language: Language) -> Candidates:
    """Return the likeliest MAX_CANDIDATES guesses, without those that no context could lift to the top."""
    ranked = sorted(guesses, key=lambda g: (g.cost + g.surprise, g.number))
    worst = ranked[0].cost + ranked[0].surprise + _HOPELESS
    kept: dict[int, _Guess] = {}
    for guess in ranked:
        if guess.cost + guess.surprise > worst or len(kept) == MAX_CANDIDATES:
            break
        kept.setdefault(guess.number, guess)
    numbers = np.array([*kept, *[UNKNOWN] * (MAX_CANDIDATES - len(kept))], np.int32)
    figures = np.zeros((3, MAX_CANDIDATES))
    figures[:, : len(kept)] = (
        [language.chance(n) for n in kept],
        [math.exp(-g.cost) for g in kept.values()],
        [g.is_slip for g in kept.values()],
    )
    return Candidates(numbers, figures, any(g.number == UNKNOWN and g.cost > 0.0 for g in guesses))
