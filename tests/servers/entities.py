"""The entities that a bot gives beside a text: which count, where they may stand, how cleaning moves them.

Source: tdlib/telegram-bot-api Client.cpp get_text_entity_type, tdlib/td MessageEntity.cpp fix_formatted_text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.servers.errors import bad_request
from tests.servers.links import checked_link
from tests.servers.plain import Entity, clean_text

MAX_OFFSET = 1_000_000
# Kinds that a bot may give; the others are found by the server itself, or need what a bot cannot have (custom emoji).
_KEPT = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "date_time",
    }
)
_IGNORED = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "custom_emoji"})
_FIELDS = ("entities", "caption_entities")


def unknown_kinds(arguments: Mapping[str, Any]) -> list[str]:
    """Return the types of entities in a call that the Bot API does not name: the real server drops them silently."""
    given = [one for name in _FIELDS for one in arguments.get(name) or () if isinstance(one, dict)]
    kinds = {str(one.get("type")) for one in given}
    return sorted(kinds - _KEPT - _IGNORED)


def place_entities(text: str, given: list[Entity]) -> tuple[str, list[Entity]]:
    """Return the cleaned text and the entities that count in it. Raises ApiError for impossible offsets."""
    kept = [dict(one) for one in given if one.get("type") in _KEPT and _has_target(one)]
    for one in kept:
        for name in ("offset", "length"):
            if not 0 <= one[name] <= MAX_OFFSET:
                raise bad_request(f"Receive an entity with incorrect {name} {one[name]}")
    kept = [one for one in kept if one["length"]]
    if not kept:
        return clean_text(text), []
    places = _Places(text)
    for one in sorted(kept, key=lambda one: (one["offset"], -one["length"])):
        start, end = places.start(one["offset"]), places.end(one["offset"], one["offset"] + one["length"])
        one["offset"], one["length"] = start, end - start
    kept.sort(key=lambda one: (one["offset"], -one["length"]))
    return places.cleaned, [one for one in kept if one["length"]]


def _has_target(entity: Entity) -> bool:
    kind = entity["type"]
    if kind == "text_link":
        return bool(checked_link(str(entity.get("url", ""))))
    return kind != "text_mention" or "id" in (entity.get("user") or {})


class _Places:
    """Where each UTF-16 offset of a text lies after cleaning."""

    def __init__(self, text: str) -> None:
        self._after: dict[int, int] = {}
        self._bytes: dict[int, int] = {}
        before = after = byte = 0
        pieces = []
        for char in text:
            self._after[before], self._bytes[before] = after, byte
            kept = clean_text(char)
            pieces.append(kept)
            width = 2 if ord(char) > 0xFFFF else 1
            before, after = before + width, after + (width if kept else 0)
            byte += len(char.encode("utf-8", "surrogatepass"))
        self._after[before], self._bytes[before] = after, byte
        self._length = before
        self.cleaned = "".join(pieces)

    def start(self, offset: int) -> int:
        """Return where an entity's beginning lies now."""
        if offset > self._length:
            raise bad_request(f"Entity begins after the end of the text at UTF-16 offset {offset}")
        if offset not in self._after:
            raise bad_request(f"Entity begins in a middle of a UTF-16 symbol at byte offset {self._bytes[offset + 1]}")
        return self._after[offset]

    def end(self, offset: int, end: int) -> int:
        """Return where the end of the entity that begins at `offset` lies now."""
        beginning = f"Entity beginning at UTF-16 offset {offset} ends"
        if end > self._length:
            raise bad_request(f"{beginning} after the end of the text at UTF-16 offset {end}")
        if end not in self._after:
            raise bad_request(f"{beginning} in a middle of a UTF-16 symbol at byte offset {self._bytes[end + 1]}")
        return self._after[end]
