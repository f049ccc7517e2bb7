"""Methods that forward and copy messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.formatting import read_caption
from tests.servers.methods.access import find_message, open_chat
from tests.servers.methods.sending import deliver
from tests.servers.origins import origin_of
from tests.servers.world import Message

_CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "voice",
    "video",
    "audio",
    "animation",
    "sticker",
    "contact",
    "location",
    "caption",
    "caption_entities",
)


def forward_message(backend: Backend, arguments: Arguments) -> Message:
    """Send a message again with its origin."""
    original = _find_original(backend, arguments, "message to forward")
    if original.get("has_protected_content"):
        raise bad_request("Message has protected content and can't be forwarded")
    origin = origin_of(original)
    return deliver(backend, open_chat(backend, arguments), arguments, content_of(original) | {"forward_origin": origin})


def copy_message(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    """Send the content of a message as a new one and return its id."""
    content = content_of(_find_original(backend, arguments, "message to copy"))
    if "caption" in arguments and "text" not in content:
        kept = {name: value for name, value in content.items() if not name.startswith("caption")}
        content = kept | read_caption(arguments)
    sent = deliver(backend, open_chat(backend, arguments), arguments, content)
    return {"message_id": sent["message_id"]}


def forward_messages(backend: Backend, arguments: Arguments) -> list[dict[str, Any]]:
    """Forward several messages; those that are not there are skipped."""
    return [{"message_id": forward_message(backend, one)["message_id"]} for one in _each(backend, arguments)]


def copy_messages(backend: Backend, arguments: Arguments) -> list[dict[str, Any]]:
    """Copy several messages; those that are not there are skipped."""
    return [copy_message(backend, one) for one in _each(backend, arguments)]


def _each(backend: Backend, arguments: Arguments) -> list[Arguments]:
    source = open_chat(backend, arguments, "from_chat_id", reads_only=True)
    kept = [number for number in arguments["message_ids"] if number in source.messages]
    if not kept:
        raise bad_request("There are no messages to forward")
    return [arguments | {"message_id": number} for number in kept]


def _find_original(backend: Backend, arguments: Arguments, role: str) -> Message:
    source = open_chat(backend, arguments, "from_chat_id", reads_only=True)
    return find_message(source, arguments["message_id"], role)


def content_of(message: Message) -> Message:
    """Return what a copy of a message holds. Raises ApiError for a service message."""
    content = {name: message[name] for name in _CONTENT if name in message}
    if not content:
        raise bad_request("Message can't be copied")
    return content


HANDLERS: Mapping[str, Handler] = {
    "forwardmessage": forward_message,
    "copymessage": copy_message,
    "forwardmessages": forward_messages,
    "copymessages": copy_messages,
}
