"""A group, supergroup or channel as tests handle it."""

from __future__ import annotations

from typing import Any

from tests.servers.backend import Backend
from tests.servers.members import member_json
from tests.servers.plain import text_content
from tests.servers.views import ChatView
from tests.servers.world import ANONYMOUS, CHANNEL, GROUP, IN_CHAT, SUPERGROUP, Chat, Message, User


class Group(ChatView):
    """One group or channel: its membership and what the bot sent there."""

    @property
    def id(self) -> int:
        """Return the chat id, negative."""
        return self.chat.id

    def add(self, *users: User, status: str = "member") -> None:
        """Add users, or change their standing, without an update (bots see it only as administrators)."""
        for user in users:
            self.chat.members[user.id] = status

    async def set_bot_status(self, status: str, by: User) -> None:
        """Change the bot's standing (`member`, `administrator`, `restricted`, `left`, `kicked`) and tell the bot."""
        old, self.chat.bot_status = self.chat.bot_status, status
        push_bot_status(self.backend, self.chat, by, (old, status))
        if status in IN_CHAT and old not in IN_CHAT and self.chat.type != CHANNEL:
            joined = {"new_chat_members": [self.backend.world.bot.as_json()]}
            self.post(joined, by)

    def delete(self) -> None:
        """Delete the group."""
        self.chat.is_deleted = True

    def migrate(self) -> Group:
        """Turn a basic group into a supergroup and return the new chat.

        The bot hears that it joined the new one and never that it left the old one, and gets both service messages.
        Source: tdlib/telegram-bot-api issue 266. Raises ValueError for any other chat.
        """
        world = self.backend.world
        if self.chat.type != GROUP or self.chat.migrated_to is not None:
            raise ValueError(f"{self.chat.title} is no basic group")
        new = world.add_chat(self.chat.title, SUPERGROUP)
        new.members, new.bot_status = dict(self.chat.members), self.chat.bot_status
        self.chat.migrated_to = new.id
        owner = next((world.users[user_id] for user_id in self.chat.members), world.bot)
        self.post({"migrate_to_chat_id": new.id}, owner)
        group = Group(self.backend, new)
        push_bot_status(self.backend, new, owner, ("left", new.bot_status))
        group.post({"migrate_from_chat_id": self.chat.id}, owner)
        return group

    def post(self, content: Message, sender: User | None) -> Message:
        """Store a message of a member, or a channel post, and tell the bot if it may see it; return it."""
        return post_message(self.backend, self.chat, content, sender)

    def post_anonymously(self, text: str) -> Message:
        """Send a text as an administrator who stays anonymous: the sender is the group itself."""
        content = text_content(text) | {"sender_chat": self.chat.as_json()}
        return self.post(content, ANONYMOUS)


def post_message(backend: Backend, chat: Chat, content: Message, sender: User | None) -> Message:
    """Store a message that is not the bot's and queue its update unless privacy mode hides it; return it."""
    is_channel = chat.type == CHANNEL
    message = backend.world.add_message(chat, backend.clock.date(), content, sender=None if is_channel else sender)
    if is_visible_to_bot(backend, chat, message):
        backend.push("channel_post" if is_channel else "message", message, chat.id)
    return message


def is_visible_to_bot(backend: Backend, chat: Chat, message: Message) -> bool:
    """Return whether the bot gets a message: in groups with privacy mode only what concerns it.

    Source: core.telegram.org/bots/features#privacy-mode.
    """
    if chat.is_personal:
        return True
    if chat.bot_status not in IN_CHAT:
        return False
    if chat.bot_status in {"administrator", "creator"} or backend.reads_all_group_messages:
        return True
    bot = backend.world.bot
    replied = message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
    is_service = "text" not in message and "caption" not in message and not message.keys() & _CONTENT
    text = str(message.get("text") or message.get("caption") or "").lower()
    is_command = text.startswith("/") and ("@" not in text.split()[0] or f"@{bot.username}".lower() in text)
    return replied or is_service or is_command or f"@{bot.username}".lower() in text or "via_bot" in message


_CONTENT = frozenset({"photo", "document", "voice", "video", "audio", "sticker", "contact", "location", "animation"})


def push_bot_status(backend: Backend, chat: Chat, by: User, change: tuple[str, str]) -> None:
    """Queue a my_chat_member update about the bot's standing."""
    old, new = (member_json(backend.world.bot, status) for status in change)
    content: dict[str, Any] = {"chat": chat.as_json(), "from": by.as_json(), "date": backend.clock.date()}
    backend.push("my_chat_member", content | {"old_chat_member": old, "new_chat_member": new}, chat.id)
