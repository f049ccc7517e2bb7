"""Answer questions about one document: named by its number, or asked for its date, issuer, number ..."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, tzinfo

from bot.answers.answer import Answer, make_source
from bot.answers.asked import Asked
from bot.answers.findings import Findings, detail_of
from bot.answers.judgement import Candidate, Verdict, judge
from bot.answers.metadata import Field, name_document, subject_of, tell_field
from bot.answers.quotes import Quotes
from bot.answers.scope import foreign_places, missed_years, owner_of
from bot.catalogue import Catalogue
from bot.outcome import Outcome
from bot.reply import Block, Span
from knowledge.announcement import Announcement, Hint, Match, Role, Unit
from knowledge.base import KnowledgeBase
from knowledge.expected import asked_form
from knowledge.facts import Fact, find_facts
from knowledge.numbers import AskedNumber, asked_numbers, find_numbers, is_asked
from knowledge.places import find_places

_WITHIN = 30
_DIGITS = re.compile(r"(?<![\d/.:])\d{2,5}(?![\d/.:])")
_TO_NO_END = re.compile(
    r"\b(?:ke hoach|quyet dinh|thong bao|nghi quyet|cong van|van ban|bao cao|kh|qd|tb|nq|cv|vb|so|noi ve|noi|ve|la"
    r"|co|noi dung|viec|van de|chuyen|dieu|"
    r"chi tiet|gi|cai gi|nao|the nao|cho|toi|em|e|minh|xin|xem|hoi|tim|doc|muon|can|biet|cua|ubnd|uy ban|nhan dan"
    r"|vay|a|ad|"
    r"nhe|voi|thong tin|tom tat|day|do|giup|duoc|khong|ko|k|ai|oi|anh|chi|ban|trong|theo|thi|nam|tai|o)\b"
)


class Documents:
    """Answers about documents rather than passages."""

    def __init__(
        self,
        base: KnowledgeBase,
        catalogue: Catalogue,
        *,
        findings: Findings,
        quotes: Quotes,
        home: Callable[[], Unit],
        today: Callable[[], date],
        zone: tzinfo,
    ) -> None:
        self._base = base
        self._catalogue = catalogue
        self._findings = findings
        self._quotes = quotes
        self._home = home
        self._today = today
        self._zone = zone

    def about_number(self, asked: Asked, number: AskedNumber) -> Answer:
        """Return what the document of that number says to the question; another document is never an answer."""
        named = self._base.numbered(number)
        if not named:
            return self._unknown_number(asked, number)
        rest = question_beyond(asked.question, number)
        verdict = self._judge_within(asked, rest, [a.id for a in named])
        if verdict.best is None or not rest:
            verdict = self._overview(verdict, named[0], asked, is_asked=not rest)
        if verdict.best and verdict.best.foreign:
            places = ", ".join(verdict.best.foreign)
            lead = self._say("answer.other_issuer", asked, number=number.text, places=places)
            return self._findings.compose(verdict, asked, lead=lead)
        return self._findings.compose(verdict, asked)

    def about_field(self, asked: Asked, field: Field, number: AskedNumber | None) -> Answer | None:
        """Return the field of the announcement that the question is about, None where that is not clear."""
        number = number or self._loose_number(asked)
        if number and not self._base.numbered(number):
            return self._unknown_number(asked, number)
        verdict = self._find_subject(asked, field, number)
        best = verdict.best
        if best is None or verdict.outcome is Outcome.NOT_FOUND:
            return None
        if best.foreign or best.missed_years:
            return self._findings.compose(verdict, asked)
        if field is Field.SIGNER:
            return self._tell_signer(asked, best)
        blocks, is_told = tell_field(
            best.announcement, field, self._catalogue, language=asked.language, zone=self._zone
        )
        return self._answer(asked, best, blocks, is_told=is_told)

    def _loose_number(self, asked: Asked) -> AskedNumber | None:
        """Return the first plain digits that are a held document's number ("bài 310")."""
        digits = (n for text in _DIGITS.findall(asked.question) for n in asked_numbers(f"số {text}"))
        return next((number for number in digits if self._base.numbered(number)), None)

    def _judge_within(self, asked: Asked, question: str, ids: list[str]) -> Verdict:
        """Return the verdict on the sections of these announcements alone."""
        found = self._base.search(question, limit=_WITHIN) if question else asked.result
        return judge(self._base, found, question, scope=asked.scope, home=self._home(), among=ids)

    def _find_subject(self, asked: Asked, field: Field, number: AskedNumber | None) -> Verdict:
        """Return a verdict whose best section belongs to the announcement asked about."""
        home = self._home()
        if number:
            named = self._base.numbered(number)
            return self._overview(Verdict(Outcome.NOT_FOUND), named[0], asked)
        result = self._base.search(subject_of(asked.question, field))
        verdict = judge(self._base, result, "", scope=asked.scope, home=home)
        titles = {c.announcement.id for c in verdict.candidates[:2]}
        if result.hint is Hint.NOT_FOUND or verdict.best is None:
            return Verdict(Outcome.NOT_FOUND, others=verdict.candidates)
        is_clear = result.hint is Hint.ANSWERED or len(titles) == 1
        return Verdict(Outcome.ANSWERED if is_clear else Outcome.CLARIFY, best=verdict.best, others=verdict.others)

    def _overview(
        self, verdict: Verdict, announcement: Announcement, asked: Asked, *, is_asked: bool = True
    ) -> Verdict:
        """Return a verdict for the document as a whole: its first passage."""
        body = [s for s in announcement.sections if s.role is Role.BODY] or list(announcement.sections)
        if not body:
            return verdict
        match = Match(body[0].id, announcement.id, 0.0, 1.0)
        owner = owner_of(announcement, self._base.units())
        foreign = foreign_places(asked.scope, announcement, body[0], home=self._home(), owner=owner)
        missed = missed_years(asked.scope, announcement, body[0])
        best = Candidate(match, body[0], announcement, foreign=foreign, missed_years=missed)
        is_answer = is_asked and best.is_answer(frozenset())
        return Verdict(Outcome.ANSWERED if is_answer else Outcome.RELATED, best=best, others=verdict.candidates)

    def _unknown_number(self, asked: Asked, number: AskedNumber) -> Answer:
        """Return that the number is not held, or at best which passage mentions it."""
        verdict = judge(self._base, asked.result, "", scope=asked.scope, home=self._home())
        citing = (c for c in verdict.candidates if any(is_asked(n, number) for n in find_numbers(c.section.text)))
        best = next(citing, None)
        if best is None or number.is_bare:
            lead = self._say("answer.no_number", asked, number=number.text)
            return self._findings.not_found(asked, verdict.candidates, lead=lead)
        others = tuple(c for c in verdict.candidates if c is not best)
        lead = self._say("answer.mentioned", asked, number=number.text)
        return self._findings.compose(Verdict(Outcome.RELATED, best=best, others=others), asked, lead=lead)

    def _tell_signer(self, asked: Asked, best: Candidate) -> Answer:
        signed = [s for s in best.announcement.sections if s.role is Role.SIGNATURE]
        name = next((s.text[a:b] for s in signed for a, b in find_facts(s.text).get(Fact.PERSON, ())), None)
        document = name_document(best.announcement, self._catalogue, asked.language)
        if name is None:
            return self._answer(
                asked, best, self._say("metadata.missing.signer", asked, document=document), is_told=False
            )
        quote = Block((Span(signed[0].text.strip(), bold=False),), is_quote=True)
        signer = Candidate(
            Match(signed[0].id, best.announcement.id, best.match.score, 1.0), signed[0], best.announcement
        )
        lead = self._say("metadata.signer", asked, document=document)
        return self._answer(asked, signer, (*lead, quote), is_told=True)

    def _answer(self, asked: Asked, best: Candidate, blocks: tuple[Block, ...], *, is_told: bool) -> Answer:
        announcement, language = best.announcement, asked.language
        source = make_source(announcement, best.section, best.match.confidence)
        blocks += (self._quotes.citation(announcement, None, language),)
        blocks += self._quotes.remarks(announcement, self._today(), language)
        if not is_told:
            blocks += self._findings.human(language)
        buttons = self._quotes.buttons(None, announcement, language=language, key=asked.key, has_others=False)
        outcome = Outcome.ANSWERED if is_told else Outcome.RELATED
        return Answer(outcome, blocks, buttons, (source,), best.match.confidence, detail_of(asked, [best]))

    def _say(self, key: str, asked: Asked, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(key, asked.language, **values)


def question_beyond(question: str, number: AskedNumber) -> str:
    """Return the question without the document's number, empty where nothing but the document is asked for."""
    rest = f"{question[: number.start]} {question[number.end :]}"
    form = asked_form(rest)
    for place in find_places(rest):
        form = form.replace(asked_form(place.text), " ")
    return rest if re.search(r"[a-z]", _TO_NO_END.sub(" ", form)) else ""
