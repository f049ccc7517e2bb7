"""Fetch a file that Telegram holds, for the flows of staff.

Source: core.telegram.org/bots/api#getfile (at most 20 MB).
"""

from __future__ import annotations

from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.office.files import FetchFile, FileError
from bot.telegram.transport import MAX_FILE_BYTES


def make_fetch(bot: ExtBot[None]) -> FetchFile:
    """Return the function that gives the bytes of a file by its file_id."""

    async def fetch(file_id: str) -> bytes:
        try:
            file = await bot.get_file(file_id)
            if (file.file_size or 0) > MAX_FILE_BYTES:
                raise FileError("too_big")
            return bytes(await file.download_as_bytearray())
        except BadRequest as error:
            raise FileError("too_big" if "too big" in str(error).lower() else "gone") from error
        except TelegramError as error:
            raise FileError("unreachable") from error

    return fetch
