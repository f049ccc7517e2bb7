"""Keep the list of subscribers true: the bot is blocked, put out or let in again; a group becomes a supergroup."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import BaseHandler, ChatMemberHandler, MessageHandler, filters

from bot.telegram.context import Context


async def on_standing(update: Update, context: Context) -> None:
    """Note that the bot got out of a chat, or take the subscription of a person up again."""
    change, membership = update.my_chat_member, context.desk.subscribing.membership
    if change is None:
        raise LookupError("the update holds no change of the bot's standing")
    if change.new_chat_member.status != ChatMemberStatus.MEMBER:
        await membership.lose(change.chat.id, "put out")
        await context.desk.tickets.group.lose(change.chat.id, "put out")
    elif change.chat.type == ChatType.PRIVATE and (reply := await membership.regain(change.chat.id)):
        await context.desk.courier.tell(change.chat.id, reply)


async def on_migration(update: Update, context: Context) -> None:
    """Follow a group to its new id."""
    message = update.effective_message
    if message is None or message.migrate_to_chat_id is None:
        raise LookupError("the update holds no migration")
    await context.desk.subscribing.membership.migrate(message.chat.id, message.migrate_to_chat_id)
    await context.desk.tickets.group.migrate(message.chat.id, message.migrate_to_chat_id)


def make() -> list[BaseHandler[Update, Context, Any]]:
    """Return the handlers; the migration goes before those that answer messages."""
    return [
        ChatMemberHandler(on_standing, ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, on_migration),
    ]
