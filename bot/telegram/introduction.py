"""Tell Telegram what the bot can do: commands and descriptions, Vietnamese by default, English besides."""

from __future__ import annotations

import logging

from telegram import BotCommand
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.catalogue import LANGUAGES, Catalogue
from bot.command import Command

DEFAULT_LANGUAGE = "vi"

_LOG = logging.getLogger(__name__)


async def introduce(bot: ExtBot[None], catalogue: Catalogue) -> None:
    """Set commands and descriptions; the same again changes nothing, and a refusal hinders no answer."""
    try:
        await _introduce(bot, catalogue)
    except TelegramError as error:
        _LOG.warning("commands and descriptions stay as they were: %s", error)


async def _introduce(bot: ExtBot[None], catalogue: Catalogue) -> None:
    for language in LANGUAGES:
        code = "" if language == DEFAULT_LANGUAGE else language
        commands = [BotCommand(each.value, catalogue.text(f"telegram.commands.{each}", language)) for each in Command]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_description(catalogue.text("telegram.description", language), language_code=code)
        await bot.set_my_short_description(catalogue.text("telegram.short_description", language), language_code=code)
