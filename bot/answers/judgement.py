"""Judge what a search found: which section to show and whether it may be called an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.answers.scope import Scope, foreign_places, missed_days, missed_months, missed_years, owner_of
from bot.outcome import Outcome
from knowledge.announcement import Announcement, Hint, Match, Role, SearchResult, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.expected import asks_whether, expected_facts, lacks_asked_noun, names_fact, names_other
from knowledge.facts import Fact, find_facts, held_facts
from knowledge.overlap import Overlap, measure_overlap

CLOSE = 0.55  # a match that scores this share of the best one's competes with it, from its own announcement
RIVAL = 0.8  # and from another announcement
CLOSER = 0.84
_SAME = 0.95
_LIKELY = 0.28
_SETTLED = 0.55  # the share of the question's words with which a section that announces and holds the fact is enough
_SETTLED_UNSURE = 0.7  # and one that is not the best match, or where the search found nothing
_WHOLE = 0.9  # and all but the whole of it
_FEW = 3  # words of a question that carry all it is about
_HOLDS = 0.25  # worth of holding the asked kind of fact, in shares of the best score
_NAMES = 0.22  # worth of a heading that announces it
_REPEATS = 0.2  # worth of repeating the question's words
_TELLS = 0.1  # worth of repeating them itself, and not only through its title
_HEADED = 0.17  # worth of a heading that repeats them
_NO_OVERLAP = Overlap(0.0, 0.0, 0)
_ANSWERING = frozenset({Role.BODY, Role.ANNEX})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section that may answer, its score as a share of the best one's, and what stands against it."""

    match: Match
    section: Section
    announcement: Announcement
    share: float = 1.0
    held: frozenset[Fact] = frozenset()
    held_share: float = 0.0
    is_named: bool = False
    names_other: bool = False
    foreign: tuple[str, ...] = ()
    missed_years: tuple[int, ...] = ()
    misses_dates: bool = False
    lacks_noun: bool = False
    overlap: Overlap = _NO_OVERLAP
    headed: float = 0.0
    telling: float = 0.0

    @property
    def worth(self) -> float:
        """Return the score by which candidates compete."""
        named = self.is_named * _NAMES * (0.5 if self.names_other else 1.0)
        repeated = _REPEATS * self.overlap.words + _TELLS * self.telling + _HEADED * self.headed
        return self.share + self.held_share * (_HOLDS + named) + repeated

    @property
    def is_near(self) -> bool:
        """Return whether the section repeats enough of the question to be offered where nothing answers."""
        return self.overlap.words >= 0.3 and self.overlap.count > 1

    def is_answer(self, asked: frozenset[Fact]) -> bool:
        """Return whether nothing stands against calling the section an answer to a question for `asked`."""
        against = self.foreign or self.missed_years or self.misses_dates or self.lacks_noun
        return not against and (not asked or bool(self.held))


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

    Sections that hold the asked kind of fact under a heading that announces it go before better matches without it,
    also those of the best match's announcement that the search left out. What contradicts a named place or year is no
    answer. The search's doubt (CLARIFY) is kept unless such a section settles it. `among` limits the choice to these
    announcements.
    """
    asked, allowed = expected_facts(question), frozenset(among)
    seen = [c for c in _candidates(base, result, allowed) if c.section.role in _ANSWERING]
    if not seen:
        return Verdict(Outcome.NOT_FOUND, asked)
    if asked:
        seen += _siblings(seen)
    told, kin = (scope, home, asked), seen[0].announcement.id
    weighed = [_weigh(base, c, question, told, is_kin=c.announcement.id == kin) for c in seen]
    top = weighed[0]
    close = [c for c in weighed if _is_close(c, top)]
    fit = sorted((c for c in close if c.is_answer(asked)), key=lambda c: -c.worth)
    best = fit[0] if fit else top
    others = tuple(c for c in weighed if c is not best and c.share > 0)
    hint = _heed_evidence(result.hint, weighed)
    is_sure = best is top and result.hint is not Hint.NOT_FOUND
    is_told = best.overlap.words >= (_SETTLED if is_sure else _SETTLED_UNSURE)
    is_settled = is_told and best.announcement.id == kin and best.is_named and best.held == asked
    outcome = _outcome(hint, best, asked, is_limited=bool(allowed), is_settled=is_settled)
    is_lone = (
        result.hint is Hint.CLARIFY and bool(asked) and len(fit) == 1 and (best is top or best.overlap.words >= 0.7)
    )
    if outcome is Outcome.CLARIFY and _is_covered(best.overlap) and (is_lone or _is_likely(best, top, asked)):
        outcome = Outcome.ANSWERED  # of the passages that compete, one alone holds what was asked
    if outcome is Outcome.ANSWERED and not asked and 0 < top.overlap.count <= 2 and not _is_about(question, best):
        outcome = Outcome.RELATED  # a word or two that the passage mentions by the way
    is_topic = not asks_whether(question) and _is_only_a_topic(weighed, asked)
    if outcome is Outcome.ANSWERED and ((is_topic and not allowed) or not _is_supported(best, top)):
        outcome = Outcome.CLARIFY
    return Verdict(outcome, asked, best, others)


def _candidates(base: KnowledgeBase, result: SearchResult, allowed: frozenset[str]) -> Iterator[Candidate]:
    best = 0.0
    for match in result.matches:
        section, announcement = base.section(match.section_id), base.announcement(match.announcement_id)
        if section and announcement and (not allowed or announcement.id in allowed):
            best = best or match.score or 1.0
            yield Candidate(match, section, announcement, match.score / best)


def _siblings(seen: Sequence[Candidate]) -> list[Candidate]:
    """Return the sections of the best match's announcement that the search left out."""
    top, found = seen[0], {c.section.id for c in seen}
    faint = Match("", top.announcement.id, 0.0, top.match.confidence * CLOSE)
    rest = (s for s in top.announcement.sections if s.id not in found and s.role in _ANSWERING)
    return [Candidate(faint, s, top.announcement, 0.0) for s in rest]


