"""The commands that Telegram offers in the chat of a member of staff.

Source: core.telegram.org/bots/api#botcommandscopechat.
"""

from __future__ import annotations

import logging
from collections import OrderedDict

from telegram import BotCommand, BotCommandScopeChat
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.catalogue import Catalogue
from bot.command import Command
from bot.office.office import OfficeCommand

MAX_KNOWN = 1000

_LOG = logging.getLogger(__name__)


class StaffMenu:
    """Sets the commands of a chat at first contact and takes them back from who is staff no more."""

    def __init__(self, bot: ExtBot[None], catalogue: Catalogue, language: str) -> None:
        self._bot = bot
        self._catalogue = catalogue
        self._language = language
        self._known: OrderedDict[int, bool] = OrderedDict()

    async def fit(self, chat_id: int, *, is_staff: bool) -> None:
        """Make the offered commands fit the person; a refusal hinders nothing and is tried again at the next start."""
        if self._known.get(chat_id) is is_staff:
            return
        self._known[chat_id] = is_staff
        if len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)
        scope = BotCommandScopeChat(chat_id)
        try:
            if is_staff:
                await self._bot.set_my_commands(self._commands(), scope=scope)
            else:
                await self._bot.delete_my_commands(scope=scope)
        except TelegramError as error:
            _LOG.warning("the commands of a chat stay as they were: %s", error)

    def _commands(self) -> list[BotCommand]:
        return [
            BotCommand(each.value, self._catalogue.text(f"telegram.commands.{each}", self._language))
            for each in (*OfficeCommand, *Command)
        ]
