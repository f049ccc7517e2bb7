"""The composition root: the one place where real parts are wired together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.admin.access import Access
from bot.admin.founding import Founding
from bot.admin.naming import Names
from bot.admin.pictures import Pictures
from bot.admin.recent import RecentPicture
from bot.admin.roster import Roster
from bot.answers.answerer import Answerer
from bot.answers.quotes import Quotes
from bot.broadcasts.broadcasts import Broadcasts
from bot.broadcasts.wording import BulletinWords
from bot.catalogue import Catalogue, load_catalogue
from bot.content import Library, Summary, content_folder, synchronise
from bot.conversation import Conversation, Parts
from bot.database import Database, open_database
from bot.fair_use import Allowance, FairUse
from bot.interactions import InteractionLog
from bot.metrics import Metrics
from bot.office.forgetting import OfficeEraser
from bot.office.yesterday import DigestTools
from bot.pages import Pages
from bot.retention import Retention
from bot.secret import read_secret
from bot.settings import Environment, Settings
from bot.staff import Gate
from bot.statistics import Statistics
from bot.subscribers import QuietHours
from bot.subscribing.choices import Choices
from bot.subscribing.dialogue import Subscribing
from bot.subscribing.membership import Membership
from bot.subscribing.panels import Panels
from bot.teaching.forgetting import LessonTraces
from bot.teaching.lesson_book import LessonBook
from bot.teaching.past_questions import read_question_file
from bot.teaching.replays import Replays
from bot.teaching.teaching import Teaching
from bot.tickets.hatch import Hatch
from bot.tickets.room import TicketRoom, open_room
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon

REFRESH_S = 2.0
PURGE_EVERY_S = 3600.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class App:
    """Everything that a face or a command needs."""

    settings: Settings
    environment: Environment
    secret: bytes
    database: Database
    base: KnowledgeBase
    library: Library
    catalogue: Catalogue
    statistics: Statistics
    conversation: Conversation
    broadcasts: Broadcasts
    subscribing: Subscribing
    choices: Choices
    bulletins: BulletinWords
    retention: Retention
    metrics: Metrics
    digest: DigestTools
    content: Summary
    access: Access
    founding: Founding
    roster: Roster
    clock: Callable[[], datetime]
    teaching: Teaching
    tickets: TicketRoom

    @property
    def purges(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """Return what forgets the things that are over, in every room that keeps such things."""
        rooms = (self.retention, self.access, self.tickets, self.subscribing.membership, self.broadcasts)
        return tuple(room.purge for room in rooms)


@asynccontextmanager
async def open_app(settings: Settings, environment: Environment) -> AsyncIterator[App]:
    """Give the wired parts over an open, migrated database with the content loaded; closes them at the end.

    Raises DatabaseError, SecretError or ContentError with one line for the person who starts it.
    """
    folder = content_folder(environment.loa_content)
    database = await open_database(environment.database_url.get_secret_value())
    base = KnowledgeBase(SearchIndex(load_lexicon()))
    metrics = Metrics(database, base, _now, rate=settings.broadcast.rate_per_s)
    log = InteractionLog(database, settings.zone, metrics.observe)
    try:
        secret = read_secret(environment)
        content = await synchronise(database, folder, now=_now())
        library = Library(database, base)
        await library.refresh()
        lessons = LessonBook(database, base, _now, max_lessons=settings.teaching.max_lessons)
        await lessons.refresh()
        catalogue = load_catalogue()
        statistics = Statistics(database, settings.zone, online_minutes=settings.statistics.online_minutes)
        tickets = open_room(database, settings, catalogue, base, refresh=library.refresh, clock=_now)
        hatch = Hatch(tickets.counter, base)
        parts = _parts(settings, base, catalogue, log, statistics)
        choices = Choices(base, settings.unit.id)
        replays = _replays(settings, database, base, library, lessons, catalogue)
        teaching = Teaching(base, lessons, replays, library.refresh)
        unit_quiet = QuietHours(settings.broadcast.quiet_from_min, settings.broadcast.quiet_until_min)
        panels = Panels(choices, catalogue, parts.pages, zone=settings.zone, unit_quiet=unit_quiet)
        membership = Membership(database, panels)
        digest = _digest(settings, database, base, catalogue)
        erasers = (*parts.erasers, membership, OfficeEraser(database), tickets.eraser, LessonTraces(database))
        parts = replace(parts, hatch=hatch, erasers=erasers, picture=digest.picture)
        try:
            yield App(
                settings=settings,
                environment=environment,
                secret=secret,
                database=database,
                base=base,
                library=library,
                catalogue=catalogue,
                statistics=statistics,
                conversation=Conversation(parts),
                broadcasts=Broadcasts(database, Gate(database), settings.broadcast, _now),
                subscribing=Subscribing(database, log, choices, panels, membership, presses=parts.presses),
                choices=choices,
                bulletins=BulletinWords(base, catalogue, unit_id=settings.unit.id, zone=settings.zone),
                retention=Retention(database, settings.privacy, settings.zone, _now),
                metrics=metrics,
                digest=digest,
                content=content,
                access=Access(database, _now),
                founding=Founding(database, _now),
                roster=Roster(database, _now),
                teaching=teaching,
                tickets=tickets,
                clock=_now,
            )
        finally:
            await replays.close()
    finally:
        await log.close()
        await database.close()


async def keep_fresh(refreshes: Sequence[Callable[[], Awaitable[object]]], stop: asyncio.Event) -> None:
    """Take over changes that other processes make, until `stop`; a database out of reach is tried again."""
    while not stop.is_set():
        try:
            for refresh in refreshes:
                await refresh()
        except SQLAlchemyError:
            _LOG.exception("changes cannot be read; trying again in %.0f s", REFRESH_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), REFRESH_S)


async def keep_tidy(purges: Sequence[Callable[[], Awaitable[object]]], stop: asyncio.Event) -> None:
    """Forget what is over, now and every hour, until `stop`; what fails is tried again, and holds up no other."""
    while not stop.is_set():
        for purge in purges:
            try:
                await purge()
            except SQLAlchemyError:
                _LOG.exception("what is old cannot be purged; trying again in an hour")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), PURGE_EVERY_S)


def _parts(
    settings: Settings, base: KnowledgeBase, catalogue: Catalogue, log: InteractionLog, statistics: Statistics
) -> Parts:
    fair_use = FairUse(
        Allowance(settings.fair_use.questions_per_minute, 60),
        Allowance(settings.fair_use.questions_per_day, 24 * 3600),
        clock=time.monotonic,
    )

    presses = FairUse(Allowance(settings.fair_use.presses_per_minute, 60), clock=time.monotonic)
    answerer, today = make_answerer(settings, base, catalogue), partial(today_of, settings)
    quotes = Quotes(base, catalogue, summary_chars=settings.answers.summary_chars, site_url=settings.web.url)
    pages = Pages(
        base,
        catalogue,
        quotes,
        unit_id=settings.unit.id,
        zone=settings.zone,
        today=today,
        privacy=settings.privacy,
        delivery_days=settings.broadcast.kept_days,
    )
    limit = settings.answers.max_question_chars
    return Parts(base, catalogue, answerer, pages, log, statistics, fair_use, max_question_chars=limit, presses=presses)


def make_answerer(settings: Settings, base: KnowledgeBase, catalogue: Catalogue) -> Answerer:
    """Return what answers the unit's residents over a knowledge base."""
    return Answerer(
        base,
        catalogue,
        settings.answers,
        unit_id=settings.unit.id,
        today=partial(today_of, settings),
        zone=settings.zone,
        site_url=settings.web.url,
    )


def _replays(
    settings: Settings,
    database: Database,
    base: KnowledgeBase,
    library: Library,
    lessons: LessonBook,
    catalogue: Catalogue,
) -> Replays:
    return Replays(
        database,
        base,
        settings.teaching,
        more=read_question_file(settings.teaching.questions),
        answer_over=lambda other: make_answerer(settings, other, catalogue),
        read_held=lambda: lessons.held,
        read_mark=lambda: f"{library.seq}/{lessons.revision}",
        clock=_now,
    )


def _digest(settings: Settings, database: Database, base: KnowledgeBase, catalogue: Catalogue) -> DigestTools:
    names = Names(catalogue, base)
    title = partial(catalogue.text, "digest.chart")
    picture = RecentPicture(database, Pictures(names), title, partial(today_of, settings))
    return DigestTools(database, names, picture, settings.digest, settings.zone, _now, settings.unit.language)


def today_of(settings: Settings) -> date:
    """Return the day that it is in the unit's time zone."""
    return _now().astimezone(settings.zone).date()


def _now() -> datetime:
    return datetime.now(UTC)
