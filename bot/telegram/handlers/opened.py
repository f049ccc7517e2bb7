"""Taps on the button of a delivered broadcast: the opening is counted, and the announcement shown."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.reply import Action, Verb, parse_action
from bot.telegram.context import Context, key_of
from bot.telegram.render import render_toast

MAX_NUMBER = 1 << 31


async def on_opened(update: Update, context: Context) -> None:
    """Show the announcement that a broadcast is about."""
    query = update.callback_query
    if query is None or query.message is None:
        raise LookupError("the update holds no message of ours")
    desk, chat_id = context.desk, query.message.chat.id
    announcement_id = await _open(context, query.data or "", chat_id)
    action = Action(Verb.ANNOUNCEMENT, announcement_id) if announcement_id else None
    reply = await desk.conversation.press(desk.identity.visitor(query.from_user), action, key=key_of(update))
    await desk.courier.answer_tap(query.id, render_toast(reply))
    await desk.courier.reply(query.message, reply, quotes=query.message.chat.type != "private")


async def _open(context: Context, data: str, chat_id: int) -> str | None:
    action = parse_action(data)
    number = action.argument if action else ""
    if not number.isdecimal() or int(number) >= MAX_NUMBER:
        return None
    return await context.desk.broadcasts.open(int(number), chat_id)


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return CallbackQueryHandler(on_opened, pattern=rf"^{Verb.READ.value}:")
