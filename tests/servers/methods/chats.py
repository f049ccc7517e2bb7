"""Methods about chats, their members, pins and reactions, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.arguments import Arguments
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.files import MAX_DOWNLOAD_BYTES
from tests.servers.members import member_json
from tests.servers.methods.access import check_can_send, find_message, open_chat
from tests.servers.world import CHANNEL, IN_CHAT, Chat

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_chat(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    """Return what is known of a chat."""
    chat = open_chat(backend, arguments, reads_only=True)
    full = chat.as_json() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    full["accepted_gift_types"] = dict.fromkeys(_GIFTS, chat.is_personal)
    if chat.username:
        full["active_usernames"] = [chat.username]
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


def get_chat_member(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    """Return the standing of a user in a chat."""
    chat = open_chat(backend, arguments, reads_only=True)
    user = backend.world.users.get(arguments["user_id"])
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(user, standing(backend, chat, user.id))


def standing(backend: Backend, chat: Chat, user_id: int) -> str:
    """Return the status of a user or of the bot in a chat."""
    if chat.is_personal:
        return "member" if user_id in {chat.id, backend.world.bot.id} else "left"
    return chat.bot_status if user_id == backend.world.bot.id else chat.members.get(user_id, "left")


def get_chat_administrators(backend: Backend, arguments: Arguments) -> list[dict[str, Any]]:
    """Return the owner and the administrators that are no other bots."""
    chat = open_chat(backend, arguments)
    if chat.is_personal:
        raise bad_request("there are no administrators in the private chat")
    standings = chat.members | {backend.world.bot.id: chat.bot_status}
    admins = [user_id for user_id, status in standings.items() if status in {"creator", "administrator"}]
    return [member_json(backend.world.users[user_id], standings[user_id]) for user_id in admins]


def get_chat_member_count(backend: Backend, arguments: Arguments) -> int:
    """Return how many are in a chat, the bot included."""
    chat = open_chat(backend, arguments, reads_only=True)
    if chat.is_personal:
        return 2
    return sum(status in IN_CHAT for status in (*chat.members.values(), chat.bot_status))


def leave_chat(backend: Backend, arguments: Arguments) -> bool:
    """Take the bot out of a group or channel."""
    chat = open_chat(backend, arguments)
    if chat.is_personal:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_status = "left"
    return True


def pin_chat_message(backend: Backend, arguments: Arguments) -> bool:
    """Pin a message; in groups the bot must be an administrator."""
    chat = _pinnable(backend, arguments)
    message = find_message(chat, arguments["message_id"], "message to pin")
    chat.pinned = [*(number for number in chat.pinned if number != message["message_id"]), message["message_id"]]
    chat.record("pinned", message)
    return True


def unpin_chat_message(backend: Backend, arguments: Arguments) -> bool:
    """Unpin one message, the newest pin when none is named."""
    chat = _pinnable(backend, arguments)
    number = arguments.get("message_id", chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    return True


def _pinnable(backend: Backend, arguments: Arguments) -> Chat:
    chat = open_chat(backend, arguments)
    check_can_send(chat)
    if not chat.is_personal and chat.bot_status not in {"administrator", "creator"}:
        what = "edit messages in the channel" if chat.type == CHANNEL else "manage pinned messages in the chat"
        raise bad_request(f"not enough rights to {what}")
    return chat


def set_message_reaction(backend: Backend, arguments: Arguments) -> bool:
    """Set or remove the bot's reaction to a message."""
    chat = open_chat(backend, arguments)
    message = find_message(chat, arguments["message_id"], "message to react")
    reaction = arguments.get("reaction") or []
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    chat.record("reaction", {"message_id": message["message_id"], "reaction": reaction})
    return True


def get_file(backend: Backend, arguments: Arguments) -> dict[str, Any]:
    """Return where a file of at most 20 MB can be downloaded."""
    stored = backend.files.find(arguments["file_id"])
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.as_json() | {"file_path": stored.path}


HANDLERS: Mapping[str, Handler] = {
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "getchatmembercount": get_chat_member_count,
    "leavechat": leave_chat,
    "pinchatmessage": pin_chat_message,
    "unpinchatmessage": unpin_chat_message,
    "setmessagereaction": set_message_reaction,
    "getfile": get_file,
}
