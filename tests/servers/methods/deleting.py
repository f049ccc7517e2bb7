"""Methods that delete messages. Source: core.telegram.org/bots/api#deletemessage."""

from __future__ import annotations

from collections.abc import Mapping

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.methods.access import find_message, open_chat
from tests.servers.world import GROUP, Chat, Message

MAX_AGE_S = 48 * 3600
MAX_BATCH = 100


def delete_message(backend: Backend, arguments: Arguments) -> bool:
    """Delete one message of less than 48 hours."""
    chat = open_chat(backend, arguments)
    _delete(backend, chat, [find_message(chat, arguments["message_id"], "message to delete")])
    return True


def delete_messages(backend: Backend, arguments: Arguments) -> bool:
    """Delete up to 100 messages, all or, when one may not be deleted, none; those that are not there are skipped."""
    message_ids = arguments["message_ids"]
    if not message_ids:
        raise bad_request("Message identifiers are not specified")
    if len(message_ids) > MAX_BATCH:
        raise bad_request("Too many message identifiers specified")
    chat = open_chat(backend, arguments)
    _delete(backend, chat, [chat.messages[number] for number in message_ids if number in chat.messages])
    return True


def _delete(backend: Backend, chat: Chat, messages: list[Message]) -> None:
    if not all(_may_delete(backend, chat, message) for message in messages):
        raise bad_request("Message can't be deleted")
    for message in messages:
        del chat.messages[message["message_id"]]
        chat.record("deleted", message)


def _may_delete(backend: Backend, chat: Chat, message: Message) -> bool:
    """Return whether the bot may delete a message; in supergroups and channels age binds administrators too.

    Source: tdlib/td MessagesManager.cpp can_delete_channel_message.
    """
    is_old = backend.clock.now() - message["date"] >= MAX_AGE_S
    is_admin = chat.bot_status in {"administrator", "creator"}
    if is_old:
        return is_admin and chat.type == GROUP
    return is_admin or chat.is_personal or message["message_id"] in chat.sent_by_bot


HANDLERS: Mapping[str, Handler] = {"deletemessage": delete_message, "deletemessages": delete_messages}
