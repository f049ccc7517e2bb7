"""Methods that answer callback and inline queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.formatting import read_caption, read_text
from tests.servers.keyboards import read_inline_keyboard

MAX_ANSWER_CHARS = 200
MAX_RESULTS = 50
MAX_ID_BYTES = 64


def answer_callback_query(backend: Backend, arguments: Arguments) -> bool:
    """Answer a press of a button, once and in time."""
    if len(arguments.get("text", "")) > MAX_ANSWER_CHARS:
        raise bad_request("MESSAGE_TOO_LONG")
    backend.queries.answer(arguments["callback_query_id"], "callback", arguments)
    return True


def answer_inline_query(backend: Backend, arguments: Arguments) -> bool:
    """Answer an inline query with up to 50 results."""
    results = arguments["results"]
    if len(results) > MAX_RESULTS:
        raise bad_request("Too many inline query results specified")
    for result in results:
        _check_result(result)
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    if len(arguments.get("next_offset", "").encode()) > MAX_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    backend.queries.answer(arguments["inline_query_id"], "inline", arguments)
    return True


def _check_result(result: dict[str, Any]) -> None:
    if not 1 <= len(result.get("id", "").encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    read_result_message(result)
    read_inline_keyboard(result.get("reply_markup"))


def read_result_message(result: dict[str, Any]) -> dict[str, Any]:
    """Return the message content that choosing an inline result sends. Raises ApiError."""
    content = result.get("input_message_content")
    if content is None:
        if result["type"] == "article":
            raise bad_request("Sent message content must be explicitly specified")
        return read_caption(result)
    if "message_text" in content:
        return read_text(content | {"text": content["message_text"]})
    if "phone_number" in content:
        return {"contact": content}
    return {"location": {name: content[name] for name in ("latitude", "longitude")}} if "latitude" in content else {}


HANDLERS: Mapping[str, Handler] = {
    "answercallbackquery": answer_callback_query,
    "answerinlinequery": answer_inline_query,
}
