"""Carry the loudspeaker's parcels to Telegram chats: try once, and tell exactly what is known of the fate.

Source: core.telegram.org/bots/api#sendmessage, #editmessagetext, #deletemessage; texts of errors:
tdlib/telegram-bot-api Client.cpp.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.broadcasts.broadcast import BroadcastKind, Content, Entity, MediaKind, Tier
from bot.broadcasts.carrier import (
    Blocked,
    Failed,
    Fate,
    Held,
    Migrated,
    Parcel,
    Sent,
    Uncertain,
    Unsendable,
    Unsent,
)
from bot.catalogue import Catalogue
from bot.reply import Action, Verb
from bot.telegram.courier import NO_PREVIEW
from bot.telegram.transport import FloodWait, NotSentError, RefusedError

# Source: core.telegram.org/bots/api#deletemessage (48 hours); a minute for clocks that differ.
DELETABLE = timedelta(hours=48) - timedelta(minutes=1)
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "chat_write_forbidden",
    "have no rights",
    "not enough rights",
)
_AT_FAULT = (
    "can't parse",
    "message is too long",
    "caption is too long",
    "message text is empty",
    "wrong file identifier",
)
_UNCHANGED = "message is not modified"
_TAKEN_BACK = "message to delete not found"
_UNDELETABLE = "message can't be deleted"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What goes around the official's words: the heading of a tier, and the buttons."""

    catalogue: Catalogue

    def wrap(self, content: Content, *, tier: Tier, kind: BroadcastKind, language: str) -> Content:
        """Return the content under its heading, exactly as it is shown."""
        if kind is BroadcastKind.RECALL:
            return replace(content, text=self.catalogue.text("broadcast.recalled", language), entities=())
        heading = self._heading(tier, kind, language)
        if not heading:
            return content
        width = _utf16_length(heading) + 2
        moved = (replace(entity, offset=entity.offset + width) for entity in content.entities)
        bold = Entity("bold", 0, width - 2)
        return replace(content, text=f"{heading}\n\n{content.text}", entities=(bold, *moved))

    def keyboard(self, content: Content, *, kind: BroadcastKind, number: int, language: str) -> InlineKeyboardMarkup:
        """Return the buttons: the announcement where there is one, and one tap that ends the subscription."""
        stop = self._button("stop", language, Action(Verb.SUBSCRIBE, "stop"))
        if content.announcement_id is None or kind is BroadcastKind.RECALL:
            return InlineKeyboardMarkup([[stop]])
        return InlineKeyboardMarkup([[self._button("read", language, Action(Verb.READ, str(number)))], [stop]])

    def _button(self, name: str, language: str, action: Action) -> InlineKeyboardButton:
        label = self.catalogue.text(f"broadcast.button.{name}", language)
        return InlineKeyboardButton(label, callback_data=action.encode())

    def _heading(self, tier: Tier, kind: BroadcastKind, language: str) -> str:
        if kind is BroadcastKind.CORRECTION:
            return self.catalogue.text("broadcast.heading.correction", language)
        return "" if tier is Tier.ORDINARY else self.catalogue.text(f"broadcast.heading.{tier}", language)


