"""Questions in free text; an edited one is answered anew, as a reply to the edited message."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.telegram.context import Context


async def on_question(update: Update, context: Context) -> None:
    """Answer a typed question."""
    visit = context.visit(update)
    reply = await context.desk.conversation.ask(visit.visitor, visit.message.text or "", key=visit.key)
    await context.desk.courier.reply(visit.message, reply, quotes=True)


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return MessageHandler(filters.TEXT & filters.UpdateType.MESSAGES, on_question)
