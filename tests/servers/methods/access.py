"""Which chats and messages the bot may reach, with the refusals of the real server.

Source: tdlib/telegram-bot-api Client.cpp check_chat_access and check_message.
"""

from __future__ import annotations

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend
from tests.servers.errors import bad_request, forbidden
from tests.servers.world import CHANNEL, GROUP, IN_CHAT, SUPERGROUP, Chat, Message


def open_chat(backend: Backend, arguments: Arguments, name: str = "chat_id", *, reads_only: bool = False) -> Chat:
    """Return the chat that an argument names. Raises ApiError when the bot may not write (or read) there."""
    chat = backend.world.find_chat(arguments[name])
    if chat is None:
        raise bad_request("chat not found")
    if chat.is_personal:
        if chat.user is not None and chat.user.is_deactivated and not reads_only:
            raise forbidden("user is deactivated")
        return chat
    if chat.type == GROUP:
        _check_group(chat, reads_only=reads_only)
    else:
        _check_supergroup(chat, reads_only=reads_only)
    return chat


def _check_group(chat: Chat, *, reads_only: bool) -> None:
    if reads_only:
        return
    if chat.migrated_to is not None:
        raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if chat.is_deleted:
        raise forbidden("the group chat was deleted")
    _check_membership(chat)


def _check_supergroup(chat: Chat, *, reads_only: bool) -> None:
    if chat.bot_status == "kicked" or not (chat.username and reads_only):
        _check_membership(chat)


def _check_membership(chat: Chat) -> None:
    if chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    if chat.bot_status not in IN_CHAT:
        raise forbidden(f"bot is not a member of the {chat.type} chat")


def check_can_send(chat: Chat, what: str = "text messages") -> None:
    """Raise ApiError when the bot is in the chat but what it sends would not arrive."""
    user = chat.user
    if user is not None:
        if user.has_blocked_bot:
            raise forbidden("bot was blocked by the user")
        if not user.has_started:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.type == CHANNEL and chat.bot_status not in {"administrator", "creator"}:
        raise bad_request("need administrator rights in the channel chat")
    elif chat.bot_status == "restricted":
        raise bad_request(f"not enough rights to send {what} to the chat")


def find_message(chat: Chat, message_id: int, role: str) -> Message:
    """Return a message of the chat. Raises ApiError "`role` not found", e.g. "message to edit"."""
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request(f"{role} not found")
    return message


def is_group(chat: Chat) -> bool:
    """Return whether the limits of groups hold for the chat."""
    return chat.type in {GROUP, SUPERGROUP, CHANNEL}
