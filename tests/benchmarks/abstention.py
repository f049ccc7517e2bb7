"""Measure how well confidence tells a collection's own questions from those that nothing in it answers.

Run: python -m tests.benchmarks.abstention --corpus C.jsonl --own Q.jsonl --foreign Q.jsonl [--foreign …]
Files as for `python -m bot rank`. Each own question is paired with the foreign one nearest in length, used once; pairs
whose lengths differ by more than a quarter are left out of the second line. Prints the area under the ROC curve and the
share of own questions answered where one foreign question in twenty is.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.ranking import rank_file

FALSE_SHARE = 0.05
LIKE = 0.25


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's length in words and the confidence of the best match."""

    length: int
    confidence: float


def pair_lengths(own: Sequence[Asked], foreign: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Yield each own question, the longest first, with the foreign one nearest in length, each used once."""
    left = list(foreign)
    for question in sorted(own, key=lambda q: -q.length):
        if not left:
            return
        partner = min(left, key=lambda f: abs(f.length - question.length))
        left.remove(partner)
        yield question, partner


def area_under_curve(own: Sequence[float], foreign: Sequence[float]) -> float:
    """Return the chance that an own question is surer than a foreign one, ties half."""
    return sum((a > b) + 0.5 * (a == b) for a in own for b in foreign) / (len(own) * len(foreign))


def share_answered(own: Sequence[float], foreign: Sequence[float]) -> float:
    """Return the share of own questions surer than all but FALSE_SHARE of the foreign ones."""
    cut = sorted(foreign)[min(len(foreign) - 1, int(len(foreign) * (1 - FALSE_SHARE)))]
    return sum(confidence > cut for confidence in own) / len(own)


def ask(corpus: Path, questions: Path) -> list[Asked]:
    """Return every question of a file, asked of a corpus."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "ranked.jsonl"
        rank_file(corpus, questions, out, limit=1)
        ranked = {row["id"]: row["hits"] for row in _read(out)}
    return [
        Asked(len(row["text"].split()), max((hit["confidence"] for hit in ranked[row["id"]]), default=0.0))
        for row in _read(questions)
    ]


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def report(name: str, own: Sequence[Asked], foreign: Sequence[Asked]) -> str:
    """Return one line of figures."""
    ours, theirs = [q.confidence for q in own], [q.confidence for q in foreign]
    mean = [sum(q.length for q in asked) / len(asked) for asked in (own, foreign)]
    return (
        f"{name}: {len(own)} own of {mean[0]:.1f} words, {len(foreign)} foreign of {mean[1]:.1f}: "
        f"AUC {area_under_curve(ours, theirs):.3f}, answered at 5 % false {share_answered(ours, theirs):.2f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--own", type=Path, required=True)
    parser.add_argument("--foreign", type=Path, action="append", required=True)
    options = parser.parse_args()
    own = ask(options.corpus, options.own)
    foreign = [asked for path in options.foreign for asked in ask(options.corpus, path)]
    pairs = list(pair_lengths(own, foreign))
    print(report("all", own, foreign))
    print(report("nearest in length", own, [partner for _, partner in pairs]))
    like = [(q, f) for q, f in pairs if abs(q.length - f.length) <= LIKE * q.length]
    if like:
        print(report("like lengths only", [q for q, _ in like], [f for _, f in like]))


if __name__ == "__main__":
    main()
