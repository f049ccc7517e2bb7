"""Group questions that mean the same by how alike their words are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from rapidfuzz import fuzz, process

ALIKE = 82.0  # of 100, rapidfuzz's ratio over sorted words
MAX_TEXTS = 3_000  # different wordings that are compared, the most frequent ones
_MAX_HEADS = 40  # groups that one wording is compared with
_RARE_WORDS = 3
# Courtesies and particles, folded: they part wordings that ask the same.
_FILLING = frozenset(
    {
        *("a", "ah", "ad", "admin", "alo", "anh", "ban", "bot", "chi", "cho", "chu", "co", "em", "giup", "ha", "hoi"),
        *(
            "minh",
            "muon",
            "nhe",
            "nhi",
            "o",
            "oi",
            "toi",
            "ui",
            "vay",
            "voi",
            "xin",
            "vui",
            "long",
            "biet",
            "duoc",
            "dc",
        ),
    }
)


def group_alike(counts: Mapping[str, int]) -> dict[str, str]:
    """Return for each folded wording the one that its group is named by: the most frequent, ties in order of letters.

    At most MAX_TEXTS wordings are compared, each with at most _MAX_HEADS groups that share one of its rarest words; the
    others stand alone. Cost: linear in the number of wordings.
    """
    ordered = sorted(counts, key=lambda text: (-counts[text], text))
    words = {text: _words(text) for text in ordered}
    frequency = Counter(word for text in ordered for word in set(words[text]))
    heads: dict[str, list[str]] = defaultdict(list)  # by word
    heads_by_key: dict[str, str] = {}
    found: dict[str, str] = {}
    for number, text in enumerate(ordered):
        key = " ".join(sorted(words[text]))
        rare = sorted(set(words[text]), key=lambda word: (frequency[word], word))[:_RARE_WORDS]
        near = heads_by_key.get(key) or (_nearest(key, rare, heads) if number < MAX_TEXTS else None)
        if near is not None:
            found[text] = heads_by_key.get(near, near)
            continue
        found[text] = heads_by_key[key] = text
        for word in set(words[text]):
            heads[word].append(key)
    return found


def _nearest(key: str, rare: list[str], heads: Mapping[str, list[str]]) -> str | None:
    choices = list(dict.fromkeys(head for word in rare for head in heads.get(word, ())))[:_MAX_HEADS]
    best = process.extractOne(key, choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return best[0] if best else None


def _words(folded: str) -> list[str]:
    spaced = "".join(letter if letter.isalnum() or letter in "/-" else " " for letter in folded).split()
    return [word for word in spaced if word not in _FILLING] or spaced
