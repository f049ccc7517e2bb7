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

    `matched` are words of the passage that the search found for misspelt or shortened ones of the question: as many
    words that do not stand there as typed are taken as found. Linear in both lengths.
    """
    form = _WORD.findall(asked_form(question))
    content = [word for word in form if word not in _EMPTY]
    if not content:
        return Overlap(0.0, 0.0, 0)
    words, neighbours = _read(passage)
    mended = len({fold(w) for w in matched} - set(content) - _EMPTY)
    missing = sum(word not in words for word in content)
    pairs = [p for p in pairwise(form) if _EMPTY.isdisjoint(p)]
    share = 1 - max(0, missing - mended) / len(content)
    return Overlap(share, sum(p in neighbours for p in pairs) / len(pairs) if pairs else share, len(content))


@lru_cache(maxsize=1024)
def _read(passage: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    told = _WORD.findall(fold(passage))
    return frozenset(told), frozenset(pairwise(told))
