"""Tickets in the staff group: it is chosen, its messages are replied to, its buttons are tapped; everywhere by staff.

Source: core.telegram.org/bots/features#privacy-mode (replies to the bot's own messages always come through).
"""

from __future__ import annotations

from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.office.flow import Staffer
from bot.office.office import OfficeCommand
from bot.reply import Verb, parse_action
from bot.staff import NotAllowedError
from bot.telegram.context import Context
from bot.telegram.reduction import GROUP_COMMAND
from bot.telegram.render import MAX_TOAST_CHARS, render_toast
from bot.telegram.ticket_parts import TICKET_MARK
from bot.tickets.cards import KIND

_IN_GROUP = {"ans": "how", "word": "priv"}  # what opens a conversation in private is only explained in a group


class _ToTicket(filters.MessageFilter):
    """Lets replies to a message of the bot about a ticket through."""

    def filter(self, message: Message) -> bool:
        """Return whether the message replies to one of the bot's about a ticket."""
        replied = message.reply_to_message
        return bool(message.text and replied and (replied.text or "").startswith(TICKET_MARK))


async def on_choice(update: Update, context: Context) -> None:
    """Make a group the one in which tickets are shown."""
    visit, tickets, cards = context.visit(update), context.desk.tickets, context.desk.tickets.board.cards
    try:
        await tickets.group.choose(_staffer(update, context).id, visit.message.chat.id)
        reply = cards.say("group.chosen")
    except NotAllowedError:
        reply = cards.say("group.refused")
    await context.desk.courier.reply(visit.message, reply, quotes=True)


async def on_reply(update: Update, context: Context) -> None:
    """Take a reply to a ticket's message as its answer, to be looked at before it is sent."""
    visit, staff = context.visit(update), _staffer(update, context)
    if staff.id not in context.desk.identity.staff_ids and not visit.is_in_group:
        return  # a resident who replies to a message about an own ticket asks something
    replied = visit.message.reply_to_message
    code = (replied.text or "").removeprefix(TICKET_MARK) if replied else ""
    reply = await context.desk.office.command(staff, OfficeCommand.ANSWER, f"{code} {visit.message.text}")
    await context.desk.courier.reply(visit.message, reply, quotes=True)
    raise ApplicationHandlerStop


async def on_tap(update: Update, context: Context) -> None:
    """Answer a tap on a ticket's button; in a group who may not gets a word on the button alone."""
    query, staff = update.callback_query, _staffer(update, context)
    if query is None or query.message is None:
        raise LookupError("the update holds no message of ours")
    action, is_private = parse_action(query.data or ""), query.message.chat.type == ChatType.PRIVATE
    argument = (action.argument if action else "").removeprefix(f"{KIND}.")
    if not is_private:
        if staff.id not in context.desk.identity.staff_ids:
            only_staff = context.desk.tickets.board.cards.say("group.only_staff")
            await context.desk.courier.answer_tap(query.id, only_staff.text[:MAX_TOAST_CHARS])
            return
        what, dot, value = argument.partition(".")
        argument = f"{_IN_GROUP.get(what, what)}{dot}{value}"
    reply = await context.desk.office.press(staff, f"{KIND}.{argument}")
    await context.desk.courier.answer_tap(query.id, render_toast(reply))
    await context.desk.courier.reply(query.message, reply, quotes=not is_private)


def _staffer(update: Update, context: Context) -> Staffer:
    if update.effective_user is None:
        raise LookupError("the update comes from nobody")
    return Staffer(update.effective_user.id, context.desk.identity.language)


def make_first() -> BaseHandler[Update, Context, Any]:
    """Return the handler that sees replies to tickets before all others."""
    return MessageHandler(_ToTicket() & filters.UpdateType.MESSAGES, on_reply)


def make() -> list[BaseHandler[Update, Context, Any]]:
    """Return the handlers of the group's command and taps."""
    groups = filters.ChatType.GROUPS & filters.UpdateType.MESSAGE
    return [
        CommandHandler(GROUP_COMMAND, on_choice, groups),
        CallbackQueryHandler(on_tap, pattern=rf"^{Verb.OFFICE.value}:{KIND}\."),
    ]
