"""Which open question is the same as a new one, however it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from bot.answers.smalltalk import drop_courtesies
from bot.tickets.ticket import Ticket
from knowledge.vietnamese import fold

_NUMBER = re.compile(r"\d+")


def find_like(text: str, tickets: Iterable[Ticket], *, percent: int) -> Ticket | None:
    """Return the ticket whose question is at least so like `text`, None without one; ties go to the earlier.

    Questions with other numbers in them are never alike: a day or a house number makes them two.
    """
    form, numbers = _form(text), _numbers(text)
    rated = [
        (fuzz.token_sort_ratio(form, _form(each.text)), -each.id, each)
        for each in tickets
        if numbers == _numbers(each.text)
    ]
    best = max(rated, key=lambda each: each[:2], default=None)
    return best[2] if best and best[0] >= percent else None


def _form(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(drop_courtesies(text))).split())


def _numbers(text: str) -> list[str]:
    return sorted(_NUMBER.findall(text))
