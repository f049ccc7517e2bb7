"""The search: question in, ranked sections with confidence out."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.announcement import Match, SearchResult
from knowledge.confidence import estimate_confidences, hint_outcome
from knowledge.decoding import decode_question
from knowledge.features import FEATURES, Candidate, describe_candidates
from knowledge.numbers import AskedNumber, asked_numbers, is_asked
from knowledge.postings import Keys, Postings
from knowledge.restoring import restore_question
from knowledge.segments import Segment, Snapshot
from knowledge.terms import WeightedTerms, weigh_terms
from knowledge.vietnamese import fold
from knowledge.words import BREAK

MAX_QUESTION = 1000
MAX_CANDIDATES = 30
PAIR_WEIGHT = 0.5
COMMON = 0.4  # share of sections above which a word is too common to choose candidates by
WEIGHTS = {
    "rough": 0.8,
    "head": 1.6,
    "focus": 2.9,
    "headless": 2.4,
    "window": 4.45,
    "pairs": 3.2,
    "skips": 2.3,
    "length": -0.18,
    "joined": 3.1,
}
NUMBER_SCORE = 25.0  # added for the document that the question names by its number
BARE_NUMBER_SCORE = 8.0  # and where only digits are given
MAX_WORDS_SHOWN = 12
MAX_EXPLAINED = 4  # matches that come with words and reasons; more are never shown


def find_matches(snapshot: Snapshot, question: str, *, limit: int = 10) -> SearchResult:
    """Return the best `limit` sections for `question`, best first, ties by section id.

    Only the first MAX_QUESTION characters count. Cost: linear in the sections that share words with the question.
    """
    text = question[:MAX_QUESTION]
    asked = asked_numbers(text) if any(c.isdigit() for c in text) else ()
    decoded = decode_question(text, snapshot.language, snapshot.lexicon)
    terms = weigh_terms(decoded, snapshot)
    named = _named_announcements(snapshot, asked)
    candidates = choose_candidates(snapshot, terms, named=set(named))
    meant = restore_question(text, decoded, snapshot)
    keys = tuple(_key(a) for a in asked)
    if not candidates:
        return SearchResult(did_you_mean=meant, numbers=keys)
    features = describe_candidates(candidates, terms, snapshot)
    refs = [snapshot.segments[c.segment].refs[c.place] for c in candidates]
    bonus = np.array([named.get(ref.announcement_id, 0.0) for ref in refs])
    factors = np.array([ref.weight for ref in refs])
    scores = (features @ np.array([WEIGHTS[name] for name in FEATURES]) * factors + bonus).round(6).tolist()
    confidences = estimate_confidences(scores, [ref.announcement_id for ref in refs])
    meant_weights = _meant_weights(terms, snapshot)
    order = sorted(range(len(refs)), key=lambda i: (-scores[i], refs[i].id))[:limit]
    matches = tuple(
        Match(
            refs[i].id,
            refs[i].announcement_id,
            scores[i],
            confidences[i],
            _matched_words(candidates[i], meant_weights, snapshot) if rank < MAX_EXPLAINED else (),
            _explain(features[i], float(bonus[i])) if rank < MAX_EXPLAINED else {},
        )
        for rank, i in enumerate(order)
    )
    return SearchResult(matches, hint_outcome(confidences), meant, keys)


def choose_candidates(snapshot: Snapshot, terms: WeightedTerms, *, named: set[str]) -> list[Candidate]:
    """Return the MAX_CANDIDATES sections with the best rough scores, and those of the named announcements."""
    found: list[Candidate] = []
    rare = _rare_words(terms, snapshot)
    for number, (segment, alive) in enumerate(zip(snapshot.segments, snapshot.alive, strict=True)):
        scores = _score_roughly(segment, terms, rare) * segment.weights * alive
        best = _best_places(scores, MAX_CANDIDATES)
        wanted = {i for id_ in named for i in segment.places.get(id_, ()) if alive[i]}
        found += [Candidate(number, i, float(scores[i])) for i in sorted(wanted | {int(i) for i in best})]
    found.sort(key=lambda c: (not _is_named(c, named, snapshot), -c.score))
    return found[:MAX_CANDIDATES]


def _is_named(candidate: Candidate, named: set[str], snapshot: Snapshot) -> bool:
    return snapshot.segments[candidate.segment].refs[candidate.place].announcement_id in named


def _best_places(scores: NDArray[np.float64], limit: int) -> NDArray[np.int64]:
    best = np.argpartition(-scores, limit)[:limit] if len(scores) > limit else np.arange(len(scores))
    result: NDArray[np.int64] = best[scores[best] > 0]
    return result


def _score_roughly(segment: Segment, terms: WeightedTerms, rare: NDArray[np.int64]) -> NDArray[np.float64]:
    size = len(segment.refs)
    return _add_up(segment.words, terms.words[rare], terms.word_weights[rare], size) + _add_up(
        segment.pairs, terms.pairs, PAIR_WEIGHT * terms.pair_weights, size
    )


def _rare_words(terms: WeightedTerms, snapshot: Snapshot) -> NDArray[np.int64]:
    """Return the places of the words to choose candidates by: those not too common, all where there are no others."""
    rare = np.flatnonzero(snapshot.idf[terms.words] >= math.log1p((1 - COMMON) / COMMON))
    return rare if len(rare) else np.arange(len(terms.words))


def _add_up(postings: Postings, keys: Keys, weights: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the score of each section: the weighted impacts of the keys that it holds."""
    first, rows = postings.find(keys)
    kept = np.flatnonzero(rows)
    if not len(kept):
        return np.zeros(size)
    spans = [slice(a, a + n) for a, n in zip(first[kept].tolist(), rows[kept].tolist(), strict=True)]
    sections = np.concatenate([postings.sections[span] for span in spans])
    impacts = np.concatenate([postings.impacts[span] for span in spans])
    added = np.repeat(weights[kept], rows[kept]) * impacts
    return np.bincount(sections, added, minlength=size).astype(np.float64, copy=False)


def _matched_words(candidate: Candidate, weights: NDArray[np.float64], snapshot: Snapshot) -> tuple[str, ...]:
    """Return the words of the section that the question means, the weightiest first, canonical and in lower case."""
    texts = snapshot.segments[candidate.segment].texts
    words = texts.words[texts.starts[candidate.place] : texts.starts[candidate.place + 1]]
    found = set(words[weights[words] > 0].tolist())
    best = sorted(found, key=lambda word: (-weights[word], word))[:MAX_WORDS_SHOWN]
    return tuple(snapshot.language.vocabulary.words[word] for word in best)


def _meant_weights(terms: WeightedTerms, snapshot: Snapshot) -> NDArray[np.float64]:
    """Return the weight of each word of the vocabulary that the question means, 0 for the others."""
    plain = np.zeros(len(snapshot.idf))
    plain[terms.words] = terms.word_weights
    weights = np.zeros(len(snapshot.plain_of))
    meant = terms.meant[(terms.meant > BREAK) & (terms.meant < len(weights))]
    weights[meant] = plain[snapshot.plain_of[meant]]
    return weights


def _explain(features: NDArray[np.float64], bonus: float) -> dict[str, float | str]:
    parts: dict[str, float | str] = {
        name: round(float(value) * WEIGHTS[name], 3) for name, value in zip(FEATURES, features, strict=True)
    }
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
