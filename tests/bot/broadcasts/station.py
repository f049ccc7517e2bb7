"""A loudspeaker for tests: real tables and rules, a clock that is set by hand, a channel that keeps lists."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Content, Draft
from bot.broadcasts.broadcasts import Broadcasts
from bot.broadcasts.bulletins import read_rhythms
from bot.broadcasts.carrier import Carrier, Fate, Parcel, Sent
from bot.broadcasts.delivery import DeliveryState
from bot.broadcasts.lease import Lease
from bot.broadcasts.ledger import Ledger
from bot.broadcasts.quiet import Quiet
from bot.broadcasts.sender import Lane, Sender, Tools
from bot.database import Database
from bot.pace import Pace
from bot.settings import BroadcastSettings
from bot.staff import Gate, Member, StaffRole, add_member
from bot.tables import DELIVERY, SUBSCRIBER, SUBSCRIBER_TOPIC
from tests.bot.cast import HANOI, NOON

AN, BINH, CHI = 101, 102, 103  # officials
DUNG = 104  # an admin
STRANGER = 999
WORDS = Content("Mai cắt nước từ 8 giờ đến 12 giờ.")


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now

    def move(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass
class ListingCarrier(Carrier):
    """Keeps what it is given; `fates` are what becomes of the next parcels of a chat, else they arrive."""

    parcels: list[Parcel] = field(default_factory=list)
    fates: dict[int, list[Fate]] = field(default_factory=dict)
    hanging: set[int] = field(default_factory=set)
    hangs_from: int | None = None  # so many parcels end, the later ones never do

    async def deliver(self, parcel: Parcel) -> Fate:
        """Note the parcel and return its fate; to a hanging chat it never ends."""
        self.parcels.append(parcel)
        is_late = self.hangs_from is not None and len(self.parcels) > self.hangs_from
        if is_late or parcel.chat_id in self.hanging:
            await asyncio.Event().wait()
        waiting = self.fates.get(parcel.chat_id)
        return waiting.pop(0) if waiting else Sent(1000 + len(self.parcels))

    @property
    def chats(self) -> list[int]:
        """Return the chats of all parcels in order."""
        return [parcel.chat_id for parcel in self.parcels]


@dataclass
class Station:
    """Everything around one database."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    carrier: ListingCarrier = field(default_factory=ListingCarrier)
    settings: BroadcastSettings = field(default_factory=BroadcastSettings)

    @property
    def broadcasts(self) -> Broadcasts:
        """Return what staff do."""
        return Broadcasts(self.database, Gate(self.database), self.settings, self.clock)

    async def hire(self) -> None:
        """Make the officials and the admin known."""
        for telegram_id in (AN, BINH, CHI):
            await add_member(self.database, Member(telegram_id, StaffRole.OFFICIAL), now=NOON)
        await add_member(self.database, Member(DUNG, StaffRole.ADMIN), now=NOON)

    async def subscribe(self, chats: Iterable[int], *, topics: Iterable[str] = (), **values: Any) -> None:
        """Add subscribers."""
        row = {"kind": "private", "state": "active", "language": "vi", "digest": "now", "area": ""}
        row |= {"quiet_from": None, "quiet_until": None, "since": NOON, "changed_at": NOON} | values
        chats = list(chats)
        async with self.database.write() as connection:
            await connection.execute(insert(SUBSCRIBER), [row | {"chat_id": chat} for chat in chats])
            pairs = [{"chat_id": chat, "topic": topic} for chat in chats for topic in topics]
            if pairs:
                await connection.execute(insert(SUBSCRIBER_TOPIC), pairs)

    async def approve(self, **draft: Any) -> Broadcast:
        """Return a broadcast of AN that BINH approved."""
        values: dict[str, Any] = {"author_id": AN, "content": WORDS} | draft
        made = await self.broadcasts.draft(Draft(**values))
        await self.broadcasts.submit(made.id, AN)
        return await self.broadcasts.approve(made.id, BINH)

    def sender(self, name: str = "one", **lane: Any) -> Sender:
        """Return a sender of its own, as if in another process."""
        lease = Lease(self.database, "sender:7", name, self.clock)
        ledger = Ledger(self.database, lease, self.clock, retry_attempts=self.settings.retry_attempts)
        pace = Pace(asyncio.get_running_loop().time, bulk_per_s=10_000)
        quiet = Quiet(self.settings.quiet_from_min, self.settings.quiet_until_min, HANOI)
        tools = Tools(
            self.database, ledger, lease, self.carrier, pace, quiet, read_rhythms(self.settings), HANOI, self.clock
        )
        return Sender(tools, Lane(**{"rate_per_s": 10_000.0, "connections": 4, "drain_s": 0.2} | lane))

    async def play(self, number: int, *, until: BroadcastState = BroadcastState.DONE, timeout_s: float = 30) -> None:
        """Let a sender work until the broadcast is in a state."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.sender().run(stop))
        try:
            async with asyncio.timeout(timeout_s):
                while (await self.found(number)).state is not until:  # noqa: ASYNC110 - the database tells
                    await asyncio.sleep(0.02)
        finally:
            stop.set()
            await running

    async def play_for(self, number: int, *, chats: set[int]) -> None:
        """Let a sender work until these chats have the broadcast, and a moment longer, so that others could get it."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.sender().run(stop))
        try:
            async with asyncio.timeout(30):
                while chats - await self._reached(number):  # noqa: ASYNC110 - the database tells
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.1)
        finally:
            stop.set()
            await running

    async def _reached(self, number: int) -> set[int]:
        return {chat for chat, state in (await self.states(number)).items() if state is DeliveryState.SENT}

    async def die_while_sending(self, *, parcels: int) -> None:
        """Let a sender work and end it once it has given out so many parcels, the last four of them in flight.

        It ends while it waits for them: to cancel a task inside a transaction would leave the database locked, which
        the end of a process does not.
        """
        self.carrier.hangs_from = max(0, parcels - 4)
        running = asyncio.create_task(self.sender().run(asyncio.Event()))
        async with asyncio.timeout(30):
            while len(self.carrier.parcels) < parcels:  # noqa: ASYNC110 - the carrier tells nothing
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.2)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            if "Sender._carry" in repr(task):
                task.cancel()
        self.carrier.hangs_from = None

    async def found(self, number: int) -> Broadcast:
        """Return the broadcast of that number."""
        found = await self.broadcasts.find(number)
        assert found is not None
        return found

    async def states(self, number: int) -> dict[int, DeliveryState]:
        """Return the state of each recipient's delivery."""
        query = select(DELIVERY.c.chat_id, DELIVERY.c.state).where(DELIVERY.c.broadcast_id == number)
        async with self.database.read() as connection:
            return {chat: DeliveryState(state) for chat, state in await connection.execute(query)}
