"""Commands: /start with or without a deep link, /help and the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, filters

from bot.command import ARGUED, Command
from bot.deep_link import decode_payload
from bot.reply import Reply
from bot.telegram.context import Context, Visit


async def on_command(update: Update, context: Context) -> None:
    """Answer a command; /start with a payload leads where the link pointed."""
    visit, conversation = context.visit(update), context.desk.conversation
    words = (visit.message.text or "").split()
    command = Command(words[0].lstrip("/"))
    action = decode_payload(words[1]) if command is Command.START and len(words) > 1 else None
    if action:
        reply = await conversation.press(visit.visitor, action, key=visit.key)
    else:
        argument = (visit.message.text or "").partition(" ")[2] if command in ARGUED else ""
        reply = await conversation.command(visit.visitor, command, key=visit.key, argument=argument)
    reply = await _with_subscription(context, visit, command, reply)
    await context.desk.courier.reply(visit.message, reply, quotes=visit.is_in_group)


async def _with_subscription(context: Context, visit: Visit, command: Command, reply: Reply) -> Reply:
    """Return the reply with what the command means for the person's own subscription: its chat has the person's id."""
    membership, user, language = context.desk.subscribing.membership, visit.message.from_user, visit.visitor.language
    more = Reply()
    if user is None:
        return reply
    if command is Command.DATA:
        more = Reply(await membership.describe(user.id, language))
    elif command is Command.START and not visit.is_in_group:
        more = await membership.regain(user.id) or more
    return replace(reply, blocks=(*reply.blocks, *more.blocks), buttons=(*reply.buttons, *more.buttons))


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return CommandHandler([command.value for command in Command], on_command, filters.UpdateType.MESSAGE)
