"""The Telegram face: the library's application, our intake and our worker, wired together."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.broadcasts.sender import make_sender
from bot.catalogue import Catalogue
from bot.conversation import Conversation
from bot.database import Database
from bot.health import Part
from bot.pace import Pace
from bot.reply import Reply
from bot.settings import OFFICIAL_API_URL, Settings
from bot.subscribing.dialogue import Subscribing
from bot.telegram.carrier import TelegramCarrier
from bot.telegram.context import SEQ_FIELD, Context, Data, Desk, Identity, make_context_types
from bot.telegram.courier import Courier
from bot.telegram.handlers import make_handlers
from bot.telegram.inbox import Inbox, Row
from bot.telegram.intake import Intake, PollingError, PollSettings, explain
from bot.telegram.introduction import introduce
from bot.telegram.reduction import Reduction
from bot.telegram.transport import AiohttpRequest, Timeouts, find_proxy
from bot.telegram.waiting import Slots, first_of
from bot.telegram.worker import Tally, Worker
from bot.telegram.wrapping import Wrapping

PURGE_EVERY_S = 3600.0
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


class TelegramFace:
    """One bot on Telegram; `run` polls and answers until told to stop. The token is never logged."""

    first_back_off_s = 1.0

    def __init__(
        self,
        conversation: Conversation,
        database: Database,
        settings: Settings,
        *,
        token: str,
        identity: Identity,
        catalogue: Catalogue,
        subscribing: Subscribing,
        api_url: str = OFFICIAL_API_URL,
    ) -> None:
        self._settings = settings.telegram
        self._catalogue = catalogue
        self._membership = subscribing.membership
        self._slots = Slots(self._settings.concurrent_chats)
        self._inbox = Inbox(database, _now)
        self._polls, request, bot = self._make_bot(token, api_url)
        pace = Pace(
            monotonic,
            bulk_per_s=settings.broadcast.rate_per_s,
            group_per_minute=settings.broadcast.group_per_minute,
        )
        courier = Courier(bot, pace, rest=self._slots.rest, first_back_off_s=self.first_back_off_s)
        carrier = TelegramCarrier(
            request, bot.base_url, Wrapping(catalogue, lambda *_: Reply()), _now, is_paid=settings.broadcast.paid
        )
        self._sender = make_sender(database, carrier, pace, settings, bot_id=token.partition(":")[0], clock=_now)
        self._application = _build(bot, Desk(conversation, courier, identity, subscribing))
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

    def health(self) -> Part:
        """Return whether questions reach us and get answers, and if not, why."""
        problem = self._intake.problem if self._intake else self._problem
        problem = problem or self._sender.problem
        if not problem and self.pending >= self._settings.inbox_limit:
            problem = f"{self.pending} updates wait for an answer"
        return Part("telegram", not problem, problem)

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
            Reduction(bot.id, bot.username),
            settings=PollSettings(
                self._settings.poll_timeout_s,
                self._settings.stale_after_s,
                self._settings.inbox_limit,
                self.first_back_off_s,
            ),
        )
        polling = self._intake.run(stop, pending=lambda: self.pending, on_stored=self._worker.wake)
        running = (polling, self._worker.run(stop), self._sender.run(stop), self._purge(stop))
        tasks = [asyncio.create_task(each) for each in running]
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

    async def _purge(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self._inbox.purge()
                await self._membership.purge()
            except SQLAlchemyError:
                _LOG.exception("what is old cannot be purged; trying again in an hour")
            await first_of(stop, timeout_s=PURGE_EVERY_S)

    def _make_bot(self, token: str, api_url: str) -> tuple[AiohttpRequest, AiohttpRequest, ExtBot[None]]:
        url, proxy = api_url.rstrip("/"), find_proxy(api_url)
        timeout_s = self._settings.timeout_s
        timeouts = Timeouts(read_s=timeout_s, write_s=timeout_s)
        polls = AiohttpRequest(connections=2, timeouts=timeouts, proxy=proxy)
        request = AiohttpRequest(connections=self._settings.connections, timeouts=timeouts, proxy=proxy)
        bot = ExtBot(token, f"{url}/bot", f"{url}/file/bot", request=request, get_updates_request=polls)
        return polls, request, bot


def _now() -> datetime:
    return datetime.now(UTC)


def _build(bot: ExtBot[None], desk: Desk) -> _Built:
    builder = ApplicationBuilder().application_class(_Application).bot(bot).updater(None).job_queue(None)
    application = builder.context_types(make_context_types(desk)).build()
    application.add_handlers(make_handlers())
    return application
