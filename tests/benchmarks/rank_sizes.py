"""Measure the index at size: sections recombined from real sentences, clean and badly typed questions about them.

Run: python -m tests.benchmarks.rank_sizes [--sizes 1000,10000,100000] [--texts FOLDER_OR_JSONL ...]
Sentences come from the shipped announcements, or from JSON Lines with "text". Prints build seconds, memory that the
index keeps, and milliseconds per question (median, 95th of 100), each size in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.announcement import Announcement, Section
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.ranking import read_peak_mb
from knowledge.vietnamese import clean, fold

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge" / "announcements"
SENTENCE = re.compile(r"(?<=[.;:])\s+|\n+")
WORDS_A_SECTION = 140
QUESTIONS = 300


def read_sentences(sources: Sequence[Path]) -> list[str]:
    """Return the sentences of at least six words in text files, folders of Markdown and JSON Lines."""
    texts = [text for source in sources for text in _read_texts(source)]
    return [s for text in texts for s in SENTENCE.split(clean(text)) if len(s.split()) >= 6]


def _read_texts(source: Path) -> Iterator[str]:
    if source.is_dir():
        for path in sorted(source.rglob("*.md")):
            yield path.read_text(encoding="utf-8")
    elif source.suffix == ".jsonl":
        for line in source.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]
    else:
        yield source.read_text(encoding="utf-8")


def recombine(sentences: Sequence[str], count: int, rng: random.Random) -> list[Announcement]:
    """Return `count` announcements of one section of about WORDS_A_SECTION words."""
    made = []
    for number in range(count):
        picked: list[str] = []
        while sum(len(s.split()) for s in picked) < WORDS_A_SECTION:
            picked.append(rng.choice(sentences))
        section = Section(id=f"a{number}/1", announcement_id=f"a{number}", position=0, text="\n".join(picked))
        title = " ".join(rng.choice(sentences).split()[:10])
        made.append(Announcement(id=f"a{number}", title=title, sections=(section,)))
    return made


def ask(sentences: Sequence[str], rng: random.Random) -> list[str]:
    """Return questions of 8 to 24 words out of the sentences, every second one without marks and with slips."""
    questions = []
    for number in range(QUESTIONS):
        words = rng.choice(sentences).split()[: rng.randint(8, 24)]
        questions.append(" ".join(words) if number % 2 else " ".join(_garble(fold(w), rng) for w in words))
    return questions


def _garble(word: str, rng: random.Random) -> str:
    if len(word) < 3 or rng.random() > 0.2:
        return word
    at = rng.randrange(len(word) - 1)
    return rng.choice(
        [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + word[at + 1] + word[at]]
    )


def measure(sentences: Sequence[str], size: int) -> str:
    """Return one line of figures for an index of `size` sections."""
    rng = random.Random(size)
    announcements = recombine(sentences, size, rng)
    questions = ask(sentences, rng)
    before_mb = read_peak_mb()
    started = time.perf_counter()
    index = SearchIndex(load_lexicon())
    index.put_many(announcements)
    build_s = time.perf_counter() - started
    kept_mb = index.memory_bytes() / 2**20
    peak_mb = read_peak_mb() - before_mb
    spent = sorted(_time(index, question) for question in questions)
    changed = announcements[0]
    started = time.perf_counter()
    index.put(changed)
    put_ms = (time.perf_counter() - started) * 1000
    return (
        f"{size:>7} sections: build {build_s:.2f} s, arrays {kept_mb:.0f} MB, peak while building +{peak_mb:.0f} MB, "
        f"p50 {spent[len(spent) // 2]:.2f} ms, p95 {spent[int(len(spent) * 0.95)]:.2f} ms, one put {put_ms:.0f} ms"
    )


def _time(index: SearchIndex, question: str) -> float:
    started = time.perf_counter()
    index.search(question)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure every size, each in its own process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument("--texts", type=Path, nargs="+", default=[SHIPPED])
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    if len(sizes) == 1:
        print(measure(read_sentences(options.texts), sizes[0]))
        return
    for size in sizes:
        command = [sys.executable, "-m", "tests.benchmarks.rank_sizes", "--sizes", str(size), "--texts"]
        subprocess.run([*command, *map(str, options.texts)], check=True)


if __name__ == "__main__":
    main()
