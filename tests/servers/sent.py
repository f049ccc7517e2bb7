"""What a resident sees: messages of the bot with edits applied, their buttons and links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.servers.plain import utf16_slice
from tests.servers.world import Chat, Message

MEDIA = ("photo", "document", "voice", "video", "audio", "animation", "sticker", "contact", "location")


class Button(NamedTuple):
    """One inline button."""

    label: str
    data: str
    url: str
    raw: dict[str, Any]


class Link(NamedTuple):
    """One link in a text."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SentMessage:
    """One message of the bot in a chat; every property tells its present state."""

    chat: Chat
    id: int
    first: Message

    @property
    def raw(self) -> Message:
        """Return the `Message` object as it is now, or as it was before it was deleted."""
        return self.chat.messages.get(self.id, self.first)

    @property
    def is_deleted(self) -> bool:
        """Return whether the message is gone."""
        return self.id not in self.chat.messages

    @property
    def is_edited(self) -> bool:
        """Return whether the message was changed after it was sent."""
        return "edit_date" in self.raw

    @property
    def kind(self) -> str:
        """Return "text" or the kind of file."""
        return next((kind for kind in MEDIA if kind in self.raw), "text")

    @property
    def plain(self) -> str:
        """Return the text or caption without markup, as people read it."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def text(self) -> str:
        """Return the same as `plain`."""
        return self.plain

    @property
    def entities(self) -> list[dict[str, Any]]:
        """Return the entities of the text or caption."""
        return self.raw.get("entities") or self.raw.get("caption_entities") or []

    def marked(self, kind: str) -> list[str]:
        """Return the parts of the text under one kind of entity, e.g. "bold"."""
        return [
            utf16_slice(self.plain, entity["offset"], entity["length"])
            for entity in self.entities
            if entity["type"] == kind
        ]

    @property
    def links(self) -> list[Link]:
        """Return the links of the text, written out or behind words."""
        found = []
        for entity in self.entities:
            covered = utf16_slice(self.plain, entity["offset"], entity["length"])
            if entity["type"] in {"text_link", "url"}:
                found.append(Link(covered, entity.get("url", covered)))
        return found

    @property
    def rows(self) -> list[list[Button]]:
        """Return the inline keyboard."""
        keyboard = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(one["text"], one.get("callback_data", ""), one.get("url", ""), one) for one in row]
            for row in keyboard
        ]

    @property
    def buttons(self) -> list[Button]:
        """Return all inline buttons, row by row."""
        return [button for row in self.rows for button in row]

    def find_button(self, label_or_data: str) -> Button:
        """Return the button with this data or label, else the first whose label contains it. Raises LookupError."""
        exact = (one for one in self.buttons if label_or_data in {one.data, one.label})
        part = (one for one in self.buttons if label_or_data in one.label)
        button = next(exact, None) or next(part, None)
        if button is None:
            raise LookupError(f"no button {label_or_data!r} among {[one.label for one in self.buttons]}")
        return button

    @property
    def reply_to(self) -> int | None:
        """Return the id of the message that this one replies to."""
        original = self.raw.get("reply_to_message")
        return original["message_id"] if original else None
