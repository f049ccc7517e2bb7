"""Turn a resident's question into an answer that quotes an announcement, or says plainly that it cannot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, tzinfo

from bot.answers.answer import Answer, Source
from bot.answers.asked import Asked
from bot.answers.documents import Documents
from bot.answers.emergency import recognise_emergency
from bot.answers.ended_units import EndedUnits
from bot.answers.findings import Findings
from bot.answers.judgement import Candidate, Verdict, judge
from bot.answers.metadata import recognise_field
from bot.answers.quotes import Quotes
from bot.answers.scope import read_scope
from bot.answers.smalltalk import REFUSED, Talk, drop_courtesies, recognise_talk
from bot.catalogue import Catalogue
from bot.outcome import Outcome
from bot.reply import Action, Block, Button, Verb
from bot.settings import AnswerSettings
from knowledge.announcement import Match, Unit
from knowledge.base import KnowledgeBase
from knowledge.expected import asked_form, expected_facts
from knowledge.numbers import AskedNumber, asked_numbers
from knowledge.vietnamese import clean

__all__ = ["Answer", "Answerer", "Source"]

_WITH_A_HUMAN = frozenset({Talk.OFFICIAL, Talk.ABUSE, Talk.PERSONAL_CASE, Talk.ENGLISH})
_OUTCOMES = {
    Talk.GREETING: Outcome.GREETING,
    Talk.THANKS: Outcome.THANKS,
    Talk.GOODBYE: Outcome.THANKS,
    Talk.NEWEST: Outcome.SHOWN,
    Talk.ENGLISH: Outcome.NOT_FOUND,
}
_NEWEST = 5
_IS_ADDRESS = re.compile(r"(?:duong|pho|ngo|ngach|hem|lo|toa)\b")


class Answerer:
    """Answers questions for one unit; milliseconds, no side effects."""

    def __init__(
        self,
        base: KnowledgeBase,
        catalogue: Catalogue,
        settings: AnswerSettings,
        *,
        unit_id: str,
        today: Callable[[], date],
        zone: tzinfo,
        site_url: str = "",
    ) -> None:
        self._base = base
        self._catalogue = catalogue
        self._settings = settings
        self._unit_id = unit_id
        self._quotes = Quotes(base, catalogue, summary_chars=settings.summary_chars, site_url=site_url)
        self._findings = Findings(catalogue, self._quotes, choices=settings.choices, home=self._home, today=today)
        self._ended_units = EndedUnits(base, catalogue, self._quotes, today)
        self._documents = Documents(
            base, catalogue, findings=self._findings, quotes=self._quotes, home=self._home, today=today, zone=zone
        )

    def answer(self, question: str, *, language: str = "vi", key: str = "") -> Answer:
        """Return the answer to `question`; `key` names the interaction that its buttons refer to.

        A cry for help comes first, whatever else the question holds; then what cannot be read, small talk and
        requests that no document answers; then documents named by number or asked for their own data; then search.
        """
        limit = self._settings.max_question_chars
        is_too_long = len(question) > limit
        question = " ".join(clean(question[:limit]).split())
        emergency = recognise_emergency(question)
        if emergency:
            return self._say(f"answer.emergency.{emergency}", Outcome.EMERGENCY, language, topic=emergency.value)
        if is_too_long:
            return self._say("answer.too_long", Outcome.TOO_LONG, language, topic="too_long", chars=limit)
        if not any(char.isalnum() for char in question):
            return self._say("answer.unreadable", Outcome.UNREADABLE, language, topic="unreadable")
        talk = recognise_talk(question)
        return self._talk(talk, language) if talk else self._search(question, language, key)

    def human(self, language: str) -> tuple[Block, ...]:
        """Return where a human helps."""
        return self._findings.human(language)

    def _search(self, question: str, language: str, key: str) -> Answer:
        named = self._base.spell_names(drop_courtesies(question))
        question = named.question
        numbers = asked_numbers(question)
        units = (self._home(), *self._base.units())
        scope = read_scope(question, numbers=numbers, units=units)
        asked = Asked(question, language, key, numbers, scope, self._base.search(question))
        number, field = self._named_number(question, numbers), recognise_field(question)
        found = None if number else self._pinned(asked)
        if found is None:
            found = self._ended_units.answer(asked)
        if found is None and field:
            found = self._documents.about_field(asked, field, number)
        if found is None and number:
            found = self._documents.about_number(asked, number)
        if found is None:
            verdict = judge(self._base, asked.result, question, scope=scope, home=self._home())
            found = self._findings.compose(verdict, asked)
        return _with_lessons(found, named.lessons)

    def _pinned(self, asked: Asked) -> Answer | None:
        """Return the section that an official chose for this question, quoted like any other."""
        pin = asked.result.pin
        section = self._base.section(pin.section_id) if pin else None
        announcement = self._base.announcement(section.announcement_id) if section else None
        if not pin or not section or not announcement:
            return None
        match = Match(section.id, announcement.id, 0.0, 1.0)
        others = judge(self._base, asked.result, asked.question, scope=asked.scope, home=self._home()).candidates
        rest = tuple(c for c in others if c.section.id != section.id)
        verdict = Verdict(
            Outcome.ANSWERED, expected_facts(asked.question), Candidate(match, section, announcement), rest
        )
        return _with_lessons(self._findings.compose(verdict, asked), (pin.lesson_id,))

    def _named_number(self, question: str, numbers: tuple[AskedNumber, ...]) -> AskedNumber | None:
        """Return the document number that the question is about; bare digits only when a document bears them."""
        bare = (n for n in numbers if n.is_bare and not _IS_ADDRESS.match(asked_form(question[n.end :])))
        return next((n for n in numbers if not n.is_bare), None) or next(filter(self._base.numbered, bare), None)

    def _talk(self, talk: Talk, language: str) -> Answer:
        outcome = Outcome.REFUSED if talk in REFUSED else _OUTCOMES.get(talk, Outcome.ABOUT)
        said = self._say(f"smalltalk.{talk}", outcome, language, topic=talk.value, unit=self._home().name)
        if talk in _WITH_A_HUMAN:
            return Answer(outcome, (*said.blocks, *self._findings.human(language)), detail=said.detail)
        if talk is Talk.NEWEST:
            newest = self._base.newest(limit=_NEWEST)
            rows = tuple((Button(a.title[:60], Action(Verb.ANNOUNCEMENT, a.id)),) for a in newest)
            return Answer(outcome, said.blocks, rows, detail=said.detail)
        return said

    def _say(self, message: str, outcome: Outcome, language: str, *, topic: str, **values: object) -> Answer:
        return Answer(outcome, self._catalogue.blocks(message, language, **values), detail={"topic": topic})

    def _home(self) -> Unit:
        return self._base.unit(self._unit_id) or Unit(self._unit_id, self._unit_id)


def _with_lessons(answer: Answer, lessons: tuple[int, ...]) -> Answer:
    """Return the answer with the lessons that led to it in its detail."""
    known = answer.detail.get("lessons", [])
    return replace(answer, detail=answer.detail | {"lessons": [*known, *lessons]}) if lessons else answer