def _weigh(
    base: KnowledgeBase, found: Candidate, question: str, told: tuple[Scope, Unit, frozenset[Fact]], *, is_kin: bool
) -> Candidate:
    section, announcement = found.section, found.announcement
    scope, home, asked = told
    passage = "\n".join((announcement.title, announcement.issuer or "", *section.heading_path, section.text))
    held = held_facts(asked, find_facts(section.text)) if asked else frozenset()
    return Candidate(
        found.match,
        section,
        announcement,
        found.share,
        held=held,
        held_share=len(held) / len(asked) if asked else 0.0,
        names_other=bool(section.heading_path) and names_other(section.heading_path[-1], asked),
        is_named=is_kin and bool(section.heading_path) and names_fact(section.heading_path[-1], asked),
        foreign=foreign_places(scope, announcement, section, home=home, owner=owner_of(announcement, base.units())),
        missed_years=missed_years(scope, announcement, section),
        misses_dates=bool(missed_months(scope, announcement, section) or missed_days(scope, announcement)),
        lacks_noun=lacks_asked_noun(question, passage),
        overlap=measure_overlap(question, "\n".join((passage, *announcement.aliases)), matched=found.match.words),
        headed=_share_in_heading(question, section),
        telling=measure_overlap(question, "\n".join((*section.heading_path, section.text))).words,
    )


def _is_covered(overlap: Overlap) -> bool:
    """Return whether enough of the question stands in a passage: of few words every one, else half of them."""
    return overlap.words >= (0.5 if overlap.count > _FEW else 1.0)


def _share_in_heading(question: str, section: Section) -> float:
    """Return the share of the question's words that the heading repeats, 0 for a single word."""
    told = measure_overlap(question, section.heading_path[-1]) if section.heading_path else _NO_OVERLAP
    return told.words if told.count > 1 else 0.0