class TelegramCarrier:
    """Delivers through `bot`; `clock` tells the aware UTC time. `is_paid` allows Telegram's paid broadcasts."""

    def __init__(
        self, bot: ExtBot[None], wrapping: Wrapping, clock: Callable[[], datetime], *, is_paid: bool = False
    ) -> None:
        self._bot = bot
        self._wrapping = wrapping
        self._clock = clock
        self._is_paid = is_paid

    async def deliver(self, parcel: Parcel) -> Fate:
        """Try once and return what became of it."""
        try:
            return Sent(await self._carry(parcel))
        except TelegramError as error:
            fate = _fate(error)
        if isinstance(fate, Uncertain) and parcel.original_id is not None:
            return Unsent(fate.code)  # to edit or delete once more does no harm
        return fate

    async def show(self, chat_id: int, parcel: Parcel) -> int:
        """Send what the parcel would look like into a chat and return the message's id; raises TelegramError."""
        return await self._send(replace(parcel, chat_id=chat_id), self._wrapped(parcel))

    async def _carry(self, parcel: Parcel) -> int:
        content = self._wrapped(parcel)
        if parcel.original_id is None:
            return await self._send(parcel, content)
        is_young = parcel.original_at is not None and self._clock() - parcel.original_at < DELETABLE
        if parcel.kind is BroadcastKind.RECALL and is_young and await self._delete(parcel.chat_id, parcel.original_id):
            return parcel.original_id
        await self._edit(parcel, parcel.original_id, content)
        return parcel.original_id

    def _wrapped(self, parcel: Parcel) -> Content:
        return self._wrapping.wrap(parcel.content, tier=parcel.tier, kind=parcel.kind, language=parcel.language)

    def _keyboard(self, parcel: Parcel) -> InlineKeyboardMarkup:
        number = parcel.broadcast_id
        return self._wrapping.keyboard(parcel.content, kind=parcel.kind, number=number, language=parcel.language)

    async def _send(self, parcel: Parcel, content: Content) -> int:
        entities = _entities(content)
        extra: dict[str, Any] = {"reply_markup": self._keyboard(parcel)}
        if self._is_paid:
            extra["allow_paid_broadcast"] = True
        chat_id, media = parcel.chat_id, content.media
        message: Message
        if media is None or parcel.kind is BroadcastKind.RECALL:
            message = await self._bot.send_message(
                chat_id, content.text, entities=entities, link_preview_options=NO_PREVIEW, **extra
            )
        elif media.kind is MediaKind.PHOTO:
            message = await self._bot.send_photo(
                chat_id, media.file_id, caption=content.text, caption_entities=entities, **extra
            )
        elif media.kind is MediaKind.VOICE:
            message = await self._bot.send_voice(
                chat_id, media.file_id, caption=content.text, caption_entities=entities, **extra
            )
        else:
            message = await self._bot.send_document(
                chat_id, media.file_id, caption=content.text, caption_entities=entities, **extra
            )
        return message.message_id

    async def _edit(self, parcel: Parcel, message_id: int, content: Content) -> None:
        entities, keyboard = _entities(content), self._keyboard(parcel)
        try:
            if content.media is None:
                await self._bot.edit_message_text(
                    content.text,
                    parcel.chat_id,
                    message_id,
                    entities=entities,
                    reply_markup=keyboard,
                    link_preview_options=NO_PREVIEW,
                )
            else:
                await self._bot.edit_message_caption(
                    parcel.chat_id,
                    message_id,
                    caption=content.text,
                    caption_entities=entities,
                    reply_markup=keyboard,
                )
        except BadRequest as error:
            if _UNCHANGED not in str(error).lower():  # it reads so already: a repetition after a lost answer
                raise

    async def _delete(self, chat_id: int, message_id: int) -> bool:
        """Return whether the message is gone; False where Telegram will not delete it any more."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except BadRequest as error:
            reason = str(error).lower()
            if _UNDELETABLE in reason:
                return False
            if _TAKEN_BACK not in reason:
                raise
        return True


def _entities(content: Content) -> list[MessageEntity]:
    return [MessageEntity(each.type, each.offset, each.length, url=each.url) for each in content.entities]


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _fate(error: TelegramError) -> Fate:
    """Return what an error tells of the message."""
    for kind, make in _FATES:
        if isinstance(error, kind):
            return make(error)
    _LOG.warning("an error that is not known: %s", error)
    return Uncertain(_code(error))


def _refused(error: BadRequest) -> Fate:
    reason = str(error).lower()
    if any(text in reason for text in _GONE):
        return Blocked(_code(error))
    if any(text in reason for text in _AT_FAULT):
        return Unsendable(_code(error))
    return Failed(_code(error))


def _code(error: TelegramError) -> str:
    """Return the error's text as a short code: the words after "Bad Request:" or "Forbidden:"."""
    return str(error).rpartition(": ")[2].strip().lower()[:80] or type(error).__name__


# The narrowest kinds first: they inherit from the wide ones.
_FATES: tuple[tuple[type[TelegramError], Callable[[Any], Fate]], ...] = (
    (FloodWait, lambda error: Held(error.retry_after_s)),
    (ChatMigrated, lambda error: Migrated(error.new_chat_id)),
    (Forbidden, lambda error: Blocked(_code(error))),
    (BadRequest, _refused),
    (NotSentError, lambda _: Unsent("no_connection")),
    (RefusedError, lambda _: Unsent("server_error")),
    (TimedOut, lambda _: Uncertain("time_out")),
    (InvalidToken, lambda _: Unsent("token_refused")),
    (NetworkError, lambda _: Uncertain("connection_lost")),
)
