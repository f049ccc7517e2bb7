"""Compose the answer to a judged search: a quote, a choice, or a plain "not found" with a human's address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from bot.answers.answer import Answer, make_source
from bot.answers.asked import Asked
from bot.answers.judgement import Candidate, Verdict
from bot.answers.quotes import Quotes
from bot.catalogue import Catalogue
from bot.outcome import Outcome
from bot.reply import Action, Block, Button, Verb
from knowledge.announcement import Unit

_MAX_LOGGED = 8


class Findings:
    """Answers from sections that the search found."""

    def __init__(
        self, catalogue: Catalogue, quotes: Quotes, *, choices: int, home: Callable[[], Unit], today: Callable[[], date]
    ) -> None:
        self._catalogue = catalogue
        self._quotes = quotes
        self._choices = choices
        self._home = home
        self._today = today

    def compose(self, verdict: Verdict, asked: Asked, *, lead: Sequence[Block] = ()) -> Answer:
        """Return the answer for a verdict; `lead` goes first."""
        if verdict.best is None or verdict.outcome is Outcome.NOT_FOUND:
            return self.not_found(asked, verdict.candidates, lead=lead)
        if verdict.outcome is Outcome.CLARIFY and len(verdict.candidates) > 1:
            return self._clarify(verdict, asked)
        outcome = Outcome.RELATED if verdict.outcome is Outcome.CLARIFY else verdict.outcome
        if outcome is Outcome.RELATED and not lead:
            lead = (*self.understood(asked), *self._why_related(verdict, verdict.best, asked.language))
        blocks = (*lead, *self.quoted(verdict.best, asked, verdict.asked))
        if outcome is Outcome.RELATED:
            blocks += self.human(asked.language)
        return self._answer(outcome, blocks, verdict.best, asked, verdict)

    def quoted(self, best: Candidate, asked: Asked, facts: Iterable[Any] = ()) -> tuple[Block, ...]:
        """Return the quote, its source and what a reader must know of the source."""
        quote = self._quotes.quote(best.section, words=best.match.words or asked.words, facts=facts)
        citation = self._quotes.citation(best.announcement, best.section, asked.language)
        return quote, citation, *self._quotes.remarks(best.announcement, self._today(), asked.language)

    def not_found(self, asked: Asked, candidates: Sequence[Candidate], *, lead: Sequence[Block] = ()) -> Answer:
        """Return that nothing answers, where a human helps, and what may be near."""
        near = [c for c in candidates if c.is_near and not c.foreign][: 0 if lead else self._choices]
        blocks = (*lead,) if lead else (*self.understood(asked), *self._say("answer.not_found", asked.language))
        blocks += self.human(asked.language)
        if near:
            blocks += self._say("answer.maybe", asked.language)
        buttons = self._quotes.choices([(c.announcement, c.section) for c in near])
        detail = detail_of(asked, candidates)
        return Answer(Outcome.NOT_FOUND, blocks, buttons, confidence=_confidence(candidates), detail=detail)

    def human(self, language: str) -> tuple[Block, ...]:
        """Return where a human helps."""
        home = self._home()
        if not home.contact:
            return self._say("answer.human_unknown", language, unit=home.name)
        hours = self._say("answer.hours", language, hours=home.hours) if home.hours else ()
        return (*self._say("answer.human", language, contact=home.contact), *hours)

    def understood(self, asked: Asked) -> tuple[Block, ...]:
        """Return the line that tells how a question without diacritics was read."""
        meant = asked.meant
        return self._say("answer.did_you_mean", asked.language, question=meant) if meant else ()

    def _clarify(self, verdict: Verdict, asked: Asked) -> Answer:
        chosen = _unlike(verdict.candidates)[: self._choices]
        blocks = (*self.understood(asked), *self._say("answer.clarify", asked.language))
        buttons = self._quotes.choices([(c.announcement, c.section) for c in chosen])
        sources = tuple(make_source(c.announcement, c.section, c.match.confidence) for c in chosen)
        detail = detail_of(asked, verdict.candidates, verdict)
        return Answer(Outcome.CLARIFY, blocks, buttons, sources, _confidence(chosen), detail)

    def _why_related(self, verdict: Verdict, best: Candidate, language: str) -> tuple[Block, ...]:
        if best.foreign:
            return self._say("answer.foreign", language, places=", ".join(best.foreign))
        if best.missed_years:
            return self._say("answer.other_year", language, years=", ".join(map(str, best.missed_years)))
        if verdict.asked and not best.held:
            facts = ", ".join(self._catalogue.text(f"answer.fact.{fact}", language) for fact in sorted(verdict.asked))
            return self._say("answer.lacks", language, facts=facts)
        return self._say("answer.related", language)

    def _answer(
        self, outcome: Outcome, blocks: tuple[Block, ...], best: Candidate, asked: Asked, verdict: Verdict
    ) -> Answer:
        source = make_source(best.announcement, best.section, best.match.confidence)
        buttons = self._quotes.buttons(
            best.section, best.announcement, language=asked.language, key=asked.key, has_others=bool(verdict.others)
        )
        if outcome is Outcome.RELATED and asked.meant and asked.key:
            label = self._catalogue.text("answer.button.meant", asked.language, question=asked.meant)
            buttons = (*buttons, (Button(label[:60], Action(Verb.MEANT, asked.key)),))
        detail = detail_of(asked, verdict.candidates, verdict)
        return Answer(outcome, blocks, buttons, (source,), best.match.confidence, detail)

    def _say(self, key: str, language: str, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(key, language, **values)


def detail_of(asked: Asked, candidates: Sequence[Candidate], verdict: Verdict | None = None) -> dict[str, Any]:
    """Return what the log keeps of a search: matches with scores, expected facts, what stood against the best."""
    detail: dict[str, Any] = {
        "matches": [
            {"section": c.section.id, "score": round(c.match.score, 3), "confidence": round(c.match.confidence, 3)}
            for c in candidates[:_MAX_LOGGED]
        ],
        "hint": asked.result.hint.value,
    }
    if asked.result.did_you_mean:
        detail["did_you_mean"] = asked.result.did_you_mean
    if verdict and verdict.asked:
        detail["asked"] = sorted(fact.value for fact in verdict.asked)
    if verdict and verdict.best:
        against = {"places": verdict.best.foreign, "years": verdict.best.missed_years}
        detail |= {key: list(values) for key, values in against.items() if values}
    return detail


def _unlike(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates without those whose heading and announcement repeat an earlier one's."""
    unlike = {(c.announcement.id, c.section.heading_path or c.section.id): c for c in reversed(list(candidates))}
    kept = set(map(id, unlike.values()))
    return [c for c in candidates if id(c) in kept]


def _confidence(candidates: Sequence[Candidate]) -> float | None:
    return candidates[0].match.confidence if candidates else None
