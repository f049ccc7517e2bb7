"""The port through which flows get the files that a channel holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

FetchFile: TypeAlias = Callable[[str], Awaitable[bytes]]  # the channel's name for a file -> its bytes, or FileError


class FileError(Exception):
    """A file that cannot be had; `reason` is a key of the messages under office.file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
