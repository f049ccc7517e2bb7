"""The loudspeaker on Telegram: the sender with a pool of connections of its own, so that replies never wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.broadcasts.sender import Lane, make_sender
from bot.database import Database
from bot.pace import Pace
from bot.settings import Settings
from bot.telegram.carrier import TelegramCarrier
from bot.telegram.transport import AiohttpRequest
from bot.telegram.wrapping import Wrapping


class Loudspeaker:
    """Sends what is approved; `make_request` gives a pool of so many connections to the Bot API at `base_url`."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        wrapping: Wrapping,
        pace: Pace,
        *,
        base_url: str,
        make_request: Callable[[int], AiohttpRequest],
        clock: Callable[[], datetime],
    ) -> None:
        lane = Lane(settings.broadcast.rate_per_s)
        self._request = make_request(lane.connections)
        self.carrier = TelegramCarrier(self._request, base_url, wrapping, clock, is_paid=settings.broadcast.paid)
        bot_id = base_url.rpartition("/bot")[2].partition(":")[0]
        self._sender = make_sender(database, self.carrier, pace, settings, lane, bot_id=bot_id, clock=clock)

    @property
    def problem(self) -> str:
        """Return why nothing can be sent now, "" when all is well."""
        return self._sender.problem

    @property
    def holds_lease(self) -> bool:
        """Return whether this process is the one that sends."""
        return self._sender.holds_lease

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`, whenever no other process does."""
        await self._request.initialize()
        try:
            await self._sender.run(stop)
        finally:
            await self._request.shutdown()
