"""The search: question in, ranked sections with confidence out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from knowledge.announcement import Match, SearchResult
from knowledge.confidence import estimate_confidences, hint_outcome
from knowledge.decoding import decode_question
from knowledge.features import FEATURES, Candidate, describe_candidates
from knowledge.numbers import AskedNumber, asked_numbers, is_asked
from knowledge.pins import find_pin
from knowledge.postings import Ints
from knowledge.restoring import restore_question
from knowledge.segments import Segment, Snapshot
from knowledge.terms import WeightedTerms, weigh_terms, weigh_word
from knowledge.vietnamese import fold
from knowledge.words import BREAK

MAX_QUESTION = 1000
MAX_CANDIDATES = 30
PAIR_WEIGHT = 0.5
COMMON = 0.4  # share of sections above which a word is too common to choose candidates by
WEIGHTS = {
    "rough": 0.8,
    "head": 1.5,
    "focus": 2.8,
    "headless": 2.2,
    "window": 4.5,
    "pairs": 3.0,
    "skips": 2.0,
    "length": -0.22,
    "joined": 2.8,
}
_FEATURE_WEIGHTS = np.array([WEIGHTS[name] for name in FEATURES])
NUMBER_SCORE = 25.0  # added for the document that the question names by its number
BARE_NUMBER_SCORE = 8.0  # and where only digits are given
_DIGIT = re.compile(r"\d")
MAX_WORDS_SHOWN = 12
MAX_EXPLAINED = 4  # matches that come with words and reasons; more are never shown


def find_matches(snapshot: Snapshot, question: str, *, limit: int = 10) -> SearchResult:
    """Return the best `limit` sections for `question`, best first, ties by section id.

    Only the first MAX_QUESTION characters, composed, count. Cost: linear in the sections that share words with
    the question.
    """
    text = unicodedata.normalize("NFC", question[: 4 * MAX_QUESTION])[:MAX_QUESTION]
    asked = asked_numbers(text) if _DIGIT.search(text) else ()
    decoded = decode_question(text, snapshot.language, snapshot.lexicon)
    terms = weigh_terms(decoded, snapshot)
    named = _named_announcements(snapshot, asked)
    candidates = choose_candidates(snapshot, terms, named=set(named))
    meant = restore_question(text, decoded, snapshot)
    keys = tuple(_key(a) for a in asked)
    pin = find_pin(snapshot.pins, decoded.folded, partial(weigh_word, snapshot=snapshot))
    if not candidates:
        return SearchResult(did_you_mean=meant, numbers=keys, pin=pin)
    features = describe_candidates(candidates, terms, snapshot)
    refs = [snapshot.segments[c.segment].refs[c.place] for c in candidates]
    bonus = np.array([named.get(ref.announcement_id, 0.0) for ref in refs])
    factors = np.array([ref.weight for ref in refs])
    scores = (features @ _FEATURE_WEIGHTS * factors + bonus).round(6).tolist()
    confidences = estimate_confidences(scores, [ref.announcement_id for ref in refs])
    wanted = _rank_meant(terms, snapshot)
    order = sorted(range(len(refs)), key=lambda i: (-scores[i], refs[i].id))[:limit]
    matches = tuple(
        Match(
            refs[i].id,
            refs[i].announcement_id,
            scores[i],
            confidences[i],
            _matched_words(candidates[i], wanted, snapshot) if rank < MAX_EXPLAINED else (),
            _explain(features[i], float(bonus[i])) if rank < MAX_EXPLAINED else {},
        )
        for rank, i in enumerate(order)
    )
    return SearchResult(matches, hint_outcome(confidences), meant, keys, pin)


def choose_candidates(snapshot: Snapshot, terms: WeightedTerms, *, named: set[str]) -> list[Candidate]:
    """Return the MAX_CANDIDATES sections with the best rough scores, and those of the named announcements.

    They come in the order of segments.
    """
    found: list[Candidate] = []
    rare = _rare_words(terms, snapshot)
    for number, (segment, alive) in enumerate(zip(snapshot.segments, snapshot.alive, strict=True)):
        scores = _score_roughly(segment, terms, rare, terms.pair_spans[number]) * segment.weights * alive
        chosen = set(_best_places(scores, MAX_CANDIDATES).tolist())
        chosen.update(i for id_ in named for i in segment.places.get(id_, ()) if alive[i])
        places = sorted(chosen)
        found += [Candidate(number, i, score) for i, score in zip(places, scores[places].tolist(), strict=True)]
    if len(found) > MAX_CANDIDATES:
        found = sorted(found, key=lambda c: (not _is_named(c, named, snapshot), -c.score))[:MAX_CANDIDATES]
        found.sort(key=lambda c: (c.segment, c.place))
    return found


def _is_named(candidate: Candidate, named: set[str], snapshot: Snapshot) -> bool:
    return snapshot.segments[candidate.segment].refs[candidate.place].announcement_id in named


def _best_places(scores: NDArray[np.float64], limit: int) -> NDArray[np.int64]:
    best = np.argpartition(scores, -limit)[-limit:] if len(scores) > limit else np.arange(len(scores))
    result: NDArray[np.int64] = best[scores[best] > 0]
    return result


def _score_roughly(
    segment: Segment, terms: WeightedTerms, rare: NDArray[np.int64], pair_spans: tuple[Ints, Ints]
) -> NDArray[np.float64]:
    """Return the score of each section: the weighted impacts of the words and pairs that it holds."""
    found = (
        (segment.words, terms.word_weights[rare], *segment.words.find(terms.words[rare])),
        (segment.pairs, PAIR_WEIGHT * terms.pair_weights, *pair_spans),
    )
    sections, impacts, shares = [], [], []
    for postings, weights, first, rows in found:
        spans = [slice(a, a + n) for a, n in zip(first.tolist(), rows.tolist(), strict=True) if n]
        sections += [postings.sections[span] for span in spans]
        impacts += [postings.impacts[span] for span in spans]
        shares.append(np.repeat(weights, rows))
    size = len(segment.refs)
    if not sections:
        return np.zeros(size)
    added = np.concatenate(shares) * np.concatenate(impacts)
    return np.bincount(np.concatenate(sections), added, minlength=size).astype(np.float64, copy=False)


def _rare_words(terms: WeightedTerms, snapshot: Snapshot) -> NDArray[np.int64]:
    """Return the places of the words to choose candidates by: those not too common, all where there are no others."""
    rare = np.flatnonzero(snapshot.idf[terms.words] >= math.log1p((1 - COMMON) / COMMON))
    return rare if len(rare) else np.arange(len(terms.words))


def _matched_words(candidate: Candidate, wanted: Sequence[int], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the first MAX_WORDS_SHOWN of the wanted words that the section has, canonical and in lower case."""
    texts = snapshot.segments[candidate.segment].texts
    held = set(texts.words[texts.starts[candidate.place] : texts.starts[candidate.place + 1]].tolist())
    found = [word for word in wanted if word in held]
    return tuple(snapshot.language.vocabulary.words[word] for word in found[:MAX_WORDS_SHOWN])


