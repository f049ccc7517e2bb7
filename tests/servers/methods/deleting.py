"""Methods that delete messages. Source: core.telegram.org/bots/api#deletemessage."""

from __future__ import annotations

from collections.abc import Mapping

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.methods.access import find_message, open_chat
from tests.servers.world import Chat, Message

MAX_AGE_S = 48 * 3600
MAX_BATCH = 100


def delete_message(backend: Backend, arguments: Arguments) -> bool:
    """Delete one message of less than 48 hours."""
    chat = open_chat(backend, arguments)
    _delete(backend, chat, find_message(chat, arguments["message_id"], "message to delete"))
    return True


def delete_messages(backend: Backend, arguments: Arguments) -> bool:
    """Delete up to 100 messages; those that are not there are skipped."""
    message_ids = arguments["message_ids"]
    if not message_ids:
        raise bad_request("Message identifiers are not specified")
    if len(message_ids) > MAX_BATCH:
        raise bad_request("Too many message identifiers specified")
    chat = open_chat(backend, arguments)
    for message in [chat.messages[number] for number in message_ids if number in chat.messages]:
        _delete(backend, chat, message)
    return True


def _delete(backend: Backend, chat: Chat, message: Message) -> None:
    is_own = message["message_id"] in chat.sent_by_bot
    is_admin = chat.bot_status in {"administrator", "creator"}
    is_old = backend.clock.now() - message["date"] >= MAX_AGE_S
    may_delete = is_admin or (not is_old and (is_own or chat.is_personal))
    if not may_delete:
        raise bad_request("Message can't be deleted")
    del chat.messages[message["message_id"]]
    chat.record("deleted", message)


HANDLERS: Mapping[str, Handler] = {"deletemessage": delete_message, "deletemessages": delete_messages}
