"""What fingers do: decode Telex and VNI keystrokes, find the words one slip away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge.vietnamese import canonical, is_syllable

MAX_LENGTH = 12
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TELEX_TONE_KEY = re.compile(r"(?<=[aeiouyw\u0302\u0306\u031b])([a-z]{0,3}?)([sfrxj])")
_HAS_DIGIT = re.compile("[1-9]")
_VNI_TONE_KEY = re.compile(r"([1-5])")
_TELEX_LETTERS = tuple(  # what is replaced, by what, and how often at most (0: always)
    (re.compile(pattern), letters, count)
    for pattern, letters, count in (
        *((f"{letter}([\u0300-\u0323]?){letter}", rf"{letter}{_CIRCUMFLEX}\1", 1) for letter in "aeo"),
        ("uo(?=w)|uwow?", f"u{_HORN}o{_HORN}", 1),
        ("aw", f"a{_BREVE}", 0),
        ("([ou])w", rf"\1{_HORN}", 0),
        (f"(?<={_HORN})w", "", 0),
        ("(?<![a-z\u0300-\u0323])w|(?<=[bcdhlmnrstvx])w", f"u{_HORN}", 0),
        ("dd", "đ", 0),
    )
)
_VNI_LETTERS = tuple(
    (re.compile(pattern), letters, 0)
    for pattern, letters in (
        ("([aeo])([1-5]?)6", rf"\1{_CIRCUMFLEX}\2"),
        ("uo([a-z]{0,2})7|u7o7?", rf"u{_HORN}o{_HORN}\1"),
        ("([ou])([1-5]?)7", rf"\1{_HORN}\2"),
        ("a([1-5]?)8", rf"a{_BREVE}\1"),
        ("d9|dd", "đ"),
    )
)
_VOWEL = re.compile("[aeiouy][\u0302\u0306\u031b]?")
_REPEATED = re.compile("([^\\Wbcdfghjklmnpqrstvwxzđ0-9_])\\1{2,}")
_DOUBLED, _SLIP, _FAR_KEY = 4.5, 5.0, 7.0
LEAST_SLIP = _DOUBLED
_NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        "wa qeas wrsd etdf ryfg tugh yihj uojk ipkl ol qwsz awedzx serfxc drtgcv ftyhvb gyujbn huikmn jiolm kop asx zsdc xdfv cfgb vghn bhjm njk".split(),  # noqa: E501, SIM905
        strict=True,
    )
)


def squeeze(word: str) -> str:
    """Return `word` with every vowel typed three times or more (lâuuuu) written once; numerals stay (III)."""
    return _REPEATED.sub(r"\1", word) if _REPEATED.search(word) and set(word) != {"i"} else word


def decode_keys(word: str) -> Iterator[str]:
    """Yield the legal syllables that the keystrokes `word` (lower case) make under Telex and under VNI.

    Marks already in the word stay. Source: the typing tables of Vietnamese input methods: Telex aa ee oo aw ow uw w dd
    and s f r x j; VNI 6 7 8 9 and 1-5.
    """
    if not 2 <= len(word) <= MAX_LENGTH:
        return
    bare = unicodedata.normalize("NFD", word.replace("đ", "dd"))
    ways = {_decode_telex(bare), _decode_vni(bare)} if _HAS_DIGIT.search(bare) else {_decode_telex(bare)}
    for decoded in ways:
        if decoded != word and is_syllable(decoded):
            yield canonical(decoded)


def _decode_telex(keys: str) -> str:
    for pattern, letters, count in _TELEX_LETTERS:
        keys = pattern.sub(letters, keys, count)
    return _move_tone(keys, _TELEX_TONE_KEY, _TELEX_TONES)


def _decode_vni(keys: str) -> str:
    for pattern, letters, count in _VNI_LETTERS:
        keys = pattern.sub(letters, keys, count)
    return _move_tone(keys, _VNI_TONE_KEY, _VNI_TONES)


def _move_tone(keys: str, pattern: re.Pattern[str], tones: dict[str, str]) -> str:
    """Return the letters with the last tone key taken out and its mark set behind the last vowel before it."""
    found = list(pattern.finditer(keys))
    if found:
        key = found[-1]
        at = key.end() - 1
        rest = keys[:at] + keys[at + 1 :]
        place = max((vowel.end() for vowel in _VOWEL.finditer(rest)), default=0)
        keys = rest[:place] + tones[keys[at]] + rest[place:] if place else keys
    return unicodedata.normalize("NFC", keys)


class Neighbourhood:
    """Plain words by what is left when one letter is lost, to find all words one slip away from a typed one."""

    def __init__(self) -> None:
        self._by_rest: dict[str, list[str]] = {}

    def add(self, words: Iterable[str]) -> None:
        """Add plain words (each at most once over all calls); words of other than letters are left out."""
        for word in words:
            if word.isalpha() and len(word) <= MAX_LENGTH:
                for rest in _rests(word):
                    self._by_rest.setdefault(rest, []).append(word)

    def near(self, word: str) -> list[str]:
        """Return the words at optimal string alignment distance 1 from plain `word`, sorted.

        Source: the symmetric deletion of W. Garbe's SymSpell.
        """
        if len(word) > MAX_LENGTH:
            return []
        candidates = {c for rest in _rests(word) for c in self._by_rest.get(rest, ())}
        return sorted(c for c in candidates if OSA.distance(word, c, score_cutoff=1) == 1)


def slip_cost(typed: str, meant: str) -> float:
    """Return the negative log chance (natural) of the one slip that turns plain `meant` into plain `typed`."""
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    if len(typed) > len(meant):
        return _DOUBLED if at and typed[at] == typed[at - 1] else _SLIP
    if len(typed) < len(meant) or typed[at + 1 :] != meant[at + 1 :]:
        return _SLIP  # a letter lost, or two swapped
    return _SLIP if typed[at] in _NEIGHBOURS.get(meant[at], "") else _FAR_KEY


def _rests(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
