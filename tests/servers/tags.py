"""The tags of Telegram's HTML subset and the entities that they become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.servers.links import checked_link, linked_user_id

Entity = dict[str, Any]
KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}


class HtmlError(Exception):
    """Markup that Telegram refuses; the message is what follows "can't parse entities: "."""


@dataclass(frozen=True, slots=True)
class OpenTag:
    """One tag that waits for its end: where it began, in UTF-16 units and in pieces of text."""

    name: str
    attributes: dict[str, str]
    offset: int
    position: int


def add_entity(entities: list[Entity], opened: OpenTag, end: int, covered: str = "") -> None:
    """Append the entity of a tag that ends at `end`; `covered` is the text of a link. Raises HtmlError."""
    entity: Entity = {"type": KINDS[opened.name], "offset": opened.offset, "length": end - opened.offset}
    if opened.name == "a":
        link = _describe_link(opened.attributes.get("href") or covered)
        entities += [entity | link] if link else []
        return
    if opened.name in {"pre", "code"}:
        _add_code(entities, opened, entity)
        return
    if opened.name == "blockquote" and "expandable" in opened.attributes:
        entity["type"] = "expandable_blockquote"
    if opened.name == "tg-emoji":
        entity["custom_emoji_id"] = _read_number(opened.attributes.get("emoji-id", ""))
        if not entity["custom_emoji_id"]:
            raise HtmlError("Invalid custom emoji identifier specified")
    if opened.name == "tg-time":
        if not (unix_time := _read_number(opened.attributes.get("unix", ""))):
            return
        entity |= {"unix_time": int(unix_time), "date_time_format": opened.attributes.get("format", "")}
    entities.append(entity)


def _read_number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and int(text[:20]) else ""


def _describe_link(href: str) -> Entity:
    """Return what a link adds to its entity, nothing when Telegram drops the link."""
    if (user_id := linked_user_id(href)) is not None:
        return {"type": "text_mention", "user": {"id": user_id, "is_bot": False, "first_name": ""}}
    url = checked_link(href)
    return {"url": url} if url else {}


def _add_code(entities: list[Entity], opened: OpenTag, entity: Entity) -> None:
    """Append code or pre; the two around the same text become one pre with the language of the code."""
    language = opened.attributes.get("class", "")
    is_code = opened.name == "code"
    if is_code and language.startswith("language-"):
        entity["_language"] = language.removeprefix("language-")
    inner = entities[-1] if entities else {}
    if (inner.get("offset"), inner.get("length")) == (entity["offset"], entity["length"]):
        if is_code and inner["type"] == "pre" and "_language" in entity:
            inner["language"] = entity["_language"]
            return
        if not is_code and inner["type"] == "code" and "_language" in inner:
            inner |= {"type": "pre", "language": inner.pop("_language")}
            return
    entities.append(entity)


def without_nested_in_code(entities: list[Entity]) -> list[Entity]:
    """Return entities, sorted by offset, without those inside code or pre, which can contain no other."""
    kept: list[Entity] = []
    code_end = 0
    for entity in entities:
        entity.pop("_language", None)
        if entity["offset"] >= code_end:
            kept.append(entity)
            if entity["type"] in {"code", "pre"}:
                code_end = entity["offset"] + entity["length"]
    return kept
