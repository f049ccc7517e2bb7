"""Ask the shipped announcements every question of questions.yaml and measure what residents get.

Run: python -m tests.benchmarks.answers [--misses]. Prints how often the search has an expected section first or among
five in each register, what becomes of the questions, and milliseconds per answer; ends with 1 when a share has fallen
below its guard.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bot.answers.answerer import Answer, Answerer
from bot.catalogue import load_catalogue
from bot.outcome import Outcome
from bot.reply import Verb
from bot.settings import AnswerSettings
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.loaders import load_path

SHIPPED = Path(__file__).resolve().parents[2] / "knowledge" / "announcements"
QUESTIONS = Path(__file__).parent / "questions.yaml"
DAY = date(2026, 11, 23)  # the Monday that the shipped calendars are about
FOUND_FIRST = 0.70  # guards: the least share of in_scope questions, or the greatest of the others
ANSWERED_RIGHT = 0.57
SHOWN = 0.88
ANSWERED_FALSELY = 0.04


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with what it should lead to and what became of it; `found` are section ids, best first."""

    id: str
    group: str
    register: str
    question: str
    expected: frozenset[str]
    found: tuple[str, ...]
    answer: Answer
    spent_ms: float

    def is_found(self, depth: int) -> bool:
        """Return whether an expected section, or one of an expected announcement, is among the first `depth`."""
        return any(self._is_expected(section) for section in self.found[:depth])

    @property
    def is_shown(self) -> bool:
        """Return whether an expected passage is quoted or offered as a choice."""
        buttons = (button for row in self.answer.buttons for button in row)
        offered = (b.action.argument for b in buttons if b.action.verb is Verb.OPEN)
        quoted = (source.section_id or source.announcement_id for source in self.answer.sources)
        return any(map(self._is_expected, (*quoted, *offered)))

    @property
    def is_answered(self) -> bool:
        """Return whether the reply calls itself an answer."""
        return self.answer.outcome is Outcome.ANSWERED

    def _is_expected(self, section: str) -> bool:
        return not self.expected.isdisjoint((section, section.partition("/")[0]))


def build_answerer(folder: Path = SHIPPED) -> tuple[KnowledgeBase, Answerer]:
    """Return the shipped announcements and what answers from them on DAY."""
    base, loaded = KnowledgeBase(SearchIndex(load_lexicon())), load_path(folder)
    base.put_units(loaded.units)
    base.change(loaded.announcements)
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    settings = AnswerSettings()
    return base, Answerer(base, load_catalogue(), settings, unit_id="phuong-mau", today=lambda: DAY, zone=zone)


def ask_all(groups: Iterable[str] = ("in_scope", "out_of_scope", "facts_absent")) -> list[Asked]:
    """Return what became of every question of these groups, in the order of the file."""
    base, answerer = build_answerer()
    kept = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    return [_ask(base, answerer, group, entry) for group in groups for entry in kept[group]]


def _ask(base: KnowledgeBase, answerer: Answerer, group: str, entry: Mapping[str, object]) -> Asked:
    question, expected = str(entry["q"]), entry.get("expect") or [entry.get("near", "")]
    found = tuple(match.section_id for match in base.search(question, limit=5).matches)
    started = time.perf_counter()
    answer = answerer.answer(question, key="k1")
    spent_ms = (time.perf_counter() - started) * 1000
    assert isinstance(expected, list)
    register = str(entry.get("register", entry.get("distance", entry.get("fact"))))
    return Asked(str(entry["id"]), group, register, question, frozenset(expected), found, answer, spent_ms)


def share(asked: Sequence[Asked], holds: Callable[[Asked], bool]) -> float:
    """Return the share in [0, 1] of the questions for which `holds`; 0 without questions."""
    return sum(map(holds, asked)) / len(asked) if asked else 0.0


def measure(asked: Sequence[Asked]) -> dict[str, float]:
    """Return the guarded shares."""
    answerable = [a for a in asked if a.group == "in_scope"]
    others = [a for a in asked if a.group != "in_scope"]
    return {
        "found first": share(answerable, lambda a: a.is_found(1)),
        "answered right": share(answerable, lambda a: a.is_answered and a.is_shown),
        "shown": share(answerable, lambda a: a.is_shown),
        "answered falsely": share(others, lambda a: a.is_answered),
    }


def find_failures(measured: Mapping[str, float]) -> list[str]:
    """Return a sentence for each share beyond its guard."""
    least = {"found first": FOUND_FIRST, "answered right": ANSWERED_RIGHT, "shown": SHOWN}
    failures = [f"{name} {measured[name]:.3f} < {guard}" for name, guard in least.items() if measured[name] < guard]
    falsely = measured["answered falsely"]
    return (
        [*failures, f"answered falsely {falsely:.3f} > {ANSWERED_FALSELY}"] if falsely > ANSWERED_FALSELY else failures
    )


def report(asked: Sequence[Asked]) -> str:
    """Return the figures as lines of text."""
    lines = [f"{'register':<15}{'n':>4}{'R@1':>7}{'R@5':>7}{'right':>7}{'shown':>7}{'wrong':>7}"]
    answerable = [a for a in asked if a.group == "in_scope"]
    names = [*dict.fromkeys(a.register for a in answerable), "all"]
    lines += [_row(name, [a for a in answerable if name in (a.register, "all")]) for name in names]
    for group in ("out_of_scope", "facts_absent"):
        rest = [a for a in asked if a.group == group]
        outcomes = Counter(a.answer.outcome.value for a in rest)
        lines.append(f"{group} ({len(rest)}): " + ", ".join(f"{k} {n}" for k, n in outcomes.most_common()))
    spent = sorted(a.spent_ms for a in asked)
    lines.append(f"answer: p50 {spent[len(spent) // 2]:.1f} ms, p95 {spent[int(len(spent) * 0.95)]:.1f} ms")
    return "\n".join(lines)


def _row(name: str, rows: Sequence[Asked]) -> str:
    shares = (
        share(rows, lambda a: a.is_found(1)),
        share(rows, lambda a: a.is_found(5)),
        share(rows, lambda a: a.is_answered and a.is_shown),
        share(rows, lambda a: a.is_shown),
        share(rows, lambda a: a.is_answered and not a.is_shown),
    )
    return f"{name:<15}{len(rows):>4}" + "".join(f"{value:>7.2f}" for value in shares)


def _tell_miss(asked: Asked) -> str | None:
    """Return a line for a question that did not end well, None for the others."""
    if asked.is_answered == (asked.group == "in_scope") and (asked.is_shown or asked.group != "in_scope"):
        return None
    shown = asked.answer.section_id or "-"
    rank = next((n for n in range(1, 6) if asked.is_found(n)), 0)
    expected = " ".join(sorted(asked.expected))
    return f"{asked.id} {asked.answer.outcome.value} {shown} (expected {expected}, rank {rank}): {asked.question}"


def main() -> None:
    """Print the figures, on request the questions that did not end well, and the shares beyond their guards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="list the questions that did not end well")
    options = parser.parse_args()
    asked = ask_all()
    print(report(asked))
    if options.misses:
        print("\n".join(filter(None, map(_tell_miss, asked))))
    failures = find_failures(measure(asked))
    print("\n".join(failures) or "every share within its guard")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
