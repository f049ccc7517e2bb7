"""Staff: their commands, what they hand in while a conversation is open, and taps on its buttons."""

from __future__ import annotations

from typing import Any

from telegram import MaybeInaccessibleMessage, Update
from telegram.ext import (
    ApplicationHandlerStop,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.admin.founding import START_MARK, read_start_code
from bot.command import Command
from bot.office.flow import Staffer
from bot.office.office import OfficeCommand
from bot.reply import Reply, Verb, parse_action
from bot.telegram.context import Context
from bot.telegram.courier import PreviewError
from bot.telegram.handed_in import read_submission
from bot.telegram.render import render_toast

_PRIVATE = filters.ChatType.PRIVATE
_ALL_COMMANDS = tuple(f"/{command}" for command in (*Command, *OfficeCommand))


async def on_command(update: Update, context: Context) -> None:
    """Answer a command of staff; others get the polite refusal."""
    visit, staff = context.visit(update), _staffer(update, context)
    name, _, argument = (visit.message.text or "").partition(" ")
    is_link = name == f"/{Command.START}"  # /start nhansu_<code>
    command = OfficeCommand.STAFF if is_link else OfficeCommand(name.lstrip("/"))
    said = (read_start_code(argument) or "") if is_link else argument.strip()
    reply = await context.desk.office.command(staff, command, said)
    await _answer(context, staff, visit.message, reply)
    if staff.id not in context.desk.identity.staff_ids:
        await context.desk.menu.fit(staff.id, is_staff=False)


async def on_message(update: Update, context: Context) -> None:
    """Hand a message of staff to the open conversation; without one it goes on to the other handlers."""
    visit, staff = context.visit(update), _staffer(update, context)
    if staff.id not in context.desk.identity.staff_ids:
        return
    is_command = (visit.message.text or "").partition(" ")[0] in _ALL_COMMANDS
    reply = None if is_command else await context.desk.office.receive(staff, read_submission(visit.message))
    if reply is not None:
        await _answer(context, staff, visit.message, reply)
    await context.desk.menu.fit(staff.id, is_staff=True)
    if reply is not None:
        raise ApplicationHandlerStop


async def on_tap(update: Update, context: Context) -> None:
    """Answer a tap on a button of the office: the toast on the button, the rest as messages."""
    query, staff = update.callback_query, _staffer(update, context)
    if query is None:
        raise LookupError("the update holds no callback query")
    action, message = parse_action(query.data or ""), query.message
    is_private = message is not None and message.chat.type == "private"
    reply = await context.desk.office.press(staff, action.argument if action else "") if is_private else Reply()
    await context.desk.courier.answer_tap(query.id, render_toast(reply))
    if message is not None:
        await _answer(context, staff, message, reply)


async def _answer(context: Context, staff: Staffer, message: MaybeInaccessibleMessage, reply: Reply) -> None:
    try:
        await context.desk.courier.reply(message, reply, quotes=False)
    except PreviewError as error:
        sorry = context.desk.office.unshowable(staff, str(error))
        await context.desk.courier.reply(message, sorry, quotes=False)


def _staffer(update: Update, context: Context) -> Staffer:
    if update.effective_user is None:
        raise LookupError("the update comes from nobody")
    return Staffer(update.effective_user.id, context.desk.identity.language)


def make_first() -> BaseHandler[Update, Context, Any]:
    """Return the handler that sees the messages of staff before all others."""
    return MessageHandler(_PRIVATE & filters.UpdateType.MESSAGES, on_message)


def make() -> list[BaseHandler[Update, Context, Any]]:
    """Return the handlers of commands and taps."""
    commands = [command.value for command in OfficeCommand]
    private = _PRIVATE & filters.UpdateType.MESSAGE
    return [
        CommandHandler(commands, on_command, private),
        CommandHandler(Command.START.value, on_command, private & filters.Regex(rf"^/\w+ {START_MARK}")),
        CallbackQueryHandler(on_tap, pattern=rf"^{Verb.OFFICE.value}:"),
    ]
