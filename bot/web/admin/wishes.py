"""What a page's address asks for, read with care: what cannot be used is as if it were not there."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.admin.question_log import Filters, Rating
from bot.outcome import Outcome
from bot.visitor import Channel
from bot.web.admin.page import Opened

FIRST_YEAR, LAST_YEAR = 2000, 2199
MAX_NUMBER = 2**62
MAX_WORDS_CHARS = 200
Choice = TypeVar("Choice", bound=StrEnum)


def read_choice(text: str, choices: type[Choice]) -> Choice | None:
    """Return the choice of that value."""
    return choices(text) if text in set(choices) else None


def read_day(text: str) -> date | None:
    """Return the day written as a browser's date field does, within years that any calendar can count."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_number(text: str) -> int | None:
    """Return a number from 1 up that a database can hold."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 20
    return int(text) if is_number and 0 < int(text) <= MAX_NUMBER else None


def read_filters(opened: Opened) -> Filters:
    """Return the filters of the question log that the address holds."""
    return Filters(
        outcome=read_choice(opened.asked("ket-qua"), Outcome),
        words=opened.asked("tu-khoa")[:MAX_WORDS_CHARS],
        since=read_day(opened.asked("tu-ngay")),
        until=read_day(opened.asked("den-ngay")),
        topic=opened.asked("chuyen-muc")[:40],
        confidence_from=_share(opened.asked("tin-tu")),
        confidence_to=_share(opened.asked("tin-den")),
        rating=read_choice(opened.asked("gop-y"), Rating),
        channel=read_choice(opened.asked("kenh"), Channel),
        is_unanswered=opened.asked("chua") == "1",
    )


def _share(text: str) -> float | None:
    """Return a percentage as a share."""
    return int(text) / 100 if text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= 100 else None
