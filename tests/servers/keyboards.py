"""Checks of reply keyboards: what the real server refuses in inline buttons.

Source: tdlib/td ReplyMarkup.cpp, tdlib/telegram-bot-api Client.cpp, core.telegram.org/bots/api#inlinekeyboardbutton.
"""

from __future__ import annotations

from typing import Any

from tests.servers.errors import bad_request
from tests.servers.links import link_problem, linked_user_id

MAX_CALLBACK_DATA_BYTES = 64
MAX_COPY_TEXT_CHARS = 256
MAX_BUTTONS = 100
_KINDS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def read_inline_keyboard(markup: Any) -> dict[str, Any] | None:
    """Return the keyboard that a message keeps: inline rows without empty ones, None for any other markup."""
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    for row in rows:
        for button in row:
            _check_button(button)
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    kind = next((name for name in _KINDS if name in button and button[name] != ""), None)
    if kind is None and not any(name.startswith("switch_inline") for name in button):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not button.get("text"):
        raise bad_request("Inline keyboard button text must be non-empty")
    if kind == "callback_data" and len(button["callback_data"].encode()) > MAX_CALLBACK_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if kind == "copy_text" and not 1 <= len(button["copy_text"].get("text", "")) <= MAX_COPY_TEXT_CHARS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kind == "url" and linked_user_id(button["url"]) is None:
        _check_url(button["url"], "Inline keyboard button", https_only=False)
    if kind == "web_app":
        _check_url(button["web_app"].get("url", ""), "Inline keyboard button Web App", https_only=True)


def _check_url(url: str, owner: str, *, https_only: bool) -> None:
    if problem := link_problem(url, https_only=https_only):
        raise bad_request(f"{owner} URL '{url}' is invalid: {problem}")
