"""What an official hands in to publish or broadcast: own words with their styles, or a file; bounded, nobody's name.

Source: core.telegram.org/bots/api#message, #messageentity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from telegram import Message, MessageEntity

from bot.broadcasts.broadcast import Entity, Media, MediaKind
from bot.office.flow import Submission

MAX_TEXT_CHARS = 4096
MAX_ENTITIES = 100
MAX_URL_CHARS = 2000
MAX_NAME_CHARS = 200
MAX_FILE_BYTES = 1 << 40
# What Telegram finds by itself (mentions, phone numbers, plain addresses) it finds again.
STYLES = frozenset(
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
    }
)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FILE_ID = re.compile(r"[A-Za-z0-9_-]{1,250}")
_MIME = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")

Json = dict[str, Any]


def keep_handed_in(message: Json) -> Json | None:
    """Return the words and the file of a private message as the library reads them, None for neither."""
    field = "text" if "text" in message else "caption"
    raw = message.get(field, "")
    text = _UNFIT.sub("", raw[:MAX_TEXT_CHARS]) if isinstance(raw, str) else ""
    file = _file(message)
    if not text.strip() and not file:
        return None
    kept: Json = {field: text} if text.strip() else {}
    if text and text == raw:
        name = "entities" if field == "text" else "caption_entities"
        kept[name] = list(_entities(message.get(name), len(text.encode("utf-16-le")) // 2))
    return kept | file


def read_submission(message: Message) -> Submission:
    """Return what a kept message hands in."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or ()
    media, size_bytes = _media(message)
    return Submission(text, tuple(map(_entity, entities)), media, size_bytes)


def _file(message: Json) -> Json:
    photo, document, voice = (message.get(name) for name in ("photo", "document", "voice"))
    if isinstance(photo, list) and photo and (kept := _handle(photo[-1])):
        return {"photo": [kept | {"width": 0, "height": 0}]}
    if "animation" not in message and (kept := _handle(document)):
        return {"document": kept}
    if kept := _handle(voice):
        return {"voice": kept | {"duration": 0}}
    return {}


def _handle(file: object) -> Json:
    """Return how a file is fetched and what it is called."""
    file_id = file.get("file_id") if isinstance(file, dict) else None
    if not isinstance(file, dict) or not isinstance(file_id, str) or not _FILE_ID.fullmatch(file_id):
        return {}
    kept: Json = {"file_id": file_id, "file_unique_id": "-"}
    name, mime, size = file.get("file_name"), file.get("mime_type"), file.get("file_size")
    if isinstance(name, str) and (plain := _UNFIT.sub("", name)[-MAX_NAME_CHARS:]):
        kept["file_name"] = plain
    if isinstance(mime, str) and _MIME.fullmatch(mime):
        kept["mime_type"] = mime
    if isinstance(size, int) and 0 <= size < MAX_FILE_BYTES:
        kept["file_size"] = size
    return kept


def _entities(found: object, length: int) -> Iterator[Json]:
    for entity in found[:MAX_ENTITIES] if isinstance(found, list) else ():
        kept = _style(entity) if isinstance(entity, dict) else None
        if kept and kept["offset"] >= 0 and 0 < kept["length"] <= length - kept["offset"]:
            yield kept


def _style(entity: Json) -> Json | None:
    place = {name: entity.get(name) for name in ("offset", "length")}
    if entity.get("type") not in STYLES or not all(type(value) is int for value in place.values()):
        return None
    url = entity.get("url")
    if entity["type"] != "text_link":
        return {"type": entity["type"]} | place
    is_web = isinstance(url, str) and url.startswith(("https://", "http://")) and len(url) <= MAX_URL_CHARS
    return {"type": "text_link", "url": url} | place if is_web and not _UNFIT.search(str(url)) else None


def _entity(entity: MessageEntity) -> Entity:
    return Entity(str(entity.type), entity.offset, entity.length, entity.url)


def _media(message: Message) -> tuple[Media | None, int]:
    if message.photo:
        return Media(MediaKind.PHOTO, message.photo[-1].file_id), message.photo[-1].file_size or 0
    if document := message.document:
        return Media(MediaKind.DOCUMENT, document.file_id, document.file_name or ""), document.file_size or 0
    if message.voice:
        return Media(MediaKind.VOICE, message.voice.file_id), message.voice.file_size or 0
    return None, 0
