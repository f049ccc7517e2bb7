"""Did you mean: a question written out with its marks and the slips of typing mended."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from knowledge.decoding import DecodedQuestion
from knowledge.segments import Snapshot
from knowledge.vietnamese import canonical
from knowledge.words import BREAK, Vocabulary

SURE = 0.6  # least chance of a word to be written for what was typed
SURE_ON_THE_WHOLE = 0.75  # least mean chance over the words
_WORD = re.compile(r"[^\W_]+|[.;?!\n]+")


def restore_question(text: str, question: DecodedQuestion, snapshot: Snapshot) -> str | None:
    """Return `text` with every sure word written as meant, None where nothing changes or too much is unsure.

    Abbreviations that papers use and everything inside document numbers stay as typed.
    """
    meant, shares = _read_words(question, snapshot.language.vocabulary)
    if not shares or sum(shares) < SURE_ON_THE_WHOLE * len(shares):
        return None
    typed = unicodedata.normalize("NFC", text)
    parts: list[str] = []
    end = 0
    for place, match in enumerate(_WORD.finditer(typed)):
        written = meant.get(place)
        if written is None or canonical(match.group()) == written or _stays(match, snapshot):
            continue
        parts += [typed[end : match.start()], _in_case_of(match.group(), written)]
        end = match.end()
    return "".join([*parts, typed[end:]]) if parts else None


def _read_words(question: DecodedQuestion, vocabulary: Vocabulary) -> tuple[Mapping[int, str], list[float]]:
    """Return what each typed word means where that is sure, and the chances of all."""
    meant: dict[int, list[str]] = {}
    unsure: set[int] = set()
    chances = []
    places = [-1, *question.places, -1]
    rows = zip(places[1:-1], question.likeliest, question.shares.max(axis=1, initial=0.0).tolist(), strict=True)
    for row, (place, number, share) in enumerate(rows, 1):
        if number == BREAK:
            continue
        chances.append(share)
        if number > BREAK and share >= SURE:
            meant.setdefault(place, []).append(vocabulary.words[number])
        elif place in (places[row - 1], places[row + 1]):
            unsure.add(place)  # one word of a short form is unsure, so all of it is
    return {place: " ".join(words) for place, words in meant.items() if place not in unsure}, chances


def _stays(match: re.Match[str], snapshot: Snapshot) -> bool:
    text, word = match.string, match.group()
    around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
    return "/" in around or "-" in around or word.lower() in snapshot.lexicon.spelled_out


def _in_case_of(typed: str, meant: str) -> str:
    return meant[:1].upper() + meant[1:] if typed[:1].isupper() and not typed[1:2].isupper() else meant
