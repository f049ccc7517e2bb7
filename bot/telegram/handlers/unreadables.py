"""Stickers, photos, voice and the like: a polite word, once for an album; captions are questions."""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.command import Command, Unreadable
from bot.telegram.context import Context
from bot.telegram.reduction import NO_FILE, PLACEHOLDERS
from bot.tickets.counter import Attachment


async def on_unreadable(update: Update, context: Context) -> None:
    """Answer what is not text."""
    visit = context.visit(update)
    caption, what = visit.message.caption or "", _kind(visit.message)
    begins = caption.startswith(f"/{Command.REPORT}")
    caption = caption.partition(" ")[2] if begins else caption
    is_first = context.desk.is_first_of_album(visit.message.media_group_id, visit.key)
    if not is_first and not caption:
        return
    attachment = _attachment(visit.message, begins=begins) if not visit.is_in_group else None
    reply = await context.desk.conversation.receive(
        visit.visitor, what, key=visit.key, caption=caption, attachment=attachment
    )
    await context.desk.courier.reply(visit.message, reply, quotes=True)


def _attachment(message: Message, *, begins: bool) -> Attachment | None:
    """Return the photo or the place that was kept of a message, because a report is being made."""
    if message.photo and message.photo[-1].file_id != NO_FILE:
        return Attachment(photo=message.photo[-1].file_id, begins=begins)
    point = message.location
    if point and (point.latitude or point.longitude):
        return Attachment(latitude=point.latitude, longitude=point.longitude)
    return None


def _kind(message: Message) -> Unreadable:
    found = (what for what, (field, _) in PLACEHOLDERS.items() if getattr(message, field))
    return next(found, Unreadable.OTHER)


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return MessageHandler(~filters.TEXT & filters.UpdateType.MESSAGES, on_unreadable)
