"""What happens to a chat by itself: it blocks the bot, lets it in again, changes its id, or wants to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import func, select

from bot import subscribers
from bot.database import Database
from bot.reply import Block, Reply
from bot.subscribing.panels import Panels
from bot.tables import DELIVERY


class Membership:
    """Keeps the list of subscribers true; nothing here is a visit."""

    def __init__(
        self, database: Database, panels: Panels, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._panels = panels
        self._clock = clock

    async def lose(self, chat_id: int, code: str) -> None:
        """Note that the chat has put the bot out."""
        async with self._database.write() as connection:
            await subscribers.lose(connection, chat_id, code, now=self._clock())

    async def regain(self, chat_id: int) -> Reply | None:
        """Take a lost private subscription up again and return what to say about it, None where there is none."""
        async with self._database.read() as connection:
            known = await subscribers.find(connection, chat_id)
        if known is None or known.state is not subscribers.SubscriberState.LOST:
            return None
        async with self._database.write() as connection:
            is_back = await subscribers.regain(connection, chat_id, now=self._clock())
        return self._panels.regained(known) if is_back else None

    async def migrate(self, old_id: int, new_id: int) -> None:
        """Follow a group that became a supergroup."""
        async with self._database.write() as connection:
            await subscribers.migrate(connection, old_id, new_id, now=self._clock())

    async def describe(self, chat_id: int, language: str) -> tuple[Block, ...]:
        """Return what is stored about a chat for sending."""
        sent = select(func.count()).select_from(DELIVERY).where(DELIVERY.c.chat_id == chat_id)
        async with self._database.read() as connection:
            known = await subscribers.find(connection, chat_id)
            return self._panels.data(known, await connection.scalar(sent) or 0, language)

    async def erase(self, chat_id: int, language: str) -> tuple[Block, ...]:
        """Forget a chat and return that it is done."""
        async with self._database.write() as connection:
            await subscribers.erase(connection, chat_id, now=self._clock())
        return self._panels.erased(language)

    async def purge(self) -> int:
        """Forget those who stopped long ago and return how many."""
        async with self._database.write() as connection:
            return await subscribers.purge(connection, now=self._clock())
