"""Show the progress of a broadcast in its author's chat, edited at a humane rate, and the report at its end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.broadcasts.broadcast import Broadcast
from bot.broadcasts.broadcasts import Broadcasts
from bot.broadcasts.report import Report
from bot.office.describing import Words
from bot.office.progress import Shown, edit_wait_s, progress
from bot.office.report_page import is_unfinished
from bot.telegram.courier import UNCHANGED
from bot.telegram.render import render
from bot.telegram.waiting import first_of

LOOK_EVERY_S = 1.0
TOLD = 0  # stands for the progress message once the report was sent

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Last:
    """What was shown last, and when to look again."""

    shown: Shown | None
    look_at: datetime


class ProgressTeller:
    """Tells authors while `is_sender()`: one process does, the one that sends. `clock` tells the aware UTC time."""

    def __init__(
        self,
        bot: ExtBot[None],
        broadcasts: Broadcasts,
        words: Words,
        *,
        is_sender: Callable[[], bool],
        clock: Callable[[], datetime],
    ) -> None:
        self._bot = bot
        self._broadcasts = broadcasts
        self._words = words
        self._is_sender = is_sender
        self._clock = clock
        self._last: dict[int, _Last] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Tell until `stop`; what cannot be told now is tried again later."""
        while not stop.is_set():
            if self._is_sender():
                try:
                    for broadcast in await self._broadcasts.untold():
                        await self._look(broadcast)
                except Exception:  # whatever it is: residents are answered and broadcasts sent all the same
                    _LOG.exception("the progress of broadcasts cannot be shown; trying again")
            await first_of(stop, timeout_s=LOOK_EVERY_S)

    async def _look(self, broadcast: Broadcast) -> None:
        last, now = self._last.get(broadcast.id), self._clock()
        is_changed = last is None or (last.shown is not None and last.shown.state is not broadcast.state)
        if last is not None and now < last.look_at and not is_changed:
            return
        report = await self._broadcasts.report(broadcast.id)
        if report is None:
            return
        shown = last.shown if last else None
        wait_s = edit_wait_s(report, shown, now)
        if not is_unfinished(report) or wait_s is None:
            await self._finish(report)
            return
        if wait_s == 0 and await self._show(report):
            shown = Shown(report.broadcast.state, report.pending, now)
        self._last[broadcast.id] = _Last(shown, now + timedelta(seconds=wait_s or LOOK_EVERY_S))

    async def _show(self, report: Report) -> bool:
        """Return whether the progress stands in the chat."""
        message_id = report.broadcast.progress_id
        try:
            sent_id = await self._write(report, message_id)
        except (Forbidden, BadRequest) as error:
            _LOG.info("the author of broadcast %d cannot be told: %s", report.broadcast.id, error)
            await self._broadcasts.note_progress(report.broadcast.id, TOLD)
            return False
        except TelegramError as error:
            _LOG.info("the progress of broadcast %d waits: %s", report.broadcast.id, error)
            return False
        if sent_id != message_id:
            await self._broadcasts.note_progress(report.broadcast.id, sent_id)
        return True

    async def _finish(self, report: Report) -> None:
        """Send the report as a message of its own, which rings, and take the progress away."""
        number, message_id = report.broadcast.id, report.broadcast.progress_id
        try:
            await self._write(report, None)
        except (Forbidden, BadRequest) as error:
            _LOG.info("the author of broadcast %d cannot be told: %s", number, error)
        except TelegramError as error:
            _LOG.info("the report on broadcast %d waits: %s", number, error)
            return
        await self._broadcasts.note_progress(number, TOLD)
        self._last.pop(number, None)
        if message_id:
            with suppress(TelegramError):
                await self._bot.delete_message(report.broadcast.author_id, message_id)

    async def _write(self, report: Report, message_id: int | None) -> int:
        """Return the id of the message that holds the text now."""
        halted = await self._broadcasts.is_halted()
        page, author_id = render(progress(report, self._words, is_halted=halted))[0], report.broadcast.author_id
        if message_id:
            try:
                await self._bot.edit_message_text(
                    page.html, author_id, message_id, parse_mode=ParseMode.HTML, reply_markup=page.markup
                )
            except BadRequest as error:
                if UNCHANGED not in str(error).lower():  # gone: a new one takes its place
                    message_id = None
            if message_id:
                return message_id
        message = await self._bot.send_message(
            author_id, page.html, parse_mode=ParseMode.HTML, reply_markup=page.markup
        )
        return message.message_id
