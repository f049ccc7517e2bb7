"""One module for each kind of update; the first handler that fits takes it."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from bot.telegram.context import Context
from bot.telegram.handlers import commands, inline, membership, questions, subscriptions, taps, unreadables


def make_handlers() -> list[BaseHandler[Update, Context, Any]]:
    """Return all handlers in the order in which they are asked."""
    first = (*membership.make(), *subscriptions.make())
    return [*first, *(module.make() for module in (commands, questions, taps, inline, unreadables))]
