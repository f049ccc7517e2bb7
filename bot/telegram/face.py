"""The Telegram face: the library's application, our intake and our worker, wired together."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.broadcasts.broadcasts import Broadcasts
from bot.broadcasts.wording import BulletinWords
from bot.catalogue import Catalogue
from bot.conversation import Conversation
from bot.database import Database
from bot.health import Part
from bot.metrics import Updates
from bot.office.booth import Notify
from bot.office.describing import Words
from bot.office.files import FetchFile
from bot.office.office import Office
from bot.office.yesterday import DailyDigest
from bot.pace import Pace
from bot.settings import OFFICIAL_API_URL, Settings
from bot.subscribing.dialogue import Subscribing
from bot.telegram.context import SEQ_FIELD, Context, Data, Desk, Identity, make_context_types
from bot.telegram.courier import Courier
from bot.telegram.download import make_fetch
from bot.telegram.handlers import make_handlers
from bot.telegram.inbox import Inbox, Row
from bot.telegram.intake import Intake, PollingError, PollSettings, explain
from bot.telegram.introduction import introduce
from bot.telegram.loudspeaker import Loudspeaker
from bot.telegram.menu import StaffMenu
from bot.telegram.notice import make_notify
from bot.telegram.reduction import Reduction
from bot.telegram.teller import ProgressTeller
from bot.telegram.ticket_teller import TicketTeller
from bot.telegram.transport import AiohttpRequest, Timeouts, find_proxy
from bot.telegram.waiting import Slots, first_of
from bot.telegram.worker import Tally, Worker
from bot.telegram.wrapping import Wrapping
from bot.tickets.room import TicketRoom

MAX_BACK_OFF_S = 30.0

_Built = Application[ExtBot[None], Context, Data, Data, Data, None]

_LOG = logging.getLogger(__name__)


class _Application(Application[ExtBot[None], Context, Data, Data, Data, None]):
    """Lets a handler's exception out, to be counted and repeated by the worker."""

    async def process_error(
        self, update: object, error: Exception, job: object = None, coroutine: object = None
    ) -> bool:
        """Raise the error instead of giving it to error handlers."""
        raise error


@dataclass(frozen=True, slots=True)
class Served:
    """The heart that the face shows; `open_office` wants the ports to Telegram's files and to the chats of staff."""

    conversation: Conversation
    broadcasts: Broadcasts
    subscribing: Subscribing
    bulletins: BulletinWords
    open_office: Callable[[FetchFile, Notify, Callable[[], str]], Office]
    words: Callable[[str], Words]
    digest: DailyDigest
    database: Database
    settings: Settings
    catalogue: Catalogue
    tickets: TicketRoom


