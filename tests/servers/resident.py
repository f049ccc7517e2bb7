"""One resident who writes to the bot, presses its buttons and reads its answers."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
from typing import Any

from tests.servers.arguments import Upload
from tests.servers.asking import InlineQuestion, Press
from tests.servers.backend import Backend
from tests.servers.formatting import MAX_TEXT_CHARS
from tests.servers.group import Group, is_visible_to_bot, post_message, push_bot_status
from tests.servers.methods.answering import read_result_message
from tests.servers.methods.copying import content_of
from tests.servers.origins import origin_of
from tests.servers.plain import text_content
from tests.servers.sent import SentMessage
from tests.servers.views import ChatView
from tests.servers.world import CHANNEL, Chat, Message, User

# the smallest PNG: one transparent pixel
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


class Resident(ChatView):
    """One person with a private chat; what goes to a `chat` (a group) is sent there instead."""

    def __init__(self, backend: Backend, user: User) -> None:
        super().__init__(backend, backend.world.chats[user.id])
        self.user = user

    @property
    def id(self) -> int:
        """Return the user id, which is also the id of the private chat."""
        return self.user.id

    async def send(
        self, text: str, *, chat: Group | None = None, reply_to: SentMessage | Message | int | None = None
    ) -> Message:
        """Send a text as a client does: with entities found, cut at 4096 characters; return the first message."""
        parts = [text[start : start + MAX_TEXT_CHARS] for start in range(0, len(text), MAX_TEXT_CHARS)] or [text]
        sent = [await self.send_content(text_content(part), chat=chat, reply_to=reply_to) for part in parts]
        return sent[0]

    async def send_content(
        self,
        content: Message,
        *,
        chat: Group | None = None,
        reply_to: SentMessage | Message | int | None = None,
    ) -> Message:
        """Send a message with any fields of `Message`, e.g. `{"forward_origin": …}`, and return it."""
        if self.user.has_blocked_bot and chat is None:
            raise ValueError(f"{self.user.first_name} has blocked the bot")
        place = self.chat if chat is None else chat.chat
        if chat is None:
            self.user.has_started = True
        message = post_message(self.backend, place, content | _reply_field(place, reply_to), self.user)
        await asyncio.sleep(0)
        return message

    async def send_photo(self, data: bytes = PIXEL, caption: str = "", **place: Any) -> Message:
        """Send a photo."""
        described = self._store("photo", "photo.png", data) | {"width": 1, "height": 1}
        return await self.send_content({"photo": [described]} | _caption_content(caption), **place)

    async def send_document(
        self, data: bytes, name: str, caption: str = "", *, size: int | None = None, **place: Any
    ) -> Message:
        """Send a document; `size` pretends another size in bytes than that of `data`."""
        mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        described = self._store("document", name, data, size) | {"file_name": name, "mime_type": mime_type}
        return await self.send_content({"document": described} | _caption_content(caption), **place)

    async def send_voice(self, data: bytes = b"OggS", **place: Any) -> Message:
        """Send a voice message."""
        described = self._store("voice", "voice.ogg", data) | {"duration": 2, "mime_type": "audio/ogg"}
        return await self.send_content({"voice": described}, **place)

    async def send_sticker(self, emoji: str = "👍", **place: Any) -> Message:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        described = self._store("sticker", "sticker.webp", b"RIFF") | shape | {"emoji": emoji}
        return await self.send_content({"sticker": described}, **place)

    async def send_contact(self, phone_number: str = "+84900000000", **place: Any) -> Message:
        """Send the own contact."""
        contact = {"phone_number": phone_number, "first_name": self.user.first_name, "user_id": self.id}
        return await self.send_content({"contact": contact}, **place)

    async def send_location(self, latitude: float = 21.03, longitude: float = 105.81, **place: Any) -> Message:
        """Send a place on the map."""
        return await self.send_content({"location": {"latitude": latitude, "longitude": longitude}}, **place)

    async def forward(self, message: Message, *, is_hidden: bool = False, **place: Any) -> Message:
        """Forward a message of any chat; `is_hidden`: its sender lets nobody find the account."""
        origin = {"forward_origin": origin_of(message, is_hidden=is_hidden)}
        return await self.send_content(content_of(message) | origin, **place)

    async def edit(self, message: Message, text: str) -> Message:
        """Change an own message and return its new state."""
        chat = self.backend.world.chats[message["chat"]["id"]]
        kept = {name: value for name, value in message.items() if name not in {"text", "entities"}}
        edited = kept | {"edit_date": self.backend.clock.date()} | text_content(text)
        chat.messages[message["message_id"]] = edited
        if is_visible_to_bot(self.backend, chat, edited):
            self.backend.push("edited_channel_post" if chat.type == CHANNEL else "edited_message", edited, chat.id)
        await asyncio.sleep(0)
        return edited

    async def press(self, message: SentMessage, label_or_data: str, *, times: int = 1) -> Press:
        """Press an inline button by its label (or a part of it) or data; return the last of `times` queries."""
        button = message.find_button(label_or_data)
        if "callback_data" not in button.raw:
            raise LookupError(f"button {button.label!r} sends nothing to the bot")
        return [await self.press_data(message, button.data) for _ in range(times)][-1]

    async def press_data(self, message: SentMessage, data: str) -> Press:
        """Send a callback query with any data, also what no button holds."""
        content = {
            "from": self.user.as_json(),
            "message": message.raw,
            "chat_instance": _chat_instance(message.chat),
            "data": data,
        }
        query = self.backend.queries.ask("callback", content)
        self.backend.push("callback_query", content, message.chat.id)
        await asyncio.sleep(0)
        return Press(query)

    async def inline(self, query: str, *, offset: str = "", chat_type: str = "sender") -> InlineQuestion:
        """Type `@bot query` in some chat."""
        content = {"from": self.user.as_json(), "query": query[:256], "offset": offset, "chat_type": chat_type}
        asked = self.backend.queries.ask("inline", content)
        self.backend.push("inline_query", content, self.id)
        await asyncio.sleep(0)
        return InlineQuestion(asked)

    async def choose(self, question: InlineQuestion, result_id: str, *, chat: Group | None = None) -> Message:
        """Send an inline result to the chat with the bot (or a group) and tell the bot which was chosen."""
        result = next(result for result in question.results if result["id"] == result_id)
        chosen = {"result_id": result_id, "from": self.user.as_json(), "query": question.query.content["query"]}
        if "reply_markup" in result:  # only then the message can be edited, so only then it has an id
            chosen["inline_message_id"] = f"AAMC{question.query.id}"
            self.backend.inline_messages[chosen["inline_message_id"]] = read_result_message(result)
        self.backend.push("chosen_inline_result", chosen, self.id)
        content = read_result_message(result) | {"via_bot": self.backend.world.bot.as_json()}
        return await self.send_content(content, chat=chat)

    async def block_bot(self) -> None:
        """Block the bot: from now on it gets 403."""
        self.user.has_blocked_bot = True
        push_bot_status(self.backend, self.chat, self.user, ("member", "kicked"))

    async def unblock_bot(self) -> None:
        """Let the bot write again."""
        self.user.has_blocked_bot = False
        push_bot_status(self.backend, self.chat, self.user, ("kicked", "member"))

    def deactivate(self) -> None:
        """Delete the account; the bot is not told."""
        self.user.is_deactivated = True

    def _store(self, kind: str, name: str, data: bytes, size: int | None = None) -> dict[str, Any]:
        return self.backend.files.add(kind, Upload(name, "application/octet-stream", data), size=size).as_json()


def _caption_content(caption: str) -> Message:
    return text_content(caption, "caption") if caption else {}


def _reply_field(chat: Chat, reply_to: SentMessage | Message | int | None) -> Message:
    if reply_to is None:
        return {}
    number = reply_to if isinstance(reply_to, int) else reply_to["message_id"] if isinstance(reply_to, dict) else None
    original = chat.messages[reply_to.id if isinstance(reply_to, SentMessage) else number or 0]
    return {"reply_to_message": {name: value for name, value in original.items() if name != "reply_to_message"}}


def _chat_instance(chat: Chat) -> str:
    return str(int.from_bytes(hashlib.sha256(str(chat.id).encode()).digest()[:7], "big"))
