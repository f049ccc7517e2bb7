"""Questions that a draft would answer, really asked of an index of the draft among what is published."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.answers.answer import Answer
from bot.answers.answerer import Answerer
from bot.catalogue import Catalogue
from bot.outcome import Outcome
from knowledge.announcement import Announcement, Role
from knowledge.base import KnowledgeBase
from knowledge.document_types import DOCUMENT_TYPES
from knowledge.facts import Fact, find_facts, fold_in_place
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.vietnamese import fold

ASKED = 8
SHOWN = 3
MAX_BESIDE = 200  # published announcements in the index of a trial: the newest and the likeliest
TOPIC_WORDS = 14
QUOTE_CHARS = 120
_ABOUT = re.compile(r"^(?:ve viec|v/v|ve|so)\b[\s:,.]*")
_NUMBER = re.compile(r"^\S*\d\S*/\S+[\s:,.]*")
_ASKED_FACTS = (Fact.DATE, Fact.TIME, Fact.PRICE, Fact.DOCUMENTS, Fact.PLACE, Fact.PHONE)


@dataclass(frozen=True, slots=True)
class Trial:
    """One question and what it gets: the draft's words (`is_ours`), another announcement's title, or nothing ("")."""

    question: str
    is_ours: bool
    words: str


class TrialRoom:
    """Makes an answerer over any base with `answer_over`; the questions come from the catalogue's templates."""

    def __init__(self, catalogue: Catalogue, answer_over: Callable[[KnowledgeBase], Answerer]) -> None:
        self._catalogue = catalogue
        self._answer_over = answer_over

    async def try_out(
        self, draft: Announcement, base: KnowledgeBase, language: str, *, replaces: str = ""
    ) -> tuple[Trial, ...]:
        """Return up to SHOWN questions with what they get, those first that the draft answers."""
        return await asyncio.to_thread(self._try_out, draft, base, language, replaces)

    def _try_out(self, draft: Announcement, base: KnowledgeBase, language: str, replaces: str) -> tuple[Trial, ...]:
        questions = list(dict.fromkeys(self._questions(draft, language)))[:ASKED]
        answerer = self._answer_over(_base_with(draft, base, questions, replaces))
        trials = [_judge(draft, base, question, answerer.answer(question)) for question in questions]
        return _choose(trials)

    def _questions(self, draft: Announcement, language: str) -> Iterator[str]:
        """Yield what residents may ask: for the facts that the draft holds, its number, its topic without accents."""
        topic = read_topic(draft.title)
        body = "\n".join(s.text for s in draft.sections if s.role in (Role.BODY, Role.ANNEX))
        found = find_facts(body)
        names = [fact.value for fact in _ASKED_FACTS if found.get(fact)]
        for name in names[:4]:
            yield self._catalogue.text(f"office.publish.ask.{name}", language, topic=topic)
        if draft.number:
            yield self._catalogue.text("office.publish.ask.number", language, number=draft.number)
        yield fold(topic)
        for section in draft.sections:
            if section.role is Role.BODY and section.heading_path:
                yield f"{section.heading_path[-1].lstrip('0123456789.IVX) ')} {topic}"


def _choose(trials: list[Trial]) -> tuple[Trial, ...]:
    """Return those to show: answered by the draft with different words first, then the other ones that it answers."""
    seen: set[str] = set()
    rank: dict[Trial, int] = {}
    for trial in trials:
        rank[trial] = (trial.words in seen) if trial.is_ours else 2
        seen.add(trial.words)
    return tuple(sorted(trials, key=rank.__getitem__)[:SHOWN])


def read_topic(title: str) -> str:
    """Return what a title is about: without its type of document and number, as one would type it."""
    words = title.lower() if title.isupper() else title
    names = sorted((document.name for document in DOCUMENT_TYPES), key=len, reverse=True)
    folded = fold_in_place(words)
    while True:
        start = next((len(name) for name in names if folded.startswith(f"{name} ")), 0)
        about = _ABOUT.match(folded[start:].lstrip()) or _NUMBER.match(folded[start:].lstrip())
        start += len(folded[start:]) - len(folded[start:].lstrip()) + (about.end() if about else 0)
        if not start:
            break
        words, folded = words[start:], folded[start:]
    topic = " ".join((words.split() or title.split())[:TOPIC_WORDS]).strip(" .,:;–-")
    return topic[:1].lower() + topic[1:]


def _base_with(draft: Announcement, base: KnowledgeBase, questions: list[str], replaces: str) -> KnowledgeBase:
    likely = {match.announcement_id for question in questions for match in base.search(question).matches}
    beside = [*base.newest(limit=MAX_BESIDE), *filter(None, map(base.announcement, sorted(likely)))]
    others = {each.id: each for each in beside if each.id not in (draft.id, replaces)}
    made = KnowledgeBase(SearchIndex(load_lexicon()), base.units())
    made.change([*others.values(), draft])
    return made


def _judge(draft: Announcement, base: KnowledgeBase, question: str, answer: Answer) -> Trial:
    first = answer.sources[0] if answer.sources else None
    if first is None or answer.outcome not in (Outcome.ANSWERED, Outcome.RELATED):
        return Trial(question, False, "")
    if first.announcement_id != draft.id:
        return Trial(question, False, first.title)
    if answer.outcome is Outcome.RELATED:
        return Trial(question, False, "")
    quotes = [block.text for block in answer.blocks if block.is_quote]
    words = " ".join((quotes[0] if quotes else answer.blocks[0].text).split())
    return Trial(question, True, words if len(words) <= QUOTE_CHARS else f"{words[: QUOTE_CHARS - 1]}…")
