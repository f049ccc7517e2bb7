"""Keep of an update only what an answer needs: no names, no media, no coordinates, no talk meant for others.

What stays is still an update that the library can read. Identifiers in the text are masked before anything is stored.
Source: core.telegram.org/bots/api#update.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, cast

from bot.admin.founding import read_code, read_start_code
from bot.command import ARGUED, Command, Unreadable
from bot.deep_link import decode_payload
from bot.office.office import OfficeCommand
from bot.privacy import mask
from bot.subscribing.choices import MAX_TYPED_CHARS
from bot.telegram.handed_in import keep_handed_in
from bot.telegram.ticket_parts import TICKET_MARK, keep_evidence, read_ticket_code

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member", "channel_post")
MAX_TEXT_CHARS = 4096
MAX_DATA_CHARS = 80  # above the 64 bytes of a good one, so that a bad one stays bad
_MAX_ID = 1 << 63
_MAX_DATE = 1 << 33
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w{3,64}))?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_CHANNEL_COMMANDS = frozenset({f"/{Command.SUBSCRIBE}", f"/{Command.UNSUBSCRIBE}"})
GROUP_COMMAND = "nhomcanbo"  # makes a group the one in which tickets are shown
NO_FILE = "-"
_FILE = {"file_id": NO_FILE, "file_unique_id": "-"}
_FRAME = {"width": 0, "height": 0}

# What stands for each kind of content that is not words: the least that the library can read.
PLACEHOLDERS: Mapping[Unreadable, tuple[str, object]] = {
    Unreadable.STICKER: ("sticker", _FILE | _FRAME | {"type": "regular", "is_animated": False, "is_video": False}),
    Unreadable.PHOTO: ("photo", [_FILE | _FRAME]),
    Unreadable.VOICE: ("voice", _FILE | {"duration": 0}),
    Unreadable.VIDEO: ("video", _FILE | _FRAME | {"duration": 0}),
    Unreadable.DOCUMENT: ("document", _FILE),
    Unreadable.LOCATION: ("location", {"longitude": 0.0, "latitude": 0.0}),
    Unreadable.CONTACT: ("contact", {"phone_number": "-", "first_name": ""}),
    Unreadable.OTHER: ("dice", {"emoji": "🎲", "value": 1}),
}
# The order matters: an animation comes with a document, a venue with a location.
_CONTENT: Mapping[str, Unreadable] = {
    "sticker": Unreadable.STICKER,
    "photo": Unreadable.PHOTO,
    "voice": Unreadable.VOICE,
    "audio": Unreadable.VOICE,
    "video": Unreadable.VIDEO,
    "video_note": Unreadable.VIDEO,
    "animation": Unreadable.VIDEO,
    "document": Unreadable.DOCUMENT,
    "location": Unreadable.LOCATION,
    "contact": Unreadable.CONTACT,
    "text": Unreadable.OTHER,  # a text of which nothing readable stays
    "poll": Unreadable.OTHER,
    "dice": Unreadable.OTHER,
    "story": Unreadable.OTHER,
    "game": Unreadable.OTHER,
    "paid_media": Unreadable.OTHER,
    "checklist": Unreadable.OTHER,
}

Json = dict[str, Any]


class MalformedUpdateError(ValueError):
    """An update that is not what the Bot API promises; the message names the field."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the inbox keeps of an update: `chat_id` is the lane in which it is handled, `raw` JSON."""

    update_id: int
    chat_id: int
    raw: str


