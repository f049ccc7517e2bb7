"""The first admin: a code that `run` prints while there is none makes whoever sends it to the bot the admin.

There is no such way on the web: staff are known by their Telegram ids, and only Telegram says whose an id is.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.database import Database, add_to
from bot.staff import Deed, Member, StaffRole, put_member
from bot.tables import FOUNDING_CODE, FOUNDING_TRY, STAFF

MAX_TRIES = 5
_LETTERS = (
    "ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for a figure; no figures: they could be masked as an identifier
)
_PARTS, _PART_CHARS = 5, 4  # 20 letters: 91 bits
_CODE = re.compile(rf"[{_LETTERS}]{{{_PART_CHARS}}}(?:-?[{_LETTERS}]{{{_PART_CHARS}}}){{{_PARTS - 1}}}", re.IGNORECASE)
START_MARK = "nhansu_"  # t.me/<bot>?start=nhansu_<code>


class Founding:
    """The code of this start; `clock` tells the aware UTC time. The database keeps its digest only."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def offer(self) -> str | None:
        """Return a fresh code, instead of any earlier one; None where there is an admin."""
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_PART_CHARS)) for _ in range(_PARTS))
        async with self._database.write() as connection:
            await connection.execute(delete(FOUNDING_CODE))
            await connection.execute(delete(FOUNDING_TRY))
            if await _has_admin(connection):
                return None
            await connection.execute(insert(FOUNDING_CODE).values(digest=_digest(code)))
        return code

    async def claim(self, telegram_id: int, code: str) -> bool:
        """Return whether the code made the person the first admin. After MAX_TRIES wrong ones none does."""
        async with self._database.write() as connection:
            reason = await self._refusal(connection, telegram_id, code)
            detail = {"reason": reason} if reason else {"role": StaffRole.ADMIN.value}
            attempt = Attempt(self._clock(), telegram_id, Deed.APPOINT, "first admin", not reason, detail)
            await note_attempt(connection, attempt)
            if reason:
                return False
            await connection.execute(delete(FOUNDING_CODE))
            await put_member(connection, Member(telegram_id, StaffRole.ADMIN), now=self._clock())
        return True

    async def _refusal(self, connection: AsyncConnection, telegram_id: int, code: str) -> str:
        tries = select(FOUNDING_TRY.c.count).where(FOUNDING_TRY.c.telegram_id == telegram_id)
        if (await connection.scalar(tries) or 0) >= MAX_TRIES:
            return "tries"
        is_ours = FOUNDING_CODE.c.digest == _digest(code)
        found = await connection.scalar(select(FOUNDING_CODE.c.digest).where(is_ours).with_for_update())
        if found is not None and not await _has_admin(connection):
            return ""
        await connection.execute(add_to(connection, FOUNDING_TRY, "count").values(telegram_id=telegram_id, count=1))
        return "code"


def read_code(text: str) -> str | None:
    """Return the code that `text` is, as it was printed or in one word; None for anything else."""
    return text.strip().upper() if _CODE.fullmatch(text.strip()) else None


def read_start_code(payload: str) -> str | None:
    """Return the code in the payload of a /start link."""
    return read_code(payload.removeprefix(START_MARK)) if payload.startswith(START_MARK) else None


async def _has_admin(connection: AsyncConnection) -> bool:
    query = select(STAFF.c.telegram_id).where(STAFF.c.role == StaffRole.ADMIN).limit(1)
    return await connection.scalar(query) is not None


def _digest(code: str) -> str:
    return hashlib.sha256(code.upper().replace("-", "").encode()).hexdigest()
