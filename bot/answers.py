"""Turn a resident's question into an answer that quotes an announcement, or says plainly that it cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo

from bot.answer import Answer, Source, make_source
from bot.catalogue import Catalogue
from bot.outcome import Outcome
from bot.reply import Block, Span
from bot.settings import AnswerSettings
from knowledge.base import KnowledgeBase

__all__ = ["Answer", "Answerer", "Source"]


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
    ) -> None:
        self._base = base
        self._catalogue = catalogue
        self._settings = settings
        self._unit_id = unit_id
        self._today = today
        self._zone = zone

    def answer(self, question: str, *, language: str = "vi", key: str = "") -> Answer:
        """Return the answer to `question`; `key` names the interaction that its buttons refer to."""
        result = self._base.search(question)
        sections = ((m, self._base.section(m.section_id)) for m in result.matches)
        match, section = next(((m, s) for m, s in sections if s), (None, None))
        announcement = self._base.announcement(match.announcement_id) if match else None
        if match is None or section is None or announcement is None:
            return Answer(Outcome.NOT_FOUND, ())
        source = make_source(announcement, section, match.confidence)
        quoted = Block((Span(section.text[: self._settings.summary_chars]),), is_quote=True)
        return Answer(Outcome(result.hint.value), (quoted,), sources=(source,), confidence=match.confidence)
