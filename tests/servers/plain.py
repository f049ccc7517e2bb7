"""Plain text as Telegram keeps it: cleaned, trimmed, measured, and the entities it finds by itself.

Source: tdlib/td MessageEntity.cpp and misc.cpp.
"""

from __future__ import annotations

import re
from typing import Any

Entity = dict[str, Any]
_DROPPED = [0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A]
_CLEANING = {code: " " for code in range(32) if code not in (9, 10, 13)} | dict.fromkeys(_DROPPED)
_NEEDS_CLEANING = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(_CLEANING)) + "]")
_INVISIBLE = "".join(map(chr, [0x1680, 0x180E, *range(0x2000, 0x2010), 0x202F, 0x205F, *range(0x2060, 0x2065)]))
_BLANK = " \t\n" + _INVISIBLE + "\u3000\ufeff\ufffc\u00a0\u2800"
_URL = r"(?P<url>(?:https?|ftp)://[^\s<>\"]+|(?<![\w@.])www\.[^\s<>\"]+)"
_EMAIL = r"(?P<email>(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8})"
_MENTION = r"(?P<mention>(?<![\w/])@[A-Za-z][A-Za-z0-9_]{2,31}\b)"
_COMMAND = (
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/@]))"
    r"|(?P<hashtag>(?<!\w)#(?=\w*[^\W\d_])\w{1,256})"
)
_FOUND = re.compile(f"{_URL}|{_COMMAND}")
_FOUND_BESIDE_AT = re.compile(f"{_URL}|{_EMAIL}|{_MENTION}|{_COMMAND}")
_TRIGGER = re.compile(r"[/@#]|www\.")


def utf16_length(text: str) -> int:
    """Return the length of `text` in UTF-16 code units, the unit of entity offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """Return the part of `text` that an entity with this offset and length covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def clean_text(text: str) -> str:
    """Return `text` without the control and bidirectional marks that Telegram removes."""
    return text.translate(_CLEANING) if _NEEDS_CLEANING.search(text) else text


def is_blank(text: str) -> bool:
    """Return whether Telegram takes `text` for empty: spaces and invisible characters only."""
    return not text.strip(_BLANK)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return text without outer white space and its entities moved and cut accordingly."""
    kept = text.rstrip(" \t\n")
    first = min((entity["offset"] for entity in entities), default=len(kept))
    lead = min(len(kept) - len(kept.lstrip(" \n")), first)
    length = utf16_length(kept)
    moved = []
    for entity in entities:
        if entity["offset"] < length:
            end = min(entity["offset"] + entity["length"], length)
            moved.append(entity | {"offset": entity["offset"] - lead, "length": end - entity["offset"]})
    return kept[lead:], moved


def find_entities(text: str) -> list[Entity]:
    """Return the links, addresses, mentions, commands and hashtags that Telegram marks by itself."""
    found: list[Entity] = []
    if not _TRIGGER.search(text):
        return found
    for match in (_FOUND_BESIDE_AT if "@" in text else _FOUND).finditer(text):
        covered = match[0].rstrip(".,;:!?)]}'»”") if match.lastgroup == "url" else match[0]
        offset = utf16_length(text[: match.start()])
        found.append({"type": match.lastgroup, "offset": offset, "length": utf16_length(covered)})
    return found


def text_content(text: str, field: str = "text") -> dict[str, Any]:
    """Return the fields of a message that a client sends for a text or, as `field`, a caption."""
    entities = find_entities(text)
    named = "entities" if field == "text" else f"{field}_entities"
    return {field: text, named: entities} if entities else {field: text}


def merge_found(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """Return `entities` with those of `found` that overlap no link or code of them, by offset."""
    if not found:
        return entities
    fixed = [entity for entity in entities if entity["type"] in {"text_link", "text_mention", "code", "pre"}]
    added = [new for new in found if not any(_overlap(new, entity) for entity in fixed)]
    return sorted(entities + added, key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: Entity, other: Entity) -> bool:
    starts_before = bool(one["offset"] < other["offset"] + other["length"])
    return starts_before and bool(other["offset"] < one["offset"] + one["length"])
