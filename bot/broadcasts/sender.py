"""The one sender of a bot: takes what is due from the ledger at the loudspeaker's pace and writes down its fate."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from time import monotonic
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Tier
from bot.broadcasts.carrier import Carrier, Fate, Held, Uncertain
from bot.broadcasts.lease import RENEW_S, Lease
from bot.broadcasts.ledger import Claim, Ledger, Tried
from bot.broadcasts.quiet import Quiet
from bot.broadcasts.register import list_broadcasts
from bot.broadcasts.starting import expire, start_due
from bot.database import Database
from bot.pace import Pace
from bot.settings import Settings

CHORES_EVERY_S = 1.0
BATCH_S = 0.1  # at a slow rate so many seconds' turns are claimed together: a commit for each batch
DRAIN_S = 10.0
MAX_BACK_OFF_S = 30.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lane:
    """How the sender sends: at most `connections` at once, about `rate_per_s` a second."""

    rate_per_s: float
    connections: int = 32

    @property
    def batch(self) -> int:
        """Return how many turns to wait for before claiming."""
        return max(1, min(int(self.rate_per_s * BATCH_S), self.connections // 2))


@dataclass(frozen=True, slots=True)
class Tools:
    """What the sender works with; `clock` tells the aware UTC time."""

    database: Database
    ledger: Ledger
    lease: Lease
    carrier: Carrier
    pace: Pace
    quiet: Quiet
    zone: tzinfo
    clock: Callable[[], datetime]


def make_sender(
    database: Database,
    carrier: Carrier,
    pace: Pace,
    settings: Settings,
    *,
    bot_id: str,
    clock: Callable[[], datetime],
) -> Sender:
    """Return the sender of the bot `bot_id` in this process, wired to the database."""
    lease = Lease(database, f"sender:{bot_id}", uuid4().hex, clock)
    loud, zone = settings.broadcast, settings.zone
    ledger = Ledger(database, lease, clock, retry_attempts=loud.retry_attempts)
    quiet = Quiet(loud.quiet_from_min, loud.quiet_until_min, zone)
    tools = Tools(database, ledger, lease, carrier, pace, quiet, zone, clock)
    return Sender(tools, Lane(loud.rate_per_s))


class Sender:
    """Sends until told to stop, whenever this process holds the lease."""

    def __init__(self, tools: Tools, lane: Lane) -> None:
        self._tools = tools
        self._lane = lane
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()
        self._active: list[Broadcast] = []
        self._known: frozenset[int] = frozenset()
        self._checked_minute = -1
        self.problem = ""

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then let what is in flight end and hand the lease on."""
        back_off_s = RENEW_S
        watching = asyncio.create_task(self._wake_at(stop))
        while not stop.is_set():
            try:
                if await self._tools.lease.take():
                    await self._serve(stop)
                self.problem, back_off_s = "", RENEW_S
            except Exception as error:  # told, waited out and tried again: residents are answered meanwhile
                self.problem = f"broadcasts cannot be sent ({type(error).__name__})"
                _LOG.exception("broadcasts wait; trying again in %.0f s", back_off_s)
                back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), back_off_s)
        watching.cancel()
        await self._drain()

    async def _serve(self, stop: asyncio.Event) -> None:
        """Send while the lease is ours."""
        left = await self._tools.ledger.recover()
        if left:
            _LOG.warning("%d deliveries were in flight when an earlier sender ended: uncertain", left)
        self._tools.pace.hold_bulk(await self._tools.ledger.held_s())
        chores_at = 0.0
        while not stop.is_set():
            if monotonic() >= chores_at:
                if not await self._tools.lease.take():
                    _LOG.warning("another process sends now")
                    return
                await self._do_chores()
                chores_at = monotonic() + CHORES_EVERY_S
            claims = await self._claim()
            for claim in claims:
                self._send(claim)
            if not claims:
                await self._wait(chores_at - monotonic())

    async def _do_chores(self) -> None:
        now = self._tools.clock()
        async with self._tools.database.write() as connection:
            await expire(connection, now)
            await start_due(connection, now, self._tools.zone)
            known = self._known
            found = await list_broadcasts(connection, states={BroadcastState.SENDING})
            self._known = frozenset(broadcast.id for broadcast in found)
            tiers = list(Tier)
            self._active = sorted(found, key=lambda each: (tiers.index(each.tier), each.id))
            fresh = self._active if now.minute != self._checked_minute else [b for b in found if b.id not in known]
            for broadcast in fresh:  # quiet hours begin and end at whole minutes
                await self._tools.quiet.defer(connection, broadcast, now)
        self._checked_minute = now.minute

    async def _claim(self) -> list[Claim]:
        """Return the next deliveries to send now, with their turns taken."""
        pace = self._tools.pace
        room = min(pace.bulk_turns(), self._lane.connections - len(self._tasks))
        if not self._active or room < self._lane.batch:
            return []
        claims: list[Claim] = []
        for broadcast in list(self._active):
            found = await self._tools.ledger.claim(broadcast, room - len(claims))
            if not found:
                self._active.remove(broadcast)  # until the next chores look again
            claims += found
            if len(claims) == room:
                break
        ready = [claim for claim in claims if pace.chat_wait_s(claim.parcel.chat_id) <= 0]
        await self._put_back([claim for claim in claims if claim not in ready])
        pace.take_bulk(len(ready))
        return ready

    async def _put_back(self, claims: list[Claim]) -> None:
        """Leave alone, for now, chats that got another message a moment ago."""
        now = self._tools.clock()
        for claim in claims:
            wait_s = max(0.0, self._tools.pace.chat_wait_s(claim.parcel.chat_id))
            await self._tools.ledger.put_back([claim], now + timedelta(seconds=wait_s))

    def _send(self, claim: Claim) -> None:
        self._tools.pace.note_bulk(claim.parcel.chat_id)
        task = asyncio.create_task(self._carry(claim))
        self._tasks.add(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._free.set()

    async def _carry(self, claim: Claim) -> None:
        parcel, fate = claim.parcel, await self._deliver(claim)
        if isinstance(fate, Held):
            self._tools.pace.hold_bulk(fate.retry_after_s)
        tried = Tried(parcel.delivery_id, parcel.broadcast_id, parcel.chat_id, claim.attempts, fate)
        back_off_s = RENEW_S
        while True:
            try:
                await self._tools.ledger.settle(tried)
            except SQLAlchemyError:
                _LOG.exception("the fate of delivery %d waits for the database", parcel.delivery_id)
                await asyncio.sleep(back_off_s)
                back_off_s = min(2 * back_off_s, MAX_BACK_OFF_S)
            else:
                return

    async def _deliver(self, claim: Claim) -> Fate:
        try:
            return await self._tools.carrier.deliver(claim.parcel)
        except Exception as error:  # a mistake of ours: it must not pass for a delivery, nor end the others
            _LOG.exception("delivery %d failed in an unknown way", claim.parcel.delivery_id)
            return Uncertain(type(error).__name__)

    async def _wait(self, most_s: float) -> None:
        """Wait for a free connection, the next turn or the next chores, whichever comes first."""
        turn_s = self._tools.pace.bulk_wait_s(self._lane.batch) if self._active else most_s
        is_full = self._lane.connections - len(self._tasks) < self._lane.batch
        self._free.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._free.wait(), max(0.0, min(most_s, most_s if is_full else turn_s)))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._free.set()

    async def _drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_S)
        for task in self._tasks:
            task.cancel()
        await self._tools.ledger.close()
        with contextlib.suppress(SQLAlchemyError):
            await self._tools.lease.release()
