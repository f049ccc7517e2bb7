"""The text of one outgoing message: parse mode, entities, limits, in the order of the real server."""

from __future__ import annotations

from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.entities import place_entities
from tests.servers.errors import bad_request
from tests.servers.html import Entity, HtmlError, parse_html
from tests.servers.plain import find_entities, is_blank, merge_found, trim

MAX_TEXT_CHARS = 4096
MAX_CAPTION_CHARS = 1024
# before parsing; Source: tdlib/telegram-bot-api Client.cpp get_formatted_text (the 65,536 of tdlib come after it)
MAX_REQUEST_BYTES = 1 << 15


class UnsupportedError(Exception):
    """A valid request that this server cannot carry out, e.g. another parse mode than HTML."""


def format_text(text: str, parse_mode: str = "", entities: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """Return text and entities as the message keeps them; the text may be empty. Raises ApiError, UnsupportedError."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_REQUEST_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode in {"", "none"}:
        plain, marked = place_entities(text, entities or [])
    elif mode == "html":
        plain, marked = _parse(text)
    elif mode in {"markdown", "markdownv2"}:
        raise UnsupportedError(f"parse_mode {parse_mode} is not known to this server")
    else:
        raise bad_request("Unsupported parse_mode")
    if is_blank(plain):
        return "", []
    plain, marked = trim(plain, marked)
    return plain, merge_found(marked, find_entities(plain))


def _parse(text: str) -> tuple[str, list[Entity]]:
    try:
        return parse_html(text)
    except HtmlError as error:
        raise bad_request(f"Can't parse entities: {error}") from error


def read_text(arguments: Arguments) -> dict[str, Any]:
    """Return the fields `text`, `entities` (and link preview options) of a message out of a call's arguments."""
    if not arguments.get("text"):
        raise bad_request("Message text is empty")
    text, entities = format_text(arguments["text"], arguments.get("parse_mode", ""), arguments.get("entities"))
    if not text:
        raise bad_request("Text must be non-empty")
    if len(text) > MAX_TEXT_CHARS:
        raise bad_request("Message is too long")
    fields: dict[str, Any] = {"text": text}
    if entities:
        fields["entities"] = entities
    if "link_preview_options" in arguments:
        fields["link_preview_options"] = arguments["link_preview_options"]
    return fields


def read_caption(arguments: Arguments) -> dict[str, Any]:
    """Return the fields `caption` and `caption_entities`, none when the caption is empty."""
    caption = arguments.get("caption", "")
    text, entities = format_text(caption, arguments.get("parse_mode", ""), arguments.get("caption_entities"))
    if len(text) > MAX_CAPTION_CHARS:
        raise bad_request("Message caption is too long")
    if not text:
        return {}
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}
