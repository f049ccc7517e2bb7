"""Bring to members of staff what they did not ask for: what waits for their approval, what became of their own."""

from __future__ import annotations

import logging

from telegram.error import TelegramError

from bot.office.booth import Notify
from bot.reply import Reply
from bot.telegram.courier import Courier, PreviewError

_LOG = logging.getLogger(__name__)


def make_notify(courier: Courier) -> Notify:
    """Return the function that brings a reply to the private chat of a member of staff; it raises nothing."""

    async def notify(staff_id: int, reply: Reply) -> None:
        try:
            await courier.tell(staff_id, reply)
        except (TelegramError, PreviewError) as error:
            _LOG.warning("a member of staff was not told: %s", error)

    return notify
