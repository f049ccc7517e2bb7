"""Files that were uploaded by the bot or by residents, found again by file_id."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.servers.arguments import Upload
from tests.servers.errors import bad_request

MAX_DOWNLOAD_BYTES = 20 << 20
MAX_UPLOAD_BYTES = 50 << 20
MAX_PHOTO_BYTES = 10 << 20
MAX_PHOTO_SIDES = 10_000
_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file with its kind (`photo`, `document`, `voice`, `sticker`, ...)."""

    id: str
    unique_id: str
    kind: str
    name: str
    content_type: str
    data: bytes = field(repr=False)
    size: int

    @property
    def path(self) -> str:
        """Return the path below /file/bot<token>/."""
        return f"{_FOLDERS.get(self.kind, 'files')}/{self.unique_id}_{self.name}"

    def as_json(self) -> dict[str, Any]:
        """Return the fields that all kinds of files share."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size}


class FileStore:
    """All files by file_id and by path."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(self, kind: str, upload: Upload, *, size: int | None = None) -> StoredFile:
        """Store an upload and return it; `size` pretends a size without holding the bytes."""
        digest = hashlib.sha256(upload.data).hexdigest()
        file_id = f"AgACAgUAAx{next(self._numbers):08d}{digest[:24]}"
        name = upload.name.rpartition("/")[2] or "file"
        size = len(upload.data) if size is None else size
        stored = StoredFile(file_id, f"AQAD{digest[:12]}", kind, name, upload.content_type, upload.data, size)
        self._by_id[file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with this id."""
        return self._by_id.get(file_id)

    def at_path(self, path: str) -> StoredFile | None:
        """Return the file at a download path."""
        return self._by_path.get(path)

    def receive(self, kind: str, upload: Upload) -> StoredFile:
        """Store what the bot uploads. Raises ApiError when it is empty, too big or no picture."""
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > (MAX_PHOTO_BYTES if kind == "photo" else MAX_UPLOAD_BYTES):
            raise bad_request(f"file of size {len(upload.data)} bytes is too big for a {kind}")
        if kind == "photo":
            width, height = picture_size(upload.data)
            if width + height > MAX_PHOTO_SIDES or max(width, height) > 20 * max(min(width, height), 1):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self.add(kind, upload)


def picture_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG in pixels. Raises ApiError for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    position = 2
    while data.startswith(b"\xff\xd8") and position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + max(length, 2)
    raise bad_request("IMAGE_PROCESS_FAILED")