def _heed_evidence(hint: Hint, weighed: Sequence[Candidate]) -> Hint:
    """Return a surer hint where the best match repeats the question's words and leaves the next one behind.

    The search's confidence weighs each word by its rarity; in a long question common words weigh it down.
    """
    top = weighed[0]
    overlap, second = top.overlap, max((c.share for c in weighed[1:] if not _is_twin(c, top)), default=0.0)
    is_repeated = overlap.words >= 0.75 and overlap.pairs >= 0.6 and overlap.count >= 4 and second <= 0.8
    is_likely = overlap.words >= 0.6 and overlap.pairs >= 0.3 and second <= 0.65
    if overlap.words >= 0.75 and overlap.count > 2 and any(_is_twin(c, top) and c.share >= CLOSER for c in weighed):
        return Hint.ANSWERED  # two texts about one document have it first
    if hint is Hint.CLARIFY:
        return Hint.ANSWERED if is_repeated or is_likely else hint
    is_plausible = overlap.words >= 0.6 and overlap.pairs >= 0.3 and overlap.count >= 3
    return Hint.CLARIFY if hint is Hint.NOT_FOUND and (is_repeated or is_plausible) else hint


def _is_likely(best: Candidate, top: Candidate, asked: frozenset[Fact]) -> bool:
    """Return whether the best match holds all that is asked and repeats most of the question."""
    is_whole = bool(asked) and best.held == asked and best.overlap.words >= 0.65
    is_first = best is top and best.match.confidence >= _LIKELY
    return is_whole and (is_first or (best.headed == 1.0 and best.share >= CLOSER))


def _is_about(question: str, candidate: Candidate) -> bool:
    """Return whether a title, heading or alias, and not the text alone, has a word of the question."""
    announcement = candidate.announcement
    heads = "\n".join((announcement.title, *candidate.section.heading_path, *announcement.aliases))
    return measure_overlap(question, heads, matched=candidate.match.words).words > 0


def _is_supported(best: Candidate, top: Candidate) -> bool:
    """Return whether the best section repeats the question's words, and does so nearly as well as the top match.

    A section that was preferred because it holds the asked kind of fact may tell that fact of something else.
    """
    told, first = best.overlap, top.overlap
    if told.count >= 5 and told.words < 0.5:
        return False
    is_kin = best.announcement.id == top.announcement.id
    if best is top or best.share >= _SAME or (is_kin and best.is_named and told.words >= _WHOLE):
        return True
    is_near = told.words >= first.words - 0.15 and told.pairs >= first.pairs - 0.2
    return is_near and (best.is_named or best.share >= CLOSER)


def _is_only_a_topic(weighed: Sequence[Candidate], asked: frozenset[Fact]) -> bool:
    """Return whether a few words name a whole procedure ("khai sinh") rather than ask one thing of it."""
    top = weighed[0]
    rivals = [c for c in weighed[1:] if c.share >= 0.85 and c.announcement.id == top.announcement.id]
    return not asked and top.overlap.count <= 3 and len(rivals) >= 2


def _is_twin(candidate: Candidate, top: Candidate) -> bool:
    """Return whether another announcement tells of the same document: it does not compete."""
    numbers = (candidate.announcement.number, top.announcement.number)
    return candidate.announcement.id != top.announcement.id and None not in numbers and numbers[0] == numbers[1]


def _is_close(candidate: Candidate, top: Candidate) -> bool:
    is_sibling = candidate.announcement.id == top.announcement.id
    return candidate.share >= (CLOSE if is_sibling else RIVAL) or (is_sibling and candidate.is_named and not top.held)


def _outcome(hint: Hint, best: Candidate, asked: frozenset[Fact], *, is_limited: bool, is_settled: bool) -> Outcome:
    if not best.is_answer(asked):
        return Outcome.NOT_FOUND if hint is Hint.NOT_FOUND and not is_limited else Outcome.RELATED
    if hint is Hint.NOT_FOUND:
        return Outcome.RELATED if is_limited else Outcome.NOT_FOUND
    return Outcome.ANSWERED if hint is Hint.ANSWERED or is_limited or is_settled else Outcome.CLARIFY