class TelegramFace:
    """One bot on Telegram; `run` polls and answers until told to stop. The token is never logged."""

    first_back_off_s = 1.0

    def __init__(self, served: Served, *, token: str, identity: Identity, api_url: str = OFFICIAL_API_URL) -> None:
        settings, database, catalogue = served.settings, served.database, served.catalogue
        self._settings = settings.telegram
        self._catalogue = catalogue
        self._slots = Slots(self._settings.concurrent_chats)
        self._inbox = Inbox(database, _now)
        self._make_request = self._pools(api_url)
        self._polls = self._make_request(2)
        bot = self._make_bot(token, api_url)
        pace = Pace(
            monotonic,
            bulk_per_s=settings.broadcast.rate_per_s,
            group_per_minute=settings.broadcast.group_per_minute,
        )
        self._loudspeaker = Loudspeaker(
            database,
            settings,
            Wrapping(catalogue, served.bulletins.compose),
            pace,
            base_url=bot.base_url,
            make_request=self._make_request,
            clock=_now,
        )
        show = self._loudspeaker.carrier.show
        courier = Courier(bot, pace, rest=self._slots.rest, first_back_off_s=self.first_back_off_s, show=show)
        self._notify, self._digest = make_notify(courier), served.digest
        self.office = served.open_office(make_fetch(bot), self._notify, lambda: bot.username)
        menu = StaffMenu(bot, catalogue, identity.language)
        self._teller = ProgressTeller(
            bot,
            served.broadcasts,
            served.words(identity.language),
            is_sender=lambda: self._loudspeaker.holds_lease,
            clock=_now,
        )
        self._staff_ids, self._tickets = identity.staff_ids, served.tickets
        self._ticket_teller = TicketTeller(bot, served.tickets, pace, is_sender=lambda: self._loudspeaker.holds_lease)
        self._application = _build(
            bot,
            Desk(
                served.conversation,
                courier,
                identity,
                self.office,
                menu,
                served.broadcasts,
                served.subscribing,
                served.tickets,
            ),
        )
        self._worker = Worker(self._inbox, self._handle, self._slots, first_back_off_s=self.first_back_off_s)
        self._intake: Intake | None = None
        self._problem = "not started"

    @property
    def last_good_poll_at(self) -> datetime | None:
        """Return when updates were last fetched, None before the first time."""
        return self._intake.last_good_poll_at if self._intake else None

    @property
    def pending(self) -> int:
        """Return how many updates wait for their answer."""
        return self._worker.pending

    @property
    def tally(self) -> Tally:
        """Return how many updates were handled, failed and became dead letters since the start."""
        return self._worker.tally

    def updates(self) -> Updates:
        """Return the tally as the metrics show it."""
        return Updates(self.tally.handled, self.tally.failures, self.tally.dead)

    def health(self) -> Part:
        """Return whether questions reach us and get answers, and if not, why."""
        problem = self._intake.problem if self._intake else self._problem
        problem = problem or self._loudspeaker.problem
        if not problem and self.pending >= self._settings.inbox_limit:
            problem = f"{self.pending} updates wait for an answer"
        return Part("telegram", not problem, problem or self._ticket_teller.problem)

    async def purge(self) -> int:
        """Delete updates that are no longer needed and return how many."""
        return await self._inbox.purge()

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until `stop`; rows left by an earlier process come first.

        Raises PollingError when Telegram cannot be reached for `telegram.stale_after_s`, and then sets `stop`.
        """
        try:
            if await self._insist(self._application.initialize, stop):
                await self._serve(stop)
        finally:
            stop.set()
            await self._application.bot.shutdown()

    async def _serve(self, stop: asyncio.Event) -> None:
        bot = self._application.bot
        await self._insist(bot.delete_webhook, stop)  # with one of earlier days no update could be fetched
        self._intake = Intake(
            self._polls,
            bot.base_url,
            self._inbox,
            Reduction(bot.id, bot.username, self._staff_ids, self._tickets.reporters),
            settings=PollSettings(
                self._settings.poll_timeout_s,
                self._settings.stale_after_s,
                self._settings.inbox_limit,
                self.first_back_off_s,
            ),
        )
        await self._tickets.reporters.refresh()
        polling = self._intake.run(stop, pending=lambda: self.pending, on_stored=self._worker.wake)
        loud = (
            self._loudspeaker.run(stop),
            self._teller.run(stop),
            self._ticket_teller.run(stop),
            self._digest.run(stop, self._notify),
        )
        tasks = [asyncio.create_task(each) for each in (polling, self._worker.run(stop), *loud)]
        introducing = asyncio.create_task(introduce(bot, self._catalogue))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        stop.set()
        introducing.cancel()
        await asyncio.gather(introducing, return_exceptions=True)
        await asyncio.gather(*tasks)

    async def _insist(self, call: Callable[[], Awaitable[object]], stop: asyncio.Event) -> bool:
        """Repeat a call until it succeeds (True) or `stop` comes (False). Raises PollingError in the end."""
        started, back_off_s = asyncio.get_running_loop().time(), self.first_back_off_s
        while not stop.is_set():
            try:
                await call()
            except TelegramError as error:
                self._problem = explain(error)
            else:
                return True
            failing_s = asyncio.get_running_loop().time() - started
            if failing_s >= self._settings.stale_after_s:
                raise PollingError(f"Telegram: no start within {failing_s:.0f} s: {self._problem}")
            _LOG.warning("Telegram: cannot start: %s", self._problem)
            await first_of(stop, timeout_s=back_off_s)
            back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)
        return False

    async def _handle(self, row: Row) -> None:
        record: dict[str, Any] = json.loads(row.raw) | {SEQ_FIELD: row.seq}
        await self._application.process_update(Update.de_json(record, self._application.bot))

    def _pools(self, api_url: str) -> Callable[[int], AiohttpRequest]:
        """Return what makes a pool of connections to the Bot API server."""
        timeout_s, proxy = self._settings.timeout_s, find_proxy(api_url)
        timeouts = Timeouts(read_s=timeout_s, write_s=timeout_s)
        return lambda connections: AiohttpRequest(connections=connections, timeouts=timeouts, proxy=proxy)

    def _make_bot(self, token: str, api_url: str) -> ExtBot[None]:
        url, request = api_url.rstrip("/"), self._make_request(self._settings.connections)
        return ExtBot(token, f"{url}/bot", f"{url}/file/bot", request=request, get_updates_request=self._polls)


def _now() -> datetime:
    return datetime.now(UTC)


def _build(bot: ExtBot[None], desk: Desk) -> _Built:
    builder = ApplicationBuilder().application_class(_Application).bot(bot).updater(None).job_queue(None)
    application = builder.context_types(make_context_types(desk)).build()
    application.add_handlers(make_handlers())
    return application
