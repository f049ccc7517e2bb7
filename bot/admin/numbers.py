"""What the desk's pages on visits and questions are made from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.admin.asked import AskedShelf
from bot.admin.exports.rows import Rows
from bot.admin.naming import Names
from bot.admin.pictures import Pictures
from bot.admin.question_log import QuestionLog
from bot.catalogue import Catalogue
from bot.database import Database
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Numbers:
    """The parts that read interactions and counters."""

    log: QuestionLog
    asked: AskedShelf
    names: Names
    pictures: Pictures
    rows: Rows


def open_numbers(
    database: Database, base: KnowledgeBase, catalogue: Catalogue, *, zone: ZoneInfo, clock: Callable[[], datetime]
) -> Numbers:
    """Return the parts over a database; `clock` tells the aware UTC time."""
    names = Names(catalogue, base)
    return Numbers(
        QuestionLog(database, zone), AskedShelf(database, clock), names, Pictures(names), Rows(database, names, zone)
    )