def _rank_meant(terms: WeightedTerms, snapshot: Snapshot) -> list[int]:
    """Return the words of the vocabulary that the question means, the weightiest first."""
    plain = dict(zip(terms.words.tolist(), terms.word_weights.tolist(), strict=True))
    meant = terms.meant[(terms.meant > BREAK) & (terms.meant < len(snapshot.plain_of))]
    pairs = zip(meant.tolist(), snapshot.plain_of[meant].tolist(), strict=True)
    weights = {word: plain[number] for word, number in pairs if plain.get(number, 0.0) > 0.0}
    return sorted(weights, key=lambda word: (-weights[word], word))


def _explain(features: NDArray[np.float64], bonus: float) -> dict[str, float | str]:
    parts: dict[str, float | str] = dict(zip(FEATURES, (features * _FEATURE_WEIGHTS).round(3).tolist(), strict=True))
    return {**parts, "number": bonus} if bonus else parts


def _named_announcements(snapshot: Snapshot, asked: Sequence[AskedNumber]) -> dict[str, float]:
    """Return the announcements that bear an asked number, with what that adds to their score."""
    named: dict[str, float] = {}
    for number in asked:
        for id_, own in snapshot.numbers.get(number.number.lower().lstrip("0"), ()):
            if is_asked(own, number):
                bonus = BARE_NUMBER_SCORE if number.is_bare else NUMBER_SCORE
                named[id_] = max(named.get(id_, 0.0), bonus)
    return named


def _key(asked: AskedNumber) -> str:
    parts = [asked.number.lower().lstrip("0"), str(asked.year or ""), fold(asked.symbol or asked.type_code or "")]
    return "/".join(part for part in parts if part)
