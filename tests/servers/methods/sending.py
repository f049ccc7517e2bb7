"""Methods that send one message without a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.formatting import read_text
from tests.servers.keyboards import read_inline_keyboard
from tests.servers.methods.access import check_can_send, find_message, is_group, open_chat
from tests.servers.world import Chat, Message

# Source: core.telegram.org/bots/api#sendchataction
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(backend: Backend, arguments: Arguments) -> Message:
    """Send a text."""
    content = read_text(arguments)
    return deliver(backend, open_chat(backend, arguments), arguments, content)


def send_location(backend: Backend, arguments: Arguments) -> Message:
    """Send a point on the map."""
    location = {"latitude": float(arguments["latitude"]), "longitude": float(arguments["longitude"])}
    return deliver(backend, open_chat(backend, arguments), arguments, {"location": location})


def send_contact(backend: Backend, arguments: Arguments) -> Message:
    """Send a phone contact."""
    names = ("phone_number", "first_name", "last_name", "vcard")
    contact = {name: arguments[name] for name in names if name in arguments}
    return deliver(backend, open_chat(backend, arguments), arguments, {"contact": contact})


def send_chat_action(backend: Backend, arguments: Arguments) -> bool:
    """Show "typing" or the like."""
    if arguments["action"].lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = open_chat(backend, arguments)
    check_can_send(chat)
    chat.record("action", {"action": arguments["action"]})
    return True


def deliver(backend: Backend, chat: Chat, arguments: Arguments, content: Message) -> Message:
    """Store a message of the bot with its reply and keyboard and return it. Raises ApiError."""
    content = content | read_markup(arguments) | read_reply(backend, chat, arguments)
    if arguments.get("protect_content"):
        content["has_protected_content"] = True
    is_paid = bool(arguments.get("allow_paid_broadcast"))
    backend.limiter.take(chat.id, is_group=is_group(chat), is_paid=is_paid)
    message = store(backend, chat, content)
    _show_reply_keyboard(chat, arguments.get("reply_markup"))
    return message


def _show_reply_keyboard(chat: Chat, markup: Any) -> None:
    """Keep the labels of a keyboard below the input field, which is no part of the message."""
    if isinstance(markup, dict) and "keyboard" in markup:
        rows = markup["keyboard"]
        chat.reply_keyboard = [[one if isinstance(one, str) else one["text"] for one in row] for row in rows]
    elif isinstance(markup, dict) and markup.get("remove_keyboard"):
        chat.reply_keyboard = []


def store(backend: Backend, chat: Chat, content: Message) -> Message:
    """Put a message of the bot into the chat, if it may send there, and return it."""
    check_can_send(chat)
    message = backend.world.add_message(chat, backend.clock.date(), content, sender=_sender(backend, chat))
    chat.sent_by_bot.add(message["message_id"])
    chat.record("sent", message)
    return message


def _sender(backend: Backend, chat: Chat) -> Any:
    return None if chat.type == "channel" else backend.world.bot


def read_markup(arguments: Arguments) -> Message:
    """Return the field `reply_markup` when the arguments hold an inline keyboard."""
    keyboard = read_inline_keyboard(arguments.get("reply_markup"))
    return {"reply_markup": keyboard} if keyboard else {}


def read_reply(backend: Backend, chat: Chat, arguments: Arguments) -> Message:
    """Return the field `reply_to_message` of a reply. Raises ApiError when that message is not there."""
    parameters = arguments.get("reply_parameters")
    if not isinstance(parameters, dict) or not parameters.get("message_id"):
        return {}
    target = open_chat(backend, parameters, reads_only=True) if parameters.get("chat_id") else chat
    if parameters.get("allow_sending_without_reply") and parameters["message_id"] not in target.messages:
        return {}
    original = find_message(target, parameters["message_id"], "message to be replied")
    if target is not chat:
        origin = {"type": "hidden_user", "sender_user_name": target.title or "?", "date": original["date"]}
        return {"external_reply": {"origin": origin, "message_id": original["message_id"], "chat": target.as_json()}}
    return {"reply_to_message": {name: item for name, item in original.items() if name != "reply_to_message"}}


HANDLERS: Mapping[str, Handler] = {
    "sendmessage": send_message,
    "sendlocation": send_location,
    "sendcontact": send_contact,
    "sendchataction": send_chat_action,
}