class Reduction:
    """Reduces updates for the bot with this id and username; of `staff_ids` it keeps what they hand in to publish.

    Of `reporters` it keeps the photo and the place that they send with their report.
    """

    def __init__(
        self, bot_id: int, username: str, staff_ids: Container[int] = (), reporters: Container[int] = ()
    ) -> None:
        self._bot_id = bot_id
        self._username = username
        self._staff_ids = staff_ids
        self._reporters = reporters
        self._mention = re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)", re.IGNORECASE)

    def reduce(self, update: Json) -> Incoming | None:
        """Return what to keep of an update, None when it is nothing for us. Raises MalformedUpdateError."""
        update_id = read_int(update, "update_id")
        kind = next((name for name in ALLOWED_UPDATES if name in update), None)
        if kind is None:
            return None
        content = _object(update, kind)
        lane: int
        kept: Json | None
        if kind == "inline_query":
            lane, kept = self._inline_query(content)
        elif kind == "callback_query":
            lane, kept = self._callback_query(content)
        elif kind == "my_chat_member":
            lane, kept = self._standing(content)
        elif kind == "channel_post":
            lane, kept = self._channel_post(content)
        else:
            lane, kept = self._message(content, is_edit=kind == "edited_message")
        raw = json.dumps({"update_id": update_id, kind: kept}, ensure_ascii=False, separators=(",", ":"))
        return Incoming(update_id, lane, raw) if kept else None

    def _message(self, message: Json, *, is_edit: bool) -> tuple[int, Json | None]:
        place = _place(message)
        chat = place["chat"]
        if "migrate_to_chat_id" in message:
            return chat["id"], place | {"migrate_to_chat_id": read_int(message, "migrate_to_chat_id")}
        is_ours = "from" in message and "via_bot" not in message and not message.get("is_automatic_forward")
        if not is_ours or chat["type"] == "channel":
            return chat["id"], None
        sender = _user(_object(message, "from"))
        if sender["is_bot"] and "sender_chat" not in message:  # anonymous administrators write as a bot for their chat
            return chat["id"], None
        is_private = chat["type"] == "private"
        is_staff = is_private and sender["id"] in self._staff_ids
        content = self._of_ticket(message, chat, sender)
        if content is None and is_private:
            content = self._of_office(message, is_staff=is_staff)
        if content is None and is_private:
            content = self._of_report(message, sender)
        if content is None and (is_private or self._is_addressed(message)):
            content = self._content(message)
        if content and not is_private and not content.keys() & {"text", "caption"}:
            content = None
        if content and is_edit:
            content = content | {"edit_date": place["date"]} if content.keys() & {"text", "caption"} else None
        return chat["id"], place | {"from": sender} | _anonymity(message, chat) | content if content else None

    def _of_ticket(self, message: Json, chat: Json, sender: Json) -> Json | None:
        """Return the choice of the staff group, or a reply to a ticket: of staff as it is, of others masked."""
        words, is_staff = _text(message, "text"), sender["id"] in self._staff_ids
        if chat["type"] in ("group", "supergroup") and (found := self._named(words, frozenset({GROUP_COMMAND}))):
            return _as_command(found[0])
        code = read_ticket_code(message.get("reply_to_message"), self._bot_id)
        if not code or not words.strip() or words.startswith("/") or (chat["type"] == "private" and not is_staff):
            return None
        replied = _place(_object(message, "reply_to_message")) | {"text": f"{TICKET_MARK}{code}"}
        return {"text": words if is_staff else mask(words).text, "reply_to_message": replied}

    def _of_report(self, message: Json, sender: Json) -> Json | None:
        """Return the photo or the place that belongs to a report; its words masked."""
        words = _text(message, "caption")
        if sender["id"] not in self._reporters and not self._named(words, frozenset({Command.REPORT})):
            return None
        kept = keep_evidence(message)
        return kept | ({"caption": mask(words).text} if words else {}) if kept else None

    def _of_office(self, message: Json, *, is_staff: bool) -> Json | None:
        """Return a command of the office, with its argument from staff only, or what staff hands in."""
        words = _text(message, "text")
        found = self._named(words, frozenset(OfficeCommand))
        if found:
            is_founding = found[0] == f"/{OfficeCommand.STAFF}" and read_code(found[1]) is not None
            return _as_command(*found) if is_staff or is_founding else _as_command(found[0])
        return keep_handed_in(message) if is_staff and not self._command(words) else None

    def _content(self, message: Json) -> Json | None:
        words = _text(message, "text") or _text(message, "caption")
        text = self._mention.sub(" ", words).strip()
        if "text" in message:
            if command := self._command(words):
                return command
            if text:
                return {"text": mask(text).text}
            if words:
                return _as_command("/help")
        what = next((_CONTENT[name] for name in _CONTENT if name in message), None)
        if what is None:
            return None
        field, placeholder = PLACEHOLDERS[what]
        album = {"media_group_id": _text(message, "media_group_id")} if "media_group_id" in message else {}
        return {field: placeholder} | album | ({"caption": mask(text).text} if text else {})

    def _command(self, text: str) -> Json | None:
        """Return the fields of a known command, with a payload only where it leads somewhere."""
        found = self._named(text, frozenset(Command))
        if found is None:
            return None
        command, payload = found
        if command.removeprefix("/") in ARGUED:
            return _as_command(command, mask(payload).text)
        if command == f"/{Command.SUBSCRIBE}":
            return _as_command(command, mask(payload[:MAX_TYPED_CHARS]).text)
        return _as_command(command, payload if decode_payload(payload) or read_start_code(payload) else "")

    def _named(self, text: str, names: frozenset[str]) -> tuple[str, str] | None:
        """Return "/command" and its argument where the text calls one of `names` of this bot."""
        found = _COMMAND.fullmatch(text)
        if not found or found[1].lower() not in names:
            return None
        if found[2] and found[2].lower() != self._username.lower():
            return None
        return f"/{found[1].lower()}", (found[3] or "").strip()

    def _is_addressed(self, message: Json) -> bool:
        text = _text(message, "text") or _text(message, "caption")
        replied = message.get("reply_to_message")
        author = replied.get("from") if isinstance(replied, dict) else None
        is_reply = isinstance(author, dict) and author.get("id") == self._bot_id
        return is_reply or bool(self._mention.search(text)) or ("text" in message and bool(self._command(text)))

    def _callback_query(self, query: Json) -> tuple[int, Json]:
        sender = _user(_object(query, "from"))
        kept: Json = {"id": _text(query, "id", required=True), "from": sender, "chat_instance": "-"}
        if "data" in query:
            kept["data"] = _text(query, "data")[:MAX_DATA_CHARS] or "-"
        if "message" not in query:  # under a message that was sent by inline mode
            return sender["id"], kept
        kept["message"] = _place(_object(query, "message"))
        return kept["message"]["chat"]["id"], kept

    def _channel_post(self, post: Json) -> tuple[int, Json | None]:
        """Keep a subscribing command alone: nobody but a channel's administrators writes posts."""
        place = _place(post)
        command = self._command(_text(post, "text").strip())
        is_kept = command is not None and command["text"] in _CHANNEL_COMMANDS and place["chat"]["type"] == "channel"
        return place["chat"]["id"], place | command if command and is_kept else None

    def _standing(self, change: Json) -> tuple[int, Json | None]:
        """Keep that the bot was put out of a chat, or let in again by a person; not who did it."""
        chat = _object(change, "chat")
        kept_chat: Json = {"id": read_int(chat, "id"), "type": _text(chat, "type", required=True)}
        was_in, is_in = (_is_in(_object(change, name)) for name in ("old_chat_member", "new_chat_member"))
        is_news = was_in != is_in and (was_in or kept_chat["type"] == "private")
        if not is_news:
            return kept_chat["id"], None
        bot: Json = {"id": self._bot_id, "is_bot": True, "first_name": ""}
        members = {
            name: {"status": "member" if inside else "left", "user": bot}
            for name, inside in (("old_chat_member", was_in), ("new_chat_member", is_in))
        }
        date = max(read_int(change, "date", below=_MAX_DATE), 0)
        return kept_chat["id"], {"chat": kept_chat, "from": bot, "date": date} | members

    def _inline_query(self, query: Json) -> tuple[int, Json]:
        sender = _user(_object(query, "from"))
        words = mask(_text(query, "query")[:MAX_TEXT_CHARS]).text
        return sender["id"], {"id": _text(query, "id", required=True), "from": sender, "query": words, "offset": ""}


