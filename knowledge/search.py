"""The search: question in, ranked sections with confidence out."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from knowledge.announcement import Hint, Match, SearchResult
from knowledge.decoding import decode_question
from knowledge.numbers import AskedNumber, asked_numbers, is_asked
from knowledge.postings import Postings
from knowledge.segments import Segment, Snapshot
from knowledge.terms import Terms, collect_terms
from knowledge.vietnamese import fold

MAX_QUESTION = 1000
PAIR_WEIGHT = 0.5
NUMBER_SCORE = 100.0
ANSWERED_FROM = 0.6
CLARIFY_FROM = 0.25


def find_matches(snapshot: Snapshot, question: str, *, limit: int = 10) -> SearchResult:
    """Return the best `limit` sections for `question`, best first, ties by section id.

    Only the first MAX_QUESTION characters count. Cost: linear in the sections that share words with the question.
    """
    text = question[:MAX_QUESTION]
    asked = asked_numbers(text) if any(c.isdigit() for c in text) else ()
    decoded = decode_question(text, snapshot.language, snapshot.lexicon)
    terms = collect_terms(decoded, snapshot.plain_of, snapshot.language.vocabulary, snapshot.lexicon.question_weights)
    idf = _weigh_terms(snapshot, terms)
    named = _named_announcements(snapshot, asked)
    found = []
    for segment, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        scores = _score(segment, terms, idf) * segment.weights * alive
        for id_ in named:
            scores[list(segment.places.get(id_, ()))] += NUMBER_SCORE
        best = np.argsort(-scores, kind="stable")[:limit]
        found += [(float(scores[i]), segment.refs[i]) for i in best if scores[i] > 0]
    found.sort(key=lambda f: (-f[0], f[1].id))
    most = _best_possible(terms, idf)
    matches = tuple(
        Match(ref.id, ref.announcement_id, score, _confidence(score / most if most else 0.0), (), {"score": score})
        for score, ref in found[:limit]
    )
    return SearchResult(matches, _hint(matches), None, tuple(_key(a) for a in asked))


def _weigh_terms(snapshot: Snapshot, terms: Terms) -> Mapping[int, float]:
    size = snapshot.size
    weights: dict[int, float] = {}
    for keys, name in ((terms.words, "words"), (terms.pairs, "pairs")):
        wanted = np.fromiter(keys, np.int64, len(keys))
        held = np.zeros(len(keys))
        for segment in snapshot.segments:
            held += getattr(segment, name).find(wanted)[1]
        idf = np.log1p((np.maximum(size - held, 0) + 0.5) / (held + 0.5))
        weights.update(zip(keys, idf.tolist(), strict=True))
    return weights


def _score(segment: Segment, terms: Terms, idf: Mapping[int, float]) -> NDArray[np.float64]:
    scores = np.zeros(len(segment.refs))
    for postings, keys, factor in ((segment.words, terms.words, 1.0), (segment.pairs, terms.pairs, PAIR_WEIGHT)):
        _add(scores, postings, {k: w * idf[k] * factor for k, w in keys.items()})
    return scores


def _add(scores: NDArray[np.float64], postings: Postings, weights: Mapping[int, float]) -> None:
    first, rows = postings.find(np.fromiter(weights, np.int64, len(weights)))
    for start, count, weight in zip(first.tolist(), rows.tolist(), weights.values(), strict=True):
        if count:
            scores[postings.sections[start : start + count]] += weight * postings.impacts[start : start + count]


def _best_possible(terms: Terms, idf: Mapping[int, float]) -> float:
    return sum(idf[k] * w for k, w in terms.words.items()) + PAIR_WEIGHT * sum(
        idf[k] * w for k, w in terms.pairs.items()
    )


def _confidence(share: float) -> float:
    return 1 / (1 + math.exp(4.0 - 5.0 * share))


def _hint(matches: tuple[Match, ...]) -> Hint:
    best = matches[0].confidence if matches else 0.0
    if best >= ANSWERED_FROM:
        return Hint.ANSWERED
    return Hint.CLARIFY if best >= CLARIFY_FROM else Hint.NOT_FOUND


def _named_announcements(snapshot: Snapshot, asked: tuple[AskedNumber, ...]) -> set[str]:
    return {
        id_
        for number in asked
        for id_, own in snapshot.numbers.get(number.number.lower().lstrip("0"), ())
        if is_asked(own, number)
    }


def _key(asked: AskedNumber) -> str:
    parts = [asked.number.lower().lstrip("0"), str(asked.year or ""), fold(asked.symbol or asked.type_code or "")]
    return "/".join(part for part in parts if part)
