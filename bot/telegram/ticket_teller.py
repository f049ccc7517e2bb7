"""Tell what must be told about tickets: cards and reminders to staff, answers to those who asked.

Source: core.telegram.org/bots/api#sendmessage, #editmessagetext, #sendphoto, #deletemessage.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.pace import Pace
from bot.telegram.courier import NO_PREVIEW, UNCHANGED
from bot.telegram.render import Message, render
from bot.telegram.transport import FloodWait, NotSentError, RefusedError
from bot.telegram.waiting import first_of
from bot.tickets.board import Told
from bot.tickets.room import TicketRoom
from bot.tickets.ticket import Notice, NoticeKind, NoticeState

LOOK_EVERY_S = 0.5
REMIND_EVERY = 60  # looks between two searches for tickets that wait too long
FIRST_WAIT_S = 2.0
AT_ONCE = 100
_NOT_SENT = (NotSentError, RefusedError)

_LOG = logging.getLogger(__name__)


class TicketTeller:
    """Tells while `is_sender()`: one process does. Answers take the turns of replies, not of bulk messages."""

    def __init__(
        self,
        bot: ExtBot[None],
        tickets: TicketRoom,
        pace: Pace,
        *,
        is_sender: Callable[[], bool],
    ) -> None:
        self.problem = ""
        self._bot = bot
        self._tickets = tickets
        self._pace = pace
        self._is_sender = is_sender

    async def run(self, stop: asyncio.Event) -> None:
        """Tell until `stop`; what an earlier process was telling when it ended comes first."""
        is_ready, looks = False, 0
        while not stop.is_set():
            if not self._is_sender():
                is_ready = False
            else:
                try:
                    if not is_ready:
                        await self._tickets.outbox.recover()
                    is_ready = True
                    await self._look(is_reminding=looks % REMIND_EVERY == 0)
                    looks += 1
                except Exception:  # whatever it is: residents are answered all the same
                    _LOG.exception("tickets cannot be told; trying again")
            await first_of(stop, timeout_s=LOOK_EVERY_S)

    async def _look(self, *, is_reminding: bool) -> None:
        if is_reminding:
            await self._tickets.reminding.look()
            lost = await self._tickets.group.problem()
            self.problem = f"the staff group cannot be reached, officials are told one by one: {lost}" if lost else ""
        for _ in range(AT_ONCE):
            notice = await self._tickets.outbox.take()
            if notice is None:
                return
            await self._tell(notice)

    async def _tell(self, notice: Notice) -> None:
        told, outbox = await self._tickets.board.compose(notice), self._tickets.outbox
        chat_id = notice.chat_id
        if told is None or chat_id is None:
            await outbox.give_up(notice, NoticeState.FAILED, "nothing to tell")
            return
        if (held_s := self._pace.held_s(chat_id)) > 0:
            await outbox.postpone(notice, held_s, has_perhaps_arrived=False)
            return
        try:
            await asyncio.sleep(self._pace.take_turn_s())
            message_id = await self._write(notice, chat_id, told)
        except ChatMigrated as error:
            await self._tickets.group.migrate(chat_id, error.new_chat_id)
            await outbox.postpone(notice, 0.0, has_perhaps_arrived=False)
        except FloodWait as error:
            self._pace.hold(chat_id, error.retry_after_s)
            await outbox.postpone(notice, error.retry_after_s, has_perhaps_arrived=False)
        except (Forbidden, BadRequest) as error:
            await self._give_up(notice, chat_id, error)
        except (NetworkError, InvalidToken) as error:
            _LOG.warning("ticket %d waits to be told: %s", notice.ticket_id, error)
            wait_s = FIRST_WAIT_S * 2 ** min(notice.attempts, 10)
            await outbox.postpone(notice, wait_s, has_perhaps_arrived=not isinstance(error, _NOT_SENT))
        else:
            await outbox.settle(notice, message_id)

    async def _give_up(self, notice: Notice, chat_id: int, error: TelegramError) -> None:
        """Note that a chat cannot be told; a lost group gives its tickets to the officials themselves."""
        _LOG.info("ticket %d cannot be told: %s", notice.ticket_id, error)
        is_unreachable = isinstance(error, Forbidden) or "chat not found" in str(error).lower()
        state = NoticeState.BLOCKED if is_unreachable else NoticeState.FAILED
        await self._tickets.outbox.give_up(notice, state, str(error))
        if is_unreachable and notice.asker_id is None:
            await self._tickets.group.lose(chat_id, str(error))

    async def _write(self, notice: Notice, chat_id: int, told: Told) -> int | None:
        """Return the id of the message that holds the words now."""
        if notice.kind is NoticeKind.PHOTO:
            return await self._write_photo(notice, chat_id, told)
        pages = render(told.reply)
        if notice.message_id is not None and len(pages) == 1:
            try:
                await self._edit(chat_id, notice.message_id, pages[0])
            except BadRequest as error:
                if UNCHANGED not in str(error).lower():  # gone: a new one takes its place
                    return await self._send(chat_id, pages[0])
            return notice.message_id
        return [await self._send(chat_id, page) for page in pages][-1]

    async def _write_photo(self, notice: Notice, chat_id: int, told: Told) -> int | None:
        if notice.message_id is not None:
            if told.is_gone:
                with suppress(BadRequest):  # too old to be deleted, or deleted by somebody
                    await self._bot.delete_message(chat_id, notice.message_id)
            return notice.message_id
        if told.photo is None:
            return None
        try:
            sent = await self._bot.send_photo(chat_id, told.photo, caption=told.reply.text)
        except BadRequest as error:
            if "chat not found" in str(error).lower():
                raise
            _LOG.warning("the photo of ticket %d cannot be shown: %s", notice.ticket_id, error)
            return None
        return sent.message_id

    async def _edit(self, chat_id: int, message_id: int, page: Message) -> None:
        await self._bot.edit_message_text(page.html, chat_id, message_id, **_styled(page))

    async def _send(self, chat_id: int, page: Message) -> int:
        return (await self._bot.send_message(chat_id, page.html, **_styled(page))).message_id


def _styled(page: Message) -> dict[str, Any]:
    return {"parse_mode": ParseMode.HTML, "link_preview_options": NO_PREVIEW, "reply_markup": page.markup}
