"""How much of a question's content a passage repeats: plain evidence beside the search's confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from knowledge.expected import asked_form
from knowledge.vietnamese import fold

_WORD = re.compile(r"\w+")
_LITTLE = (
    "a ac ad admin ah ai anh ak alo ban be bi bot cac cai cam can cang cau chac chang chi cho chu chua chung co con "
    "cu cua cung da dang day dau de den di do doc duoc dung e em gi gio giup ha han hay hi ho hoi hom hon it k khi "
    "khong ko la lai lam len luc ma may mik minh mn moi mot muon nao nay ne neu nha nhe nhi nhieu nhu nhung noi o oi "
    "ok qua ra rang roi rui sao sau se tai tat the thi theo thoi thu ti toi tren trong tu tui va van vao vay ve vi "
    "voi xem xin z ntn bao bn hok hk dc vui long on vd hoac boi tung phai nham viec ngay nua biet nam"
)
_EMPTY = frozenset(_LITTLE.split())
_MAX_INITIALS = 8


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares in [0, 1] of the question's content words, and of its pairs of neighbouring ones, that a passage has.

    `count` is the number of content words. Without a pair `pairs` equals `words`.
    """

    words: float
    pairs: float
    count: int


def measure_overlap(question: str, passage: str, *, matched: Iterable[str] = ()) -> Overlap:
    """Return how much of `question` stands in `passage`, compared without diacritics.

    A word counts also as the initials of neighbouring words ("gpxd"). `matched` are words of the passage that the
    search found for misspelt ones of the question: as many words that do not stand there as typed are taken as found.
    Linear in both lengths.
    """
    form = _WORD.findall(asked_form(question))
    content = [word for word in form if word not in _EMPTY]
    if not content:
        return Overlap(0.0, 0.0, 0)
    words, neighbours, initials = _read(passage)
    missing = [word for word in content if word not in words]
    short = {word: run for word in missing if (run := _spell_out(word, initials))}
    mended = len(
        {fold(w) for w in matched} & words - set(content) - _EMPTY - {w for run in short.values() for w in run}
    )
    missed = len(missing) - sum(word in short for word in missing)
    pairs = [p for p in pairwise(form) if _EMPTY.isdisjoint(p)]
    share = 1 - max(0, missed - mended) / len(content)
    return Overlap(share, sum(p in neighbours for p in pairs) / len(pairs) if pairs else share, len(content))


def is_little(folded: str) -> bool:
    """Return whether a word without marks stands in any question."""
    return folded in _EMPTY


def _spell_out(word: str, initials: tuple[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the neighbouring words of the passage whose initials are `word`, empty without any."""
    at = initials[0].find(word) if 2 < len(word) <= _MAX_INITIALS and word.isalpha() else -1
    return initials[1][at : at + len(word)] if at >= 0 else ()


@lru_cache(maxsize=1024)
def _read(passage: str) -> tuple[frozenset[str], frozenset[tuple[str, str]], tuple[str, tuple[str, ...]]]:
    """Return the words of a passage, its pairs of neighbours, and its initials beside the words they stand for."""
    told = tuple(_WORD.findall(fold(passage)))
    return frozenset(told), frozenset(pairwise(told)), ("".join(word[0] for word in told), told)
