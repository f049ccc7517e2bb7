"""Retrieval alone on any collection: rank every question of one file over the sections of another."""

from __future__ import annotations

import argparse
import json
import re
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.announcement import Announcement, SearchResult, Section
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.vietnamese import clean


class RankError(Exception):
    """A corpus or question file cannot be used; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class RankReport:
    """Seconds to build the index, peak memory of the process in megabytes, sections and questions read."""

    build_s: float
    peak_mb: float
    sections: int
    questions: int


def rank_file(corpus: Path, queries: Path, out: Path, *, limit: int = 10) -> RankReport:
    """Write the ranked sections of `corpus` for every question of `queries` to `out` and return a report.

    Corpus lines are {"id", "title", "text"}, question lines {"id", "text"}; written lines are {"id", "hits": [{"id",
    "score", "confidence"}], "outcome", "elapsed_ms"}. Raises RankError for a line that is not as described.
    """
    announcements = [_announcement(row) for row in _read(corpus, ("id", "title", "text"))]
    questions = list(_read(queries, ("id", "text")))
    started = time.perf_counter()
    index = SearchIndex(load_lexicon())
    index.put_many(announcements)
    build_s = time.perf_counter() - started
    with out.open("w", encoding="utf-8") as file:
        for row in questions:
            started = time.perf_counter()
            result = index.search(row["text"], limit=limit)
            elapsed_ms = (time.perf_counter() - started) * 1000
            file.write(json.dumps(_line(row["id"], result, elapsed_ms), ensure_ascii=False) + "\n")
    return RankReport(build_s, read_peak_mb(), len(announcements), len(questions))


def read_peak_mb() -> float:
    """Return the peak resident memory of this process in megabytes.

    Linux tells it in /proc; elsewhere the resource usage does, which may count the parent of a fork.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
        if found:
            return int(found.group(1)) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _announcement(row: dict[str, str]) -> Announcement:
    section = Section(id=row["id"], announcement_id=row["id"], position=0, text=clean(row["text"]))
    return Announcement(id=row["id"], title=clean(row["title"]), sections=(section,))


def _line(question_id: str, result: SearchResult, elapsed_ms: float) -> dict[str, Any]:
    hits = [{"id": m.section_id, "score": m.score, "confidence": m.confidence} for m in result.matches]
    return {"id": question_id, "hits": hits, "outcome": str(result.hint), "elapsed_ms": round(elapsed_ms, 3)}


def _read(path: Path, keys: tuple[str, ...]) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise RankError(f"{path}, line {number}: not JSON: {error}") from error
            if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in keys):
                raise RankError(f"{path}, line {number}: expected an object with the texts {', '.join(keys)}")
            yield {key: row[key] for key in keys}


def main(argv: list[str] | None = None) -> None:
    """Rank from the command line and print the report."""
    parser = argparse.ArgumentParser(description="Rank the sections of a collection for each of its questions.")
    for name in ("corpus", "queries", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10)
    options = parser.parse_args(argv)
    report = rank_file(options.corpus, options.queries, options.out, limit=options.limit)
    print(f"build {report.build_s:.2f} s, peak memory {report.peak_mb:.0f} MB, {report.sections} sections")  # noqa: T201


if __name__ == "__main__":
    main()