def read_int(record: Json, name: str, *, below: int = _MAX_ID) -> int:
    """Return an integer field in (-below, below). Raises MalformedUpdateError."""
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not -below < value < below:
        raise MalformedUpdateError(f"{name} is not an integer in range")
    return value


def _object(record: Json, name: str) -> Json:
    value = record.get(name)
    if not isinstance(value, dict):
        raise MalformedUpdateError(f"{name} is not an object")
    return cast("Json", value)


def _text(record: Json, name: str, *, required: bool = False) -> str:
    value = record.get(name, "")
    if not isinstance(value, str) or (required and not value):
        raise MalformedUpdateError(f"{name} is not a text")
    return _UNFIT.sub("", value[:MAX_TEXT_CHARS])


def _user(user: Json) -> Json:
    return {"id": read_int(user, "id"), "is_bot": user.get("is_bot") is True, "first_name": ""}


def _anonymity(message: Json, chat: Json) -> Json:
    """Return the mark of an administrator who writes in the name of the chat itself."""
    sender = message.get("sender_chat")
    is_own = isinstance(sender, dict) and sender.get("id") == chat["id"]
    return {"sender_chat": chat} if is_own else {}


def _is_in(member: Json) -> bool:
    status = _text(member, "status", required=True)
    return status not in ("left", "kicked") and (status != "restricted" or member.get("is_member") is True)


def _place(message: Json) -> Json:
    """Return where and when a message stands."""
    chat = _object(message, "chat")
    kept: Json = {
        "message_id": read_int(message, "message_id"),
        "date": max(read_int(message, "date", below=_MAX_DATE), 0),
        "chat": {"id": read_int(chat, "id"), "type": _text(chat, "type", required=True)},
    }
    if message.get("is_topic_message") is True:
        kept |= {"is_topic_message": True, "message_thread_id": read_int(message, "message_thread_id")}
    return kept


def _as_command(command: str, payload: str = "") -> Json:
    entity = {"type": "bot_command", "offset": 0, "length": len(command)}
    return {"text": f"{command} {payload}".rstrip(), "entities": [entity]}
