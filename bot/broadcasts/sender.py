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
from bot.broadcasts.bulletins import Rhythm, make_bulletins, read_rhythms
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
RESULT_WAIT_S = 0.02  # so long a result may wait for others to share its commit
MAX_BACK_OFF_S = 30.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lane:
    """At most `connections` at once, about `rate_per_s` a second; at the end `drain_s` for what is in flight."""

    rate_per_s: float
    connections: int = 128
    drain_s: float = 10.0

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
    rhythms: tuple[Rhythm, ...]
    zone: tzinfo
    clock: Callable[[], datetime]


def make_sender(
    database: Database,
    carrier: Carrier,
    pace: Pace,
    settings: Settings,
    lane: Lane,
    *,
    bot_id: str,
    clock: Callable[[], datetime],
) -> Sender:
    """Return the sender of the bot `bot_id` in this process, wired to the database."""
    lease = Lease(database, f"sender:{bot_id}", uuid4().hex, clock)
    loud, zone = settings.broadcast, settings.zone
    ledger = Ledger(database, lease, clock, retry_attempts=loud.retry_attempts)
    quiet = Quiet(loud.quiet_from_min, loud.quiet_until_min, zone)
    tools = Tools(database, ledger, lease, carrier, pace, quiet, read_rhythms(loud), zone, clock)
    return Sender(tools, lane)


class Sender:
    """Sends until told to stop, whenever this process holds the lease."""

    def __init__(self, tools: Tools, lane: Lane) -> None:
        self._tools = tools
        self._lane = lane
        self._tasks: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()
        self._results: list[Tried] = []
        self._first_result_at = 0.0
        self._active: list[Broadcast] = []
        self._known: frozenset[int] = frozenset()
        self._checked_minute: datetime | None = None
        self.problem = ""
        self.holds_lease = False

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then let what is in flight end and hand the lease on."""
        back_off_s = RENEW_S
        watching = asyncio.create_task(self._wake_at(stop))
        while not stop.is_set():
            try:
                self.holds_lease = await self._tools.lease.take()
                if self.holds_lease:
                    await self._serve(stop)
                self.problem, back_off_s = "", RENEW_S
            except Exception as error:  # told, waited out and tried again: residents are answered meanwhile
                self.problem = f"broadcasts cannot be sent ({type(error).__name__})"
                self.holds_lease = False
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
                    self.holds_lease = False
                    _LOG.warning("another process sends now")
                    return
                await self._do_chores()
                chores_at = monotonic() + CHORES_EVERY_S
            if not await self._take_turn():
                await self._wait(chores_at - monotonic())

    async def _take_turn(self) -> bool:
        """Write down what came back and send what is due; False when it is not worth a transaction yet."""
        room = self._room()
        if not room and not self._has_results():
            return False
        tried, self._results = self._results, []
        try:
            claims, exhausted = await self._tools.ledger.turn(tried, self._active, room)
        except BaseException:
            self._results = tried + self._results
            raise
        self._active = [broadcast for broadcast in self._active if broadcast not in exhausted]  # until the next chores
        await self._send(claims)
        return True

    async def _do_chores(self) -> None:
        now = self._tools.clock()
        async with self._tools.database.write() as connection:
            await expire(connection, now)
            await make_bulletins(connection, self._tools.rhythms, now, self._tools.zone)
            await start_due(connection, now, self._tools.zone)
            known = self._known
            found = await list_broadcasts(connection, states={BroadcastState.SENDING})
            self._known = frozenset(broadcast.id for broadcast in found)
            tiers = list(Tier)
            self._active = sorted(found, key=lambda each: (tiers.index(each.tier), each.id))
            minute = now.replace(second=0, microsecond=0)
            fresh = self._active if minute != self._checked_minute else [b for b in found if b.id not in known]
            for broadcast in fresh:  # quiet hours begin and end at whole minutes
                await self._tools.quiet.defer(connection, broadcast, now)
        self._checked_minute = minute

    def _room(self) -> int:
        """Return how many deliveries to claim now, 0 while it is better to wait for more."""
        room = min(self._tools.pace.bulk_turns(), self._lane.connections - len(self._tasks))
        return room if self._active and room >= self._lane.batch else 0

    def _has_results(self) -> bool:
        """Return whether the results are worth a transaction: many, the last ones in flight, or waiting for long."""
        if not self._results:
            return False
        is_late = monotonic() - self._first_result_at >= RESULT_WAIT_S
        return is_late or not self._tasks or len(self._results) >= self._lane.connections // 2

    async def _send(self, claims: list[Claim]) -> None:
        """Send the claimed deliveries, but for those that must wait."""
        pace = self._tools.pace
        for claim in claims:
            if (until := self._not_before(claim)) is not None:
                await self._tools.ledger.put_back(claim, until)
                continue
            pace.take_bulk(claim.parcel.chat_id)
            task = asyncio.create_task(self._carry(claim))
            self._tasks.add(task)
            task.add_done_callback(self._forget)

    def _not_before(self, claim: Claim) -> datetime | None:
        """Return until when a delivery must wait: it is quiet there, or the chat got another message a moment ago."""
        now = self._tools.clock()
        wait_s = self._tools.pace.chat_wait_s(claim.parcel.chat_id)
        return self._tools.quiet.end(claim, now) or (now + timedelta(seconds=wait_s) if wait_s > 0 else None)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._free.set()

    async def _carry(self, claim: Claim) -> None:
        parcel, fate = claim.parcel, await self._deliver(claim)
        if isinstance(fate, Held):
            self._tools.pace.hold_bulk(fate.retry_after_s)
        if not self._results:
            self._first_result_at = monotonic()
        self._results.append(Tried(parcel.delivery_id, parcel.broadcast_id, parcel.chat_id, claim.attempts, fate))

    async def _deliver(self, claim: Claim) -> Fate:
        try:
            return await self._tools.carrier.deliver(claim.parcel)
        except Exception as error:  # a mistake of ours: it must not pass for a delivery, nor end the others
            _LOG.exception("delivery %d failed in an unknown way", claim.parcel.delivery_id)
            return Uncertain(type(error).__name__)

    async def _wait(self, most_s: float) -> None:
        """Wait for a result, the next turn or the next chores, whichever comes first."""
        lane = self._lane
        is_full = lane.connections - len(self._tasks) < lane.batch
        if self._active and not is_full:
            most_s = min(most_s, self._tools.pace.bulk_wait_s(lane.batch))
        if self._results:
            most_s = min(most_s, self._first_result_at + RESULT_WAIT_S - monotonic())
        self._free.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._free.wait(), max(0.001, most_s))

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._free.set()

    async def _drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._lane.drain_s)
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(SQLAlchemyError):
            await self._tools.ledger.turn(self._results, (), 0)
            await self._tools.lease.release()
