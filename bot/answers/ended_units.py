"""Answer what became of a unit that no longer exists, from the units' own records."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from bot.answers.answer import Answer
from bot.answers.asked import Asked
from bot.answers.quotes import Quotes
from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.outcome import Outcome
from knowledge.announcement import Unit
from knowledge.base import KnowledgeBase
from knowledge.expected import asked_form
from knowledge.places import bare_name

_WHAT_BECAME = re.compile(
    r"\b(?:con|co con) (?:khong|k|ko|hoat dong|ton tai|nua khong)\b|\b(?:sap nhap|giai the|doi ten|ten moi|nhap vao"
    r"|chia thanh)\b"
    r"|\b(?:gio|nay|bay gio|hien nay|hien tai|bh)(?: \w+){0,2} (?:thuoc|la|len|ve|ten|o)\b|\bthuoc (?:phuong|xa|dau"
    r"|quan)(?: nao)?\b"
)


class EndedUnits:
    """Answers about units that have ended."""

    def __init__(self, base: KnowledgeBase, catalogue: Catalogue, quotes: Quotes, today: Callable[[], date]) -> None:
        self._base = base
        self._catalogue = catalogue
        self._quotes = quotes
        self._today = today

    def answer(self, asked: Asked) -> Answer | None:
        """Return since when the named unit is gone and who took over, None for any other question."""
        unit = self._find(asked) if _WHAT_BECAME.search(asked_form(asked.question)) else None
        if unit is None or unit.ended_on is None:
            return None
        language = asked.language
        successors = self._quotes.successors(unit) or self._catalogue.text("answer.successors_unknown", language)
        blocks = self._catalogue.blocks(
            "answer.unit_is_gone", language, unit=unit.name, day=show_day(unit.ended_on), successors=successors
        )
        return Answer(Outcome.ANSWERED, blocks, confidence=1.0, detail={"topic": "unit", "unit": unit.id})

    def _find(self, asked: Asked) -> Unit | None:
        names = {place.name for place in asked.scope.places}
        ended = (u for u in self._base.units() if u.ended_on and u.ended_on <= self._today())
        return next((u for u in ended if bare_name(u.name) in names), None)
