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
from bot.visitor import Visitor


class Membership:
    """Keeps the list of subscribers true; nothing here is a visit."""

    name = "membership"

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
        """Return what a chat gets sent."""
        async with self._database.read() as connection:
            return self._panels.data(await subscribers.find(connection, chat_id), language)

    async def count_of(self, visitor: Visitor) -> int:
        """Return how many rows of subscriptions and deliveries are tied to the chat of a person."""
        mine = DELIVERY.c.chat_id == visitor.chat_id
        if visitor.chat_id is None:
            return 0
        async with self._database.read() as connection:
            sent = await connection.scalar(select(func.count()).select_from(DELIVERY).where(mine)) or 0
            return sent + (await subscribers.find(connection, visitor.chat_id) is not None)

    async def erase(self, visitor: Visitor) -> int:
        """Forget the chat of a person and return how many rows that were."""
        if visitor.chat_id is None:
            return 0
        async with self._database.write() as connection:
            return await subscribers.erase(connection, visitor.chat_id, now=self._clock())

    async def purge(self) -> int:
        """Forget those who stopped long ago and return how many."""
        async with self._database.write() as connection:
            return await subscribers.purge(connection, now=self._clock())
