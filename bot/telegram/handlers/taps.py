"""Taps on inline buttons; every one is answered, also of old or broken buttons."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.reply import parse_action
from bot.telegram.context import Context, key_of
from bot.telegram.render import render_toast


async def on_tap(update: Update, context: Context) -> None:
    """Answer a tap: the toast on the button, the rest as a message."""
    query = update.callback_query
    if query is None:
        raise LookupError("the update holds no callback query")
    visitor, action = context.desk.identity.visitor(query.from_user), parse_action(query.data or "")
    reply = await context.desk.conversation.press(visitor, action, key=key_of(update))
    await context.desk.courier.answer_tap(query.id, render_toast(reply))
    if query.message is not None:
        await context.desk.courier.reply(query.message, reply, quotes=query.message.chat.type != "private")


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return CallbackQueryHandler(on_tap)
