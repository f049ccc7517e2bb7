"""Inline mode: sections to send into any chat while the words are typed."""

from __future__ import annotations

from typing import Any

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update
from telegram.constants import ParseMode
from telegram.ext import BaseHandler, InlineQueryHandler

from bot.conversation import Suggestion
from bot.telegram.context import Context
from bot.telegram.courier import NO_PREVIEW
from bot.telegram.render import render

RESULTS = 10
MAX_TITLE_CHARS = 128
MAX_DESCRIPTION_CHARS = 200


async def on_inline(update: Update, context: Context) -> None:
    """Offer the best sections for what was typed so far."""
    query = update.inline_query
    if query is None:
        raise LookupError("the update holds no inline query")
    visitor = context.desk.identity.visitor(query.from_user)
    suggestions = await context.desk.conversation.suggest(visitor, query.query, limit=RESULTS)
    results = [article for each in suggestions if (article := _article(each))]
    await context.desk.courier.answer_inline(query.id, results)


def _article(suggestion: Suggestion) -> InlineQueryResultArticle | None:
    pages = render(suggestion.reply)
    if not pages:
        return None
    content = InputTextMessageContent(pages[0].html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW)
    return InlineQueryResultArticle(
        suggestion.id,
        suggestion.title[:MAX_TITLE_CHARS],
        content,
        description=suggestion.description[:MAX_DESCRIPTION_CHARS],
    )


def make() -> BaseHandler[Update, Context, Any]:
    """Return the handler."""
    return InlineQueryHandler(on_inline)
