"""Interactions as the tests of the desk need them, one call each."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from bot.database import Database
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.visitor import Visitor
from tests.bot.cast import HANOI, LAN, NOON

_KEYS = itertools.count()


def person(number: int) -> Visitor:
    """Return one of many residents."""
    return Visitor(f"{number:020x}", LAN.channel)


def asked(
    text: str = "phí chứng thực",
    at: datetime = NOON,
    who: Visitor = LAN,
    outcome: Outcome = Outcome.ANSWERED,
    **more: Any,
) -> Interaction:
    """Return a question."""
    return Interaction(f"k{next(_KEYS)}", at, who, Event.QUESTION, outcome, text, **more)


def opened(at: datetime, who: Visitor = LAN) -> Interaction:
    """Return an opened passage."""
    return Interaction(f"k{next(_KEYS)}", at, who, Event.OPEN, Outcome.SHOWN)


async def record(database: Database, *interactions: Interaction) -> list[int]:
    """Write interactions down and return their numbers."""
    log = InteractionLog(database, HANOI)
    for each in interactions:
        await log.record(each)
    found = [await log.find(each.key) for each in interactions]
    return [each.id for each in found if each and each.id]
