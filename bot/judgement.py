"""Judge what a search found: which section to show and whether it may be called an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.outcome import Outcome
from bot.scope import Scope, foreign_places, missed_years
from knowledge.announcement import Announcement, Hint, Match, Role, SearchResult, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.expected import expected_facts, lacks_asked_noun
from knowledge.facts import Fact, find_facts, held_facts

CLOSE = 0.6  # a match this near to the best one's confidence competes with it
FAINT = 0.15  # below, a match is not worth showing even as related
MAX_COMPETITORS = 5
_ANSWERING = frozenset({Role.BODY, Role.ANNEX})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may answer, and what stands against it."""

    match: Match
    section: Section
    announcement: Announcement
    held: frozenset[Fact] = frozenset()
    foreign: tuple[str, ...] = ()
    missed_years: tuple[int, ...] = ()
    lacks_noun: bool = False

    def is_answer(self, asked: frozenset[Fact]) -> bool:
        """Return whether nothing stands against calling the section an answer to a question for `asked`."""
        return not (self.foreign or self.missed_years or self.lacks_noun) and (not asked or bool(self.held))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the section to show first and the others, best first."""

    outcome: Outcome
    asked: frozenset[Fact] = frozenset()
    best: Candidate | None = None
    others: tuple[Candidate, ...] = field(default=())

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return every candidate, the one to show first."""
        return (self.best, *self.others) if self.best else self.others


def judge(
    base: KnowledgeBase, result: SearchResult, question: str, *, scope: Scope, home: Unit, among: Iterable[str] = ()
) -> Verdict:
    """Return the verdict on a search.

    Among close matches the first that holds the asked kind of fact and contradicts neither a named place nor a named
    year is taken; the search's own doubt (CLARIFY) is kept unless a single close match qualifies. `among` limits the
    choice to these announcements.
    """
    asked, allowed = expected_facts(question), frozenset(among)
    seen = (_weigh(base, match, question, (scope, home, asked)) for match in result.matches)
    candidates = [c for c in seen if c and (not allowed or c.announcement.id in allowed)]
    if not candidates or (not allowed and candidates[0].match.confidence < FAINT):
        return Verdict(Outcome.NOT_FOUND, asked, None, tuple(candidates))
    close = _close(candidates)
    fit = [c for c in close if c.is_answer(asked)]
    best = fit[0] if fit else close[0]
    others = tuple(c for c in candidates if c is not best)
    return Verdict(_outcome(result.hint, fit, close, asked, is_named=bool(allowed)), asked, best, others)


def _weigh(
    base: KnowledgeBase, match: Match, question: str, told: tuple[Scope, Unit, frozenset[Fact]]
) -> Candidate | None:
    section, announcement = base.section(match.section_id), base.announcement(match.announcement_id)
    if section is None or announcement is None or section.role not in _ANSWERING:
        return None
    scope, home, asked = told
    passage = "\n".join((announcement.title, *section.heading_path, section.text))
    return Candidate(
        match,
        section,
        announcement,
        held=held_facts(asked, find_facts(section.text)) if asked else frozenset(),
        foreign=foreign_places(scope, announcement, section, home=home, owner=base.unit(announcement.unit_id)),
        missed_years=missed_years(scope, announcement, section),
        lacks_noun=lacks_asked_noun(question, passage),
    )


def _close(candidates: Sequence[Candidate]) -> list[Candidate]:
    floor = candidates[0].match.confidence * CLOSE
    return [c for c in candidates[:MAX_COMPETITORS] if c.match.confidence >= floor]


def _outcome(
    hint: Hint, fit: Sequence[Candidate], close: Sequence[Candidate], asked: frozenset[Fact], *, is_named: bool
) -> Outcome:
    if not fit:
        return Outcome.NOT_FOUND if hint is Hint.NOT_FOUND and not is_named else Outcome.RELATED
    if hint is Hint.NOT_FOUND:
        return Outcome.RELATED if is_named else Outcome.NOT_FOUND
    if hint is Hint.ANSWERED or is_named:
        return Outcome.ANSWERED
    is_only_one = len(fit) == 1 and len(close) > 1 and bool(asked)
    return Outcome.ANSWERED if is_only_one and fit[0] is close[0] else Outcome.CLARIFY
