"""Tell Telegram what the bot can do: commands and descriptions, Vietnamese by default, English besides."""

from __future__ import annotations

from telegram import BotCommand
from telegram.ext import ExtBot

from bot.catalogue import LANGUAGES, Catalogue
from bot.conversation import Command

DEFAULT_LANGUAGE = "vi"


async def introduce(bot: ExtBot[None], catalogue: Catalogue) -> None:
    """Set commands and descriptions, and give up a webhook of earlier days; the same again changes nothing."""
    await bot.delete_webhook(drop_pending_updates=False)
    for language in LANGUAGES:
        code = "" if language == DEFAULT_LANGUAGE else language
        commands = [BotCommand(each.value, catalogue.text(f"telegram.commands.{each}", language)) for each in Command]
        await bot.set_my_commands(commands, language_code=code)
        await bot.set_my_description(catalogue.text("telegram.description", language), language_code=code)
        await bot.set_my_short_description(catalogue.text("telegram.short_description", language), language_code=code)
