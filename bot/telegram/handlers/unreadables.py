"""Stickers, photos, voice and the like: a polite word, once for an album; captions are questions."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.conversation import Unreadable
from bot.telegram.context import Context
from bot.telegram.reduction import PLACEHOLDERS


async def on_unreadable(update: Update, context: Context) -> None:
    """Answer what is not text."""
    visit = context.visit(update)
    caption, what = visit.message.caption or "", _kind(visit.message)
    is_first = context.desk.is_first_of_album(visit.message.media_group_id, visit.key)
    if not is_first and not caption:
        return
    reply = await context.desk.conversation.receive(visit.visitor, what, key=visit.key, caption=caption)
    await context.desk.courier.reply(visit.message, reply, quotes=True)


def _kind(message: Message) -> Unreadable:
    found = (what for what, (field, _) in PLACEHOLDERS.items() if getattr(message, field))
    return next(found, Unreadable.OTHER)


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return MessageHandler(~filters.TEXT & filters.UpdateType.MESSAGES, on_unreadable)
