"""What lessons cost: milliseconds per search with none, and with many of each kind, on a collection of rank.

Run: python -m tests.benchmarks.lessons --corpus C.jsonl --queries Q.jsonl [--lessons 1000]. A quarter of the lessons
are of each kind; pins are real questions of the file with words added, so that they share words with what is asked.
Prints p50 and p95 of three passes each, and seconds to take the lessons over.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

from knowledge.announcement import Announcement, Section
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.teaching import Lesson, LessonKind

PASSES = 3


def _read(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _build(corpus: Path) -> KnowledgeBase:
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    texts = enumerate(_read(corpus))
    base.change(
        Announcement(f"d{n}", t["title"], sections=(Section(f"d{n}/p", f"d{n}", 0, t["text"]),)) for n, t in texts
    )
    return base


def _make(base: KnowledgeBase, questions: list[str], count: int) -> list[Lesson]:
    chance = random.Random(1)
    words = [word for question in questions for word in question.split()]
    section = base.section("d0/p")
    assert section is not None
    made = []
    for number in range(count):
        pick = " ".join(chance.choices(words, k=2))
        kind = tuple(LessonKind)[number % 4]
        if kind is LessonKind.SYNONYM:
            made.append(Lesson(number, kind, f"{pick} xyz{number}", pick))
        elif kind is LessonKind.SPELLING:
            made.append(Lesson(number, kind, f"qz{number}", pick))
        elif kind is LessonKind.ALIAS:
            made.append(Lesson(number, kind, f"{pick} zz{number}", target=f"d{number}"))
        else:
            wording = f"{chance.choice(questions)} {' '.join(chance.choices(words, k=8))}"
            made.append(Lesson(number, kind, wording, target=section.id, digest=section.digest))
    return made


def _measure(base: KnowledgeBase, questions: list[str]) -> tuple[float, float]:
    spent = []
    for _ in range(PASSES):
        for question in questions:
            started = time.perf_counter()
            base.search(base.spell_names(question).question)
            spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--lessons", type=int, default=1000)
    options = parser.parse_args()
    base, questions = _build(options.corpus), [query["text"] for query in _read(options.queries)]
    _measure(base, questions)
    for count in (0, options.lessons, 0):
        lessons = _make(base, questions, count)
        started = time.perf_counter()
        base.teach(lessons)
        taken_s = time.perf_counter() - started
        p50, p95 = _measure(base, questions)
        print(f"{count:5} lessons: p50 {p50:.2f} ms, p95 {p95:.2f} ms, taken over in {taken_s:.2f} s")


if __name__ == "__main__":
    main()
