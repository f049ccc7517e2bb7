"""Words of the corpus as numbers: cut a text into words, number the words, relate accented words to plain ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import chain

from knowledge.vietnamese import canonical, fold

BREAK = 0  # the number of every sentence end
MAX_REMEMBERED = 100_000
_WORD_OR_BREAK = re.compile(r"\w+|[.;?!\n]+")


def cut_words(text: str) -> list[str]:
    """Return the lower-case words of `text` in order; a run of sentence ends (. ; ? ! line end) is one entry."""
    return _WORD_OR_BREAK.findall(unicodedata.normalize("NFC", text).lower().replace("_", " "))


@lru_cache(maxsize=16384)
def fold_word(word: str) -> str:
    """Return fold(word), remembered."""
    return fold(word)


@lru_cache(maxsize=16384)
def plain_form(word: str) -> str:
    """Return the key under which all accents and spellings of `word` meet (ký, kí, ky, ki -> ky)."""
    return canonical(fold_word(word))


class Vocabulary(dict[str, int]):
    """Numbers of words by any usual spelling; looking up a new word with [] numbers it, with get() does not.

    `words` and `plain_words` list canonical words and their plain forms by number, `plain_of` gives the number of the
    plain form of each word, `accented_of` the way back. Number 0 stands for a sentence end. Only grows, so readers of
    small numbers never wait.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = [""]
        self.plain_words: list[str] = [""]
        self.plain_of: list[int] = [BREAK]
        self.plain_numbers: dict[str, int] = {}
        self.accented_of: list[list[int]] = [[]]

    def __missing__(self, spelling: str) -> int:
        if not spelling[0].isalnum():
            self[spelling] = BREAK
            return BREAK
        word = canonical(spelling)
        number = self.get(word)
        if number is None:
            number = self._append(word)
        self[spelling] = number
        return number

    def _append(self, word: str) -> int:
        plain = plain_form(word)
        plain_number = self.plain_numbers.get(plain)
        if plain_number is None:
            plain_number = len(self.plain_words)
            self.plain_words.append(plain)
            self.accented_of.append([])
            self.plain_numbers[plain] = plain_number
        self.accented_of[plain_number].append(len(self.words))
        self.plain_of.append(plain_number)
        self.words.append(word)
        self[word] = number = len(self.words) - 1
        return number


class WordReader(dict[str, tuple[int, ...]]):
    """Numbers the words of texts; what stands between two blanks is worked out once and remembered.

    `spelled_out` gives the words that are read after an abbreviation.
    """

    def __init__(self, vocabulary: Vocabulary, spelled_out: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        self._spelled_out = spelled_out

    def read(self, text: str) -> list[int]:
        """Return the numbers of the words and sentence ends of `text` in order."""
        if len(self) > MAX_REMEMBERED:
            self.clear()
        pieces = unicodedata.normalize("NFC", text).split(" ")
        return list(chain.from_iterable(map(self.__getitem__, pieces)))

    def __missing__(self, piece: str) -> tuple[int, ...]:
        words = (w for word in cut_words(piece) for w in (word, *self._spelled_out.get(word, ())))
        numbers = self[piece] = tuple(map(self._vocabulary.__getitem__, words))
        return numbers
