"""Who and what exists on the server: users, chats, members and the messages in them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, NamedTuple

Message = dict[str, Any]
PRIVATE, GROUP, SUPERGROUP, CHANNEL = "private", "group", "supergroup", "channel"
IN_CHAT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(slots=True)
class User:
    """One account: a resident, an official or a bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "vi"
    is_bot: bool = False
    has_started: bool = False
    has_blocked_bot: bool = False
    is_deactivated: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the `User` object."""
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | {
            name: value for name in ("last_name", "username", "language_code") if (value := getattr(self, name))
        }


# Stands in `from` where an administrator of a group stays anonymous. Source: core.telegram.org/bots/api#message
ANONYMOUS = User(1_087_968_824, "Group", username="GroupAnonymousBot", language_code="", is_bot=True)


class ChatEvent(NamedTuple):
    """Something that the bot did in a chat: kind `sent`, `edited`, `deleted`, `pinned`, `reaction` or `action`."""

    kind: str
    message: Message


@dataclass(slots=True)
class Chat:
    """One chat with its messages by id and what the bot did there, in order."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    user: User | None = None
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    is_deleted: bool = False
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    sent_by_bot: set[int] = field(default_factory=set)
    events: list[ChatEvent] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    reply_keyboard: list[list[str]] = field(default_factory=list)
    waiters: list[asyncio.Future[None]] = field(default_factory=list)
    last_message_id: int = 0

    @property
    def is_personal(self) -> bool:
        """Return whether this is the chat of one user with the bot."""
        return self.type == PRIVATE

    def as_json(self) -> dict[str, Any]:
        """Return the `Chat` object."""
        if self.user is not None:
            names = {name: getattr(self.user, name) for name in ("first_name", "last_name", "username")}
        else:
            names = {"title": self.title, "username": self.username}
        return {"id": self.id, "type": self.type} | {name: value for name, value in names.items() if value}

    def record(self, kind: str, message: Message) -> None:
        """Append an event and wake who waits for one."""
        self.events.append(ChatEvent(kind, message))
        for waiter in self.waiters:
            if not waiter.done():
                waiter.set_result(None)
        self.waiters.clear()


class World:
    """All users and chats, by id. The private chat of a user has the id of the user, as in Telegram."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot, ANONYMOUS.id: ANONYMOUS}
        self.chats: dict[int, Chat] = {}
        self._user_ids = count(100_001)
        self._group_ids = count(500_001)
        self._shared_message_ids = count(1)

    def add_user(self, first_name: str, *, user_id: int | None = None, **details: Any) -> User:
        """Add and return a user whose private chat with the bot exists but is not started."""
        user = User(next(self._user_ids) if user_id is None else user_id, first_name, **details)
        if user.id in self.users:
            raise ValueError(f"user {user.id} exists")
        self.users[user.id] = user
        if not user.is_bot:
            self.chats[user.id] = Chat(user.id, PRIVATE, user=user)
        return user

    def add_chat(self, title: str, kind: str = SUPERGROUP, *, username: str = "") -> Chat:
        """Add and return a group, supergroup or channel in which the bot is not yet."""
        number = next(self._group_ids)
        chat_id = -number if kind == GROUP else -1_000_000_000_000 - number
        chat = Chat(chat_id, kind, title, username, bot_status="left")
        self.chats[chat_id] = chat
        return chat

    def find_chat(self, chat_id: int | str) -> Chat | None:
        """Return the chat with this id or @username of a group or channel, None when there is none."""
        if isinstance(chat_id, int):
            return self.chats.get(chat_id)
        name = chat_id.removeprefix("@").lower()
        return next((chat for chat in self._public_chats() if chat.username.lower() == name), None)

    def _public_chats(self) -> Iterator[Chat]:
        return (chat for chat in self.chats.values() if chat.username and not chat.is_personal)

    def add_message(self, chat: Chat, date: int, content: Message, *, sender: User | None) -> Message:
        """Store a message with the next id of the chat and return it."""
        message: Message = {"message_id": self._next_message_id(chat)}
        if sender is not None:
            message["from"] = sender.as_json()
        message |= {"chat": chat.as_json(), "date": date}
        if chat.type == CHANNEL:
            message["sender_chat"] = chat.as_json()
        message |= content
        chat.messages[message["message_id"]] = message
        return message

    def _next_message_id(self, chat: Chat) -> int:
        if chat.type in {SUPERGROUP, CHANNEL}:  # these count for themselves, all other chats together
            chat.last_message_id += 1
            return chat.last_message_id
        return next(self._shared_message_ids)
