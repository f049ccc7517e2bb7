"""Commands: /start with or without a deep link, /help and the rest."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, filters

from bot.conversation import Command
from bot.telegram.context import Context
from bot.telegram.deep_link import decode_payload


async def on_command(update: Update, context: Context) -> None:
    """Answer a command; /start with a payload leads where the link pointed."""
    visit, conversation = context.visit(update), context.desk.conversation
    words = (visit.message.text or "").split()
    command = Command(words[0].lstrip("/"))
    action = decode_payload(words[1]) if command is Command.START and len(words) > 1 else None
    if action:
        reply = await conversation.press(visit.visitor, action, key=visit.key)
    else:
        reply = await conversation.command(visit.visitor, command, key=visit.key)
    await context.desk.courier.reply(visit.message, reply, quotes=visit.is_in_group)


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return CommandHandler([command.value for command in Command], on_command, filters.UpdateType.MESSAGE)
