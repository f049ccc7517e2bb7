"""Deliver what the handlers say: the one place that sends and the one layer that repeats.

Replies are at-least-once: after a lost answer nobody knows whether the message arrived, so it goes out again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import Any, TypeVar

from telegram import (
    InlineQueryResultArticle,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    ReplyParameters,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.ext import ExtBot

from bot.broadcasts.carrier import Parcel
from bot.pace import Pace
from bot.reply import File, Preview, Reply
from bot.telegram.render import Message, render
from bot.telegram.transport import FloodWait

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
MAX_BACK_OFF_S = 60.0
PATIENCE_S = 24 * 3600.0  # as long as Telegram keeps an update
INLINE_CACHE_S = 10
# Source: tdlib/telegram-bot-api Client.cpp; nothing can be said in such a chat.
_UNREACHABLE = ("chat not found", "not enough rights", "have no rights", "chat_write_forbidden", "topic_closed")
_TOO_OLD = "query is too old"
UNCHANGED = "message is not modified"

Result = TypeVar("Result")

_LOG = logging.getLogger(__name__)


class PreviewError(Exception):
    """A preview that Telegram does not take; the message is its reason."""


class Courier:
    """Sends through `bot` at the turns of `pace`; `rest` sleeps between two tries, `show` sends a preview."""

    def __init__(
        self,
        bot: ExtBot[None],
        pace: Pace,
        *,
        rest: Callable[[float], Awaitable[None]],
        first_back_off_s: float = 1.0,
        show: Callable[[Parcel], Awaitable[object]] | None = None,
    ) -> None:
        self._bot = bot
        self._pace = pace
        self._rest = rest
        self._first_back_off_s = first_back_off_s
        self._show = show

    async def reply(self, message: MaybeInaccessibleMessage, reply: Reply, *, quotes: bool) -> None:
        """Send every message of a reply into the chat of `message`; `quotes` marks it as the one answered.

        Raises PreviewError for a preview that Telegram does not take; then nothing else was sent.
        """
        number = message.message_id if quotes else None
        await self.tell(message.chat.id, reply, number=number, thread_id=getattr(message, "message_thread_id", None))

    async def tell(
        self, chat_id: int, reply: Reply, *, number: int | None = None, thread_id: int | None = None
    ) -> None:
        """Send every message of a reply into a chat, as an answer to message `number` where one is given.

        Raises PreviewError as `reply` does.
        """
        try:
            for preview in reply.previews:
                await self._preview(chat_id, preview)
            for each in render(reply):
                await self._send(each, chat_id, number, thread_id=thread_id)
            for file in reply.files:
                await self._upload(chat_id, file)
        except ChatMigrated as migrated:
            for each in render(reply):
                await self._send(each, migrated.new_chat_id, None, thread_id=None)
        except Forbidden as error:
            _LOG.info("no reply possible: %s", error)
        except BadRequest as error:
            if not any(reason in str(error).lower() for reason in _UNREACHABLE):
                raise
            _LOG.info("no reply possible: %s", error)

    async def change(self, message: MaybeInaccessibleMessage, reply: Reply) -> None:
        """Put a reply in the place of one of the bot's own messages; where that is gone, send it."""
        chat_id, number = message.chat.id, message.message_id
        pages = render(reply)
        if len(pages) != 1:
            await self.reply(message, reply, quotes=False)
            return
        try:
            await self._repeat(
                chat_id,
                lambda: self._bot.edit_message_text(
                    pages[0].html,
                    chat_id,
                    number,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                    reply_markup=pages[0].markup,
                ),
            )
        except (ChatMigrated, Forbidden) as error:
            _LOG.info("no change possible: %s", error)
        except BadRequest as error:
            if UNCHANGED not in str(error).lower():
                await self.reply(message, reply, quotes=False)

    async def is_administrator(self, chat_id: int, user_id: int) -> bool:
        """Return whether a person rules a group or channel; False where that cannot be known."""
        try:
            member = await self._repeat(chat_id, lambda: self._bot.get_chat_member(chat_id, user_id))
        except (BadRequest, Forbidden, ChatMigrated) as error:
            _LOG.info("the standing of somebody is not known: %s", error)
            return False
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    async def answer_tap(self, query_id: str, toast: str) -> None:
        """End the waiting mark on a pressed button; once, since a late answer is worth nothing."""
        await self._try_once(lambda: self._bot.answer_callback_query(query_id, toast or None))

    async def answer_inline(self, query_id: str, results: Sequence[InlineQueryResultArticle]) -> None:
        """Show inline results; once, since the next letter typed asks anew."""
        await self._try_once(
            lambda: self._bot.answer_inline_query(query_id, results, cache_time=INLINE_CACHE_S, is_personal=False)
        )

    async def _try_once(self, call: Callable[[], Awaitable[object]]) -> None:
        try:
            await call()
        except BadRequest as error:
            if _TOO_OLD not in str(error).lower():
                raise
            _LOG.info("answered too late: %s", error)
        except TelegramError as error:
            _LOG.warning("a query stays unanswered: %s", error)

    async def _send(self, message: Message, chat_id: int, number: int | None, *, thread_id: int | None) -> None:
        reply_to = ReplyParameters(number, allow_sending_without_reply=True) if number is not None else None
        extra: dict[str, Any] = {"message_thread_id": thread_id} if thread_id is not None else {}
        await self._repeat(
            chat_id,
            lambda: self._bot.send_message(
                chat_id,
                message.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=message.markup,
                reply_parameters=reply_to,
                **extra,
            ),
        )

    async def _preview(self, chat_id: int, preview: Preview) -> None:
        if self._show is None:
            raise PreviewError("no loudspeaker")
        show, content = self._show, preview.content
        parcel = Parcel(0, 0, chat_id, preview.kind, preview.tier, content, preview.language)
        try:
            await self._repeat(chat_id, lambda: show(parcel))
        except BadRequest as error:
            if any(reason in str(error).lower() for reason in _UNREACHABLE):
                raise
            raise PreviewError(str(error)) from error

    async def _upload(self, chat_id: int, file: File) -> None:
        if file.is_picture:
            await self._repeat(chat_id, lambda: self._bot.send_photo(chat_id, file.data, filename=file.name))
            return
        await self._repeat(chat_id, lambda: self._bot.send_document(chat_id, file.data, filename=file.name))

    async def _repeat(self, chat_id: int, call: Callable[[], Awaitable[Result]]) -> Result:
        started, back_off_s, attempt = monotonic(), self._first_back_off_s, 1
        reason: TelegramError
        while True:
            await self._wait_for_turn(chat_id)
            try:
                return await call()
            except BadRequest:  # for this library a kind of NetworkError
                raise
            except FloodWait as error:
                wait_s, reason = 0.0, error
                self._pace.hold(chat_id, error.retry_after_s)
            except (NetworkError, InvalidToken) as error:
                wait_s, reason = back_off_s, error
                back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)
            if monotonic() - started + wait_s > PATIENCE_S:
                raise reason
            _LOG.warning("sending failed (attempt %d): %s", attempt, reason)
            attempt += 1
            await self._rest(wait_s)

    async def _wait_for_turn(self, chat_id: int) -> None:
        while (held_s := self._pace.held_s(chat_id)) > 0:
            await self._rest(held_s)
        if (turn_s := self._pace.take_turn_s()) > 0:
            await self._rest(turn_s)
