"""Reply -> Telegram messages: HTML escaped here and nowhere else, within every limit.

Source: core.telegram.org/bots/api#html-style, #sendmessage, #inlinekeyboardbutton.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, WebAppInfo

from bot.reply import Block, Button, Launch, Reply, Span
from bot.telegram.cutting import clean_block, pack

MAX_TEXT_CHARS = 4096  # code points, after entity parsing
MAX_TOAST_CHARS = 200
MAX_LABEL_CHARS = 64
MAX_BUTTONS = 100
MAX_MESSAGES = 8  # 20 a minute is all that one group may get
MAX_URL_CHARS = 2000
LONG_QUOTE_CHARS = 600
_GAP = "\n\n"
_HTML_BYTES = 30_000  # Source: tdlib/telegram-bot-api refuses an unparsed text above 32,768 bytes
_MORE = "…"

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """One message to send, ready for `parse_mode=HTML`."""

    html: str
    markup: InlineKeyboardMarkup | None = None


def render(reply: Reply, *, max_chars: int = MAX_TEXT_CHARS) -> tuple[Message, ...]:
    """Return the messages of a reply in order, none for a reply without words; buttons stand under the last."""
    blocks = [clean for block in reply.blocks if (clean := clean_block(block))]
    pages = [page for group in pack(blocks, max_chars - len(_MORE), gap_chars=len(_GAP)) for page in _write(group)]
    if not pages:
        return ()
    if len(pages) > MAX_MESSAGES:
        pages = [*pages[: MAX_MESSAGES - 1], f"{pages[MAX_MESSAGES - 1]}{_MORE}"]
    return (*(Message(page) for page in pages[:-1]), Message(pages[-1], _keyboard(reply)))


def render_toast(reply: Reply) -> str:
    """Return the short confirmation of a tap, "" for none."""
    return reply.toast.encode(errors="ignore").decode()[:MAX_TOAST_CHARS]


def _write(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Give the blocks as one page, or as several where long links make the markup too long."""
    page = ""
    for written in map(_block_html, blocks):
        longer = f"{page}{_GAP}{written}" if page else written
        if page and len(longer.encode()) > _HTML_BYTES:
            yield page
            page = written
        else:
            page = longer
    yield page


def _block_html(block: Block) -> str:
    inner = "".join(map(_span_html, block.spans))
    if len(inner.encode()) > _HTML_BYTES:
        inner = html.escape(block.text, quote=False)
    if not block.is_quote:
        return inner
    is_long = len(block.text) > LONG_QUOTE_CHARS
    return f"<blockquote{' expandable' if is_long else ''}>{inner}</blockquote>"


def _span_html(span: Span) -> str:
    text = html.escape(span.text, quote=False)
    if span.italic:
        text = f"<i>{text}</i>"
    if span.bold:
        text = f"<b>{text}</b>"
    if span.url and _is_link(span.url):
        text = f'<a href="{html.escape(span.url)}">{text}</a>'
    return text


def _is_link(url: str) -> bool:
    has_scheme = url.startswith(("https://", "http://"))
    return has_scheme and len(url) <= MAX_URL_CHARS and url.isprintable() and not any(map(str.isspace, url))


def _keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    room, kept = MAX_BUTTONS, []
    for row in reply.buttons:
        buttons = [button for each in row if (button := _button(each))][:room]
        room -= len(buttons)
        if buttons:
            kept.append(buttons)
    if reply.launch and room:
        kept.append([_launcher(reply.launch)])
    return InlineKeyboardMarkup(kept) if kept else None


def _button(button: Button) -> InlineKeyboardButton | None:
    label = _label(button.label)
    try:
        return InlineKeyboardButton(label, callback_data=button.action.encode())
    except ValueError:
        _LOG.warning("button %r left out: its action is too long", label)
        return None


def _launcher(launch: Launch) -> InlineKeyboardButton:
    """Return the button of a Mini App; private chats alone may have one, and only there staff are answered."""
    return InlineKeyboardButton(_label(launch.label), web_app=WebAppInfo(launch.url))


def _label(text: str) -> str:
    label = " ".join(text.encode(errors="ignore").decode().split())
    return (label if len(label) <= MAX_LABEL_CHARS else label[: MAX_LABEL_CHARS - 1] + _MORE) or _MORE
