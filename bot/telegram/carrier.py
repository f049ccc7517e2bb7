"""Carry the loudspeaker's parcels to Telegram chats: try once, and tell exactly what is known of the fate.

Source: core.telegram.org/bots/api#sendmessage, #editmessagetext, #deletemessage; texts of errors:
tdlib/telegram-bot-api Client.cpp.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.broadcasts.broadcast import BroadcastKind
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
from bot.telegram.transport import AiohttpRequest, FloodWait, NotSentError, RefusedError
from bot.telegram.wrapping import Dressed, Wrapping

MAX_DRESSED = 256
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


class TelegramCarrier:
    """Delivers over `request` to the Bot API at `base_url`, which ends with the token and is never shown.

    Each parcel is dressed by `wrapping`; `clock` tells the aware UTC time; `is_paid` allows paid broadcasts.
    """

    def __init__(
        self,
        request: AiohttpRequest,
        base_url: str,
        wrapping: Wrapping,
        clock: Callable[[], datetime],
        *,
        is_paid: bool = False,
    ) -> None:
        self._request = request
        self._base_url = base_url
        self._wrapping = wrapping
        self._clock = clock
        self._is_paid = is_paid
        self._dressed: OrderedDict[tuple[object, ...], Dressed] = OrderedDict()

    async def deliver(self, parcel: Parcel) -> Fate:
        """Try once and return what became of it."""
        try:
            return Sent(await self._carry(parcel))
        except TelegramError as error:
            fate = fate_of(error)
        if isinstance(fate, Uncertain) and parcel.original_id is not None:
            return Unsent(fate.code)  # to edit or delete once more does no harm
        return fate

    async def show(self, parcel: Parcel) -> int:
        """Send the parcel to its chat as any recipient gets it, and return the message's id; raises TelegramError."""
        return await self._send(parcel.chat_id, self._wrapping.dress(parcel))

    async def _carry(self, parcel: Parcel) -> int:
        if parcel.original_id is None:
            return await self._send(parcel.chat_id, self._dress(parcel))
        is_young = parcel.original_at is not None and self._clock() - parcel.original_at < DELETABLE
        message = {"chat_id": str(parcel.chat_id), "message_id": str(parcel.original_id)}
        if parcel.kind is not BroadcastKind.RECALL or not is_young or not await self._delete(message):
            await self._edit(message, self._dress(parcel))
        return parcel.original_id

    def _dress(self, parcel: Parcel) -> Dressed:
        """Return what all recipients with the same language and topics get."""
        key = (parcel.broadcast_id, parcel.language, parcel.topics, parcel.original_id is None)
        if key not in self._dressed:
            self._dressed[key] = self._wrapping.dress(parcel)
            if len(self._dressed) > MAX_DRESSED:
                self._dressed.popitem(last=False)
        return self._dressed[key]

    async def _send(self, chat_id: int, dressed: Dressed) -> int:
        extra = {"allow_paid_broadcast": "true"} if self._is_paid else {}
        message = await self._call(dressed.method, {"chat_id": str(chat_id)} | dressed.parameters | extra)
        return int(message["message_id"])

    async def _edit(self, message: dict[str, str], dressed: Dressed) -> None:
        try:
            await self._call(dressed.edit_method, message | dressed.edit_parameters)
        except BadRequest as error:
            if _UNCHANGED not in str(error).lower():  # it reads so already: a repetition after a lost answer
                raise

    async def _delete(self, message: dict[str, str]) -> bool:
        """Return whether the message is gone; False where Telegram will not delete it any more."""
        try:
            await self._call("deleteMessage", message)
        except BadRequest as error:
            reason = str(error).lower()
            if _UNDELETABLE in reason:
                return False
            if _TAKEN_BACK not in reason:
                raise
        return True

    async def _call(self, method: str, parameters: dict[str, str]) -> Any:
        return await self._request.post_strings(f"{self._base_url}/{method}", parameters)


def fate_of(error: TelegramError) -> Fate:
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
    """Return the error's text as a short code."""
    return str(error).removeprefix("Forbidden: ").lower()[:80] or type(error).__name__


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
