"""Methods that send files: uploads, files known by id, albums."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from functools import partial
from itertools import count
from typing import Any

from tests.servers.arguments import Arguments, Upload
from tests.servers.backend import Backend, Handler
from tests.servers.errors import bad_request
from tests.servers.files import StoredFile, picture_size
from tests.servers.formatting import read_caption
from tests.servers.methods.access import is_group, open_chat
from tests.servers.methods.sending import deliver, read_reply, store
from tests.servers.world import Message

MAX_ALBUM = 10
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "voice": {"duration": 1},
    "audio": {"duration": 1},
    "video": {"duration": 1, "width": 640, "height": 360},
    "animation": {"duration": 1, "width": 320, "height": 240},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
}
_album_numbers = count(13_000_000_001)


def send_file(kind: str, backend: Backend, arguments: Arguments) -> Message:
    """Send a photo, document, voice message, ... with its caption."""
    content = read_caption(arguments) if kind != "sticker" else {}
    content |= read_file(backend, kind, arguments[kind], arguments)
    return deliver(backend, open_chat(backend, arguments), arguments, content)


def send_media_group(backend: Backend, arguments: Arguments) -> list[Message]:
    """Send an album of 2 to 10 photos, videos or documents."""
    items = arguments["media"]
    if not items:
        raise bad_request("There are no messages to send")
    if len(items) > MAX_ALBUM:
        raise bad_request("Too many messages to send as an album")
    if len(items) == 1:
        backend.violate("sendMediaGroup.media: an album has 2 to 10 items")
    contents = [read_caption(item) | read_file(backend, item["type"], item["media"], arguments) for item in items]
    chat = open_chat(backend, arguments)
    common = {"media_group_id": str(next(_album_numbers))} | read_reply(backend, chat, arguments)
    is_paid = bool(arguments.get("allow_paid_broadcast"))
    backend.limiter.take(chat.id, is_group=is_group(chat), messages=len(items), is_paid=is_paid)
    return [store(backend, chat, common | content) for content in contents]


def read_file(backend: Backend, kind: str, value: Any, arguments: Arguments) -> Message:
    """Return the message field of a file given as an upload, attach:// name, file_id or URL. Raises ApiError."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = arguments.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        return _describe(kind, backend.files.receive(kind, value))
    stored = backend.files.find(value) if isinstance(value, str) else None
    if stored is not None:
        if stored.kind != kind and not (kind == "document" and stored.kind in {"photo", "voice"}):
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return _describe(kind, stored)
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")  # this server has no way out
    raise bad_request("wrong file identifier/HTTP URL specified")


def _describe(kind: str, stored: StoredFile) -> Message:
    described = stored.as_json()
    if kind == "photo":
        width, height = picture_size(stored.data)
        return {"photo": [described | {"width": width, "height": height}]}
    described |= _SHAPES.get(kind, {})
    if kind != "sticker":
        guessed = mimetypes.guess_type(stored.name)[0] or stored.content_type
        described["mime_type"] = guessed or "application/octet-stream"
    if kind in {"document", "audio", "video", "animation"}:
        described["file_name"] = stored.name
    return {kind: described}


HANDLERS: Mapping[str, Handler] = {
    **{f"send{kind}": partial(send_file, kind) for kind in ("photo", "document", *_SHAPES)},
    "sendmediagroup": send_media_group,
}
