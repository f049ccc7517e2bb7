"""Methods that change a message of the bot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import ApiError, bad_request
from tests.servers.formatting import read_caption, read_text
from tests.servers.methods.access import find_message, open_chat
from tests.servers.methods.sending import read_markup
from tests.servers.world import Chat, Message

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TEXT = ("text", "entities", "link_preview_options", "reply_markup")
_CAPTION = ("caption", "caption_entities", "reply_markup")
_MEDIA = frozenset({"photo", "document", "voice", "video", "audio", "animation"})


def edit_message_text(backend: Backend, arguments: Arguments) -> Message | bool:
    """Replace the text, and with it the keyboard."""
    content = read_text(arguments) | read_markup(arguments)
    if "inline_message_id" in arguments:
        return _edit_inline(backend, arguments, content)
    chat, message = _editable(backend, arguments)
    if "text" not in message:
        raise bad_request("There is no text in the message to edit")
    return _replace(backend, chat, message, (_TEXT, content))


def edit_message_caption(backend: Backend, arguments: Arguments) -> Message | bool:
    """Replace the caption of a file."""
    content = read_caption(arguments) | read_markup(arguments)
    if "inline_message_id" in arguments:
        return _edit_inline(backend, arguments, content)
    chat, message = _editable(backend, arguments)
    if not _MEDIA & message.keys():
        raise bad_request("There is no caption in the message to edit")
    return _replace(backend, chat, message, (_CAPTION, content))


def edit_message_reply_markup(backend: Backend, arguments: Arguments) -> Message | bool:
    """Replace or remove the keyboard."""
    content = read_markup(arguments)
    if "inline_message_id" in arguments:
        return _edit_inline(backend, arguments, content)
    chat, message = _editable(backend, arguments)
    return _replace(backend, chat, message, (("reply_markup",), content))


def _editable(backend: Backend, arguments: Arguments) -> tuple[Chat, Message]:
    if "chat_id" not in arguments and "message_id" not in arguments:
        raise bad_request("Message identifier is not specified")
    if "chat_id" not in arguments:
        raise bad_request("chat_id is empty")
    chat = open_chat(backend, arguments)
    message = find_message(chat, arguments.get("message_id", 0), "message to edit")
    if message["message_id"] not in chat.sent_by_bot:
        raise bad_request("Message can't be edited")
    return chat, message


def _replace(backend: Backend, chat: Chat, message: Message, change: tuple[tuple[str, ...], Message]) -> Message:
    names, content = change
    if {name: message[name] for name in names if name in message} == content:
        raise _not_modified()
    edited = {name: value for name, value in message.items() if name not in names}
    edited |= {"edit_date": backend.clock.date()} | content
    chat.messages[message["message_id"]] = edited
    chat.record("edited", edited)
    return edited


def _edit_inline(backend: Backend, arguments: Arguments, content: Message) -> bool:
    kept: Any = backend.inline_messages.get(arguments["inline_message_id"])
    if kept is None:
        raise bad_request("MESSAGE_ID_INVALID")
    if kept == content:
        raise _not_modified()
    backend.inline_messages[arguments["inline_message_id"]] = content
    return True


def _not_modified() -> ApiError:
    return bad_request(_NOT_MODIFIED)


HANDLERS: Mapping[str, Handler] = {
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
}
