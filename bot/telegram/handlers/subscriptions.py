"""Subscribing: its commands, links that lead to it, and its buttons; in a group only administrators decide.

Source: core.telegram.org/bots/api#getchatmember.
"""

from __future__ import annotations

import re
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from bot.command import Command
from bot.deep_link import decode_payload
from bot.reply import Reply, Verb, parse_action
from bot.subscribers import ChatKind
from bot.subscribing.dialogue import Chat
from bot.subscribing.step import is_move
from bot.telegram.context import Context, key_of
from bot.telegram.render import render_toast

_LINK = re.compile(rf"^/start {Verb.SUBSCRIBE.value}_")
_BUTTON = re.compile(rf"^{Verb.SUBSCRIBE.value}:")


async def on_command(update: Update, context: Context) -> None:
    """Subscribe or stop by command or link."""
    message, key = update.effective_message, key_of(update)
    if message is None:
        raise LookupError("the update holds no message")
    chat = _chat(message, context)
    if await _may_decide(message, context):
        reply = await _obey(message, chat, context, key)
    else:
        reply = await context.desk.subscribing.refuse(chat.visitor, is_tap=False, key=key)
    await context.desk.courier.reply(message, reply, quotes=chat.kind in (ChatKind.GROUP, ChatKind.SUPERGROUP))


async def on_tap(update: Update, context: Context) -> None:
    """Take a step of the dialogue: the message with the button shows what it led to."""
    query, desk, key = update.callback_query, context.desk, key_of(update)
    if query is None:
        raise LookupError("the update holds no callback query")
    visitor, action = desk.identity.visitor(query.from_user), parse_action(query.data or "")
    if query.message is None or action is None:  # under an inline message, or not what a button of ours says
        reply = await desk.conversation.press(visitor, action, key=key)
        await desk.courier.answer_tap(query.id, reply.toast or reply.text)
        return
    place = query.message.chat
    kind = ChatKind(place.type)
    if kind is not ChatKind.PRIVATE and not await desk.courier.is_administrator(place.id, query.from_user.id):
        reply = await desk.subscribing.refuse(visitor, is_tap=True, key=key)
        await desk.courier.answer_tap(query.id, render_toast(reply))
        return
    reply = await desk.subscribing.press(Chat(place.id, kind, visitor), action.argument, key=key)
    await desk.courier.answer_tap(query.id, render_toast(reply))
    if is_move(action.argument):
        await desk.courier.change(query.message, reply)
    else:
        await desk.courier.reply(query.message, reply, quotes=False)


async def _obey(message: Message, chat: Chat, context: Context, key: str) -> Reply:
    subscribing = context.desk.subscribing
    name, _, rest = (message.text or "").partition(" ")
    if name == f"/{Command.UNSUBSCRIBE}":
        return await subscribing.stop(chat, key=key)
    if name == f"/{Command.SUBSCRIBE}":
        return await subscribing.subscribe(chat, rest, key=key)
    action = decode_payload(rest)
    return await subscribing.press(chat, action.argument if action else "", key=key)


def _chat(message: Message, context: Context) -> Chat:
    identity, user = context.desk.identity, message.from_user
    visitor = identity.visitor(user) if user else identity.channel(message.chat.id)
    return Chat(message.chat.id, ChatKind(message.chat.type), visitor)


async def _may_decide(message: Message, context: Context) -> bool:
    """Return whether who wrote may decide for the chat: alone in it, its channel, its anonymous or known ruler."""
    if message.chat.type in (ChatKind.PRIVATE, ChatKind.CHANNEL):
        return True
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        return True
    user = message.from_user
    return user is not None and await context.desk.courier.is_administrator(message.chat.id, user.id)


def make() -> list[BaseHandler[Update, Context, Any]]:
    """Return the handlers; they go before those that know no subscriptions."""
    names = [Command.SUBSCRIBE.value, Command.UNSUBSCRIBE.value]
    written = filters.UpdateType.MESSAGES | filters.UpdateType.CHANNEL_POST  # corrected words count as new ones
    return [
        CommandHandler(names, on_command, written),
        CommandHandler(Command.START.value, on_command, filters.UpdateType.MESSAGE & filters.Regex(_LINK)),
        CallbackQueryHandler(on_tap, _BUTTON),
    ]
