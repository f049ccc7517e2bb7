"""What the pages of the desk work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from bot.admin.access import Access
from bot.admin.announcements import Announcements
from bot.admin.numbers import Numbers
from bot.admin.roster import Roster
from bot.catalogue import Catalogue
from bot.database import Database
from bot.health import Health
from bot.office.office import Office
from bot.retention import Retention
from bot.settings import Settings
from bot.staff import Gate
from bot.statistics import Statistics
from bot.teaching.teaching import Teaching
from bot.tickets.room import TicketRoom
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Services:
    """The parts behind the desk; `clock` tells the aware UTC time."""

    access: Access
    gate: Gate
    database: Database
    settings: Settings
    catalogue: Catalogue
    base: KnowledgeBase
    statistics: Statistics
    health: Callable[[], Awaitable[Health]]
    clock: Callable[[], datetime]
    office: Office
    teaching: Teaching
    numbers: Numbers
    tickets: TicketRoom
    roster: Roster
    retention: Retention
    announcements: Announcements
    token: SecretStr  # of the bot whose Mini Apps are let in
