"""One module for each kind of update; the first handler that fits takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from telegram.ext import BaseHandler

from bot.telegram.context import Context
from bot.telegram.handlers import (
    commands,
    inline,
    membership,
    office,
    opened,
    questions,
    subscriptions,
    taps,
    tickets,
    unreadables,
)


def make_handlers() -> dict[int, Sequence[BaseHandler[Any, Context, Any]]]:
    """Return all handlers in the order in which they are asked; those of group 0 may leave an update to group 1."""
    first = (*membership.make(), *subscriptions.make(), *tickets.make(), *office.make())
    others = [module.make() for module in (commands, opened, questions, taps, inline, unreadables)]
    return {0: [tickets.make_first(), office.make_first()], 1: [*first, *others]}
