"""What staff do with broadcasts: every step passes the gate, is written down, and happens once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit import Attempt, note_attempt
from bot.broadcasts.audience import AudienceSize, count_audience
from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, BroadcastState, Content, Draft, Tier
from bot.broadcasts.halt import is_halted, set_halt
from bot.broadcasts.ledger import cancel_pending, mark_opened, retry_failed, untie_old
from bot.broadcasts.register import (
    Approval,
    add_approval,
    add_broadcast,
    change_broadcast,
    find_broadcast,
    has_key,
    list_approvals,
    list_broadcasts,
    list_untold,
)
from bot.broadcasts.report import Report, read_recipients, read_report
from bot.database import Database
from bot.settings import BroadcastSettings
from bot.staff import Deed, Gate, Matter, NotAllowedError

UNTOLD = timedelta(days=7)  # so long an author who cannot be reached is tried

_OUTWARD = frozenset({"submit", "approve", "recall", "retry"})  # steps by which words reach people

Result = TypeVar("Result")
_Step = Callable[[AsyncConnection, Broadcast], Awaitable[Broadcast]]


class StateError(Exception):
    """A step that a broadcast cannot take now; `reason` is a key of the messages under office.state."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Broadcasts:
    """Broadcasts by their numbers. `clock` tells the aware UTC time.

    Each step raises NotAllowedError or StateError after its attempt was written down, and else returns what stands
    in the database then. A step that was taken already is refused, never taken twice.
    """

    def __init__(
        self, database: Database, gate: Gate, settings: BroadcastSettings, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._gate = gate
        self._settings = settings
        self._clock = clock

    async def draft(self, draft: Draft) -> Broadcast:
        """Return a new draft."""

        async def add(connection: AsyncConnection) -> Broadcast:
            return await self._add(connection, draft)

        return await self._try(draft.author_id, Deed.COMPOSE, "draft", "broadcast", add)

    async def redraft(self, number: int, draft: Draft) -> Broadcast:
        """Return the author's draft with everything that `draft` says instead."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand_author(found, draft.author_id)
            _demand(found.state is BroadcastState.DRAFT, "not_draft")
            return await change_broadcast(
                connection,
                number,
                content=draft.content.as_json(),
                tier=draft.tier,
                topic=draft.audience.topic,
                area=draft.audience.area,
                cron=draft.cron,
                send_at=draft.send_at or self._clock(),
            )

        return await self._step(number, draft.author_id, Deed.COMPOSE, "redraft", change)

    async def submit(self, number: int, by: int) -> Broadcast:
        """Return the author's draft, now waiting for a second person."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand_author(found, by)
            _demand(found.state is BroadcastState.DRAFT, "not_draft")
            is_emergency = found.tier is Tier.EMERGENCY
            needed = self._settings.emergency_approvers if is_emergency else 1
            return await change_broadcast(
                connection,
                number,
                state=BroadcastState.WAITING,
                approvers_needed=needed,
                expires_at=self._expiry(),
            )

        return await self._step(number, by, Deed.COMPOSE, "submit", change)

    async def approve(self, number: int, by: int) -> Broadcast:
        """Return the broadcast, approved when enough people other than its author agree."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            await self._decide(connection, found, by, is_approved=True)
            agreed = sum(each.is_approved for each in await list_approvals(connection, number))
            if agreed < found.approvers_needed:
                return found
            return await change_broadcast(connection, number, state=BroadcastState.APPROVED, expires_at=None)

        return await self._step(number, by, Deed.APPROVE, "approve", change)

    async def refuse(self, number: int, by: int) -> Broadcast:
        """Return the broadcast, refused by one person other than its author."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            await self._decide(connection, found, by, is_approved=False)
            return await change_broadcast(
                connection, number, state=BroadcastState.REFUSED, finished_at=self._clock(), expires_at=None
            )

        return await self._step(number, by, Deed.APPROVE, "refuse", change)

    async def withdraw(self, number: int, by: int) -> Broadcast:
        """Return the broadcast, cancelled: who has not got it yet will not get it."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand(not found.state.is_over, "over")
            return await self._cancel(connection, number)

        return await self._step(number, by, Deed.STEER, "withdraw", change)

    async def pause(self, number: int, by: int) -> Broadcast:
        """Return the broadcast, paused after what is in flight."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand(found.state is BroadcastState.SENDING, "not_sending")
            return await change_broadcast(connection, number, state=BroadcastState.PAUSED)

        return await self._step(number, by, Deed.STEER, "pause", change)

    async def resume(self, number: int, by: int) -> Broadcast:
        """Return the paused broadcast, being sent again."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand(found.state is BroadcastState.PAUSED, "not_paused")
            return await change_broadcast(connection, number, state=BroadcastState.SENDING)

        return await self._step(number, by, Deed.STEER, "resume", change)

    async def correct(self, number: int, content: Content, by: int) -> Broadcast:
        """Return a draft that will edit what broadcast `number` delivered, and stop what it has not delivered yet."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            target = await self._root(connection, found)
            _demand(target.started_at is not None, "not_started")
            corrected = replace(content, media=target.content.media)
            draft = Draft(by, corrected, target.tier, BroadcastKind.CORRECTION, target.audience, target.id)
            return await self._add(connection, draft)

        return await self._step(number, by, Deed.COMPOSE, "correct", change)

    async def recall(self, number: int, by: int) -> Broadcast:
        """Return the recall of a broadcast, approved at once: a wrong alert must not wait for a second person."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            target = await self._root(connection, found)
            _demand(target.started_at is not None, "not_started")
            key = f"recall:{target.id}"
            _demand(not await has_key(connection, key), "recalled")
            if not target.state.is_over:
                await self._cancel(connection, target.id)
            draft = Draft(by, target.content, target.tier, BroadcastKind.RECALL, target.audience, target.id)
            return await add_broadcast(
                connection, draft, state=BroadcastState.APPROVED, now=self._clock(), approvers_needed=0, key=key
            )

        return await self._step(number, by, Deed.STEER, "recall", change)

    async def retry_failed(self, number: int, by: int) -> Broadcast:
        """Return the broadcast, being sent again to those for whom it failed; the uncertain ones are left alone."""

        async def change(connection: AsyncConnection, found: Broadcast) -> Broadcast:
            _demand(found.state in (BroadcastState.DONE, BroadcastState.SENDING, BroadcastState.PAUSED), "over")
            _demand(await retry_failed(connection, number, self._clock()) > 0, "nothing_failed")
            if found.state is not BroadcastState.DONE:
                return found
            return await change_broadcast(connection, number, state=BroadcastState.SENDING, finished_at=None)

        return await self._step(number, by, Deed.STEER, "retry", change)

    async def halt(self, by: int) -> None:
        """Stop everything that is being sent, in every process, until it is released."""

        async def pull(connection: AsyncConnection) -> None:
            await set_halt(connection, is_on=True, staff_id=by, now=self._clock())

        await self._try(by, Deed.HALT, "halt", "broadcasts", pull)

    async def release(self, by: int) -> None:
        """Let the broadcasts go on."""

        async def release(connection: AsyncConnection) -> None:
            await set_halt(connection, is_on=False, staff_id=by, now=self._clock())

        await self._try(by, Deed.RELEASE, "release", "broadcasts", release)

    async def is_halted(self) -> bool:
        """Return whether everything is stopped."""
        async with self._database.read() as connection:
            return await is_halted(connection)

    async def find(self, number: int) -> Broadcast | None:
        """Return the broadcast of that number."""
        async with self._database.read() as connection:
            return await find_broadcast(connection, number)

    async def listed(
        self, *, states: Collection[BroadcastState] | None = None, limit: int = 20
    ) -> tuple[Broadcast, ...]:
        """Return the latest broadcasts, the newest first, those in `states` where some are named."""
        async with self._database.read() as connection:
            return await list_broadcasts(connection, states=states, limit=limit)

    async def approvals(self, number: int) -> tuple[Approval, ...]:
        """Return every decision on a broadcast, oldest first."""
        async with self._database.read() as connection:
            return await list_approvals(connection, number)

    async def audience_size(self, audience: Audience, tier: Tier) -> AudienceSize:
        """Return how many chats a broadcast would reach now."""
        async with self._database.read() as connection:
            return await count_audience(connection, audience, tier)

    async def report(self, number: int) -> Report | None:
        """Return what became of a broadcast so far."""
        async with self._database.read() as connection:
            found = await find_broadcast(connection, number)
            return await read_report(connection, found, now=self._clock()) if found else None

    async def recipients_csv(self, number: int) -> bytes:
        """Return one line for each recipient; see read_recipients."""
        async with self._database.read() as connection:
            return await read_recipients(connection, number)

    async def open(self, number: int, chat_id: int) -> str | None:
        """Note that a recipient opened a broadcast and return the announcement that it is about."""
        async with self._database.write() as connection:
            found = await find_broadcast(connection, number)
            if found is None or not await mark_opened(connection, number, chat_id, self._clock()):
                return None
        return found.content.announcement_id

    async def untold(self) -> tuple[Broadcast, ...]:
        """Return the started broadcasts of people whose authors do not have the report yet."""
        async with self._database.read() as connection:
            return await list_untold(connection, since=self._clock() - UNTOLD)

    async def note_progress(self, number: int, message_id: int) -> None:
        """Note which message in the author's chat shows the progress; 0: the report was told."""
        async with self._database.write() as connection:
            await change_broadcast(connection, number, progress_id=message_id)

    async def purge(self) -> None:
        """Take the chats out of deliveries older than `broadcast.kept_days`; the counts stay."""
        before = self._clock() - timedelta(days=self._settings.kept_days)
        async with self._database.write() as connection:
            await untie_old(connection, before)

    async def _add(self, connection: AsyncConnection, draft: Draft) -> Broadcast:
        return await add_broadcast(
            connection, draft, state=BroadcastState.DRAFT, now=self._clock(), expires_at=self._expiry()
        )

    async def _cancel(self, connection: AsyncConnection, number: int) -> Broadcast:
        now = self._clock()
        await cancel_pending(connection, number, now)
        return await change_broadcast(
            connection, number, state=BroadcastState.CANCELLED, finished_at=now, expires_at=None
        )

    async def _decide(self, connection: AsyncConnection, found: Broadcast, by: int, *, is_approved: bool) -> None:
        if found.author_id == by:
            raise NotAllowedError("author")
        now = self._clock()
        _demand(found.state is BroadcastState.WAITING, "not_waiting")
        _demand(found.expires_at is None or found.expires_at > now, "expired")
        _demand(await add_approval(connection, found.id, Approval(by, is_approved, now)), "twice")

    async def _root(self, connection: AsyncConnection, found: Broadcast) -> Broadcast:
        """Return the message that a correction is about, the broadcast itself where it is a message."""
        root = await find_broadcast(connection, found.target_id) if found.target_id else found
        _demand(found.kind is not BroadcastKind.RECALL and root is not None, "recalled")
        return root or found

    def _expiry(self) -> datetime:
        return self._clock() + timedelta(hours=self._settings.draft_hours)

    async def _step(self, number: int, by: int, deed: Deed, step: str, change: _Step) -> Broadcast:
        async def checked(connection: AsyncConnection) -> Broadcast:
            found = await find_broadcast(connection, number, locked=True)
            if found is None:
                raise StateError("unknown")
            if step in _OUTWARD and (reason := await self._gate.refusal(connection, by, deed, _matter(found))):
                raise NotAllowedError(reason)
            return await change(connection, found)

        return await self._try(by, deed, step, f"broadcast {number}", checked)

    async def _try(
        self, by: int, deed: Deed, step: str, subject: str, act: Callable[[AsyncConnection], Awaitable[Result]]
    ) -> Result:
        """Return what `act` returned, in one transaction with the note of the attempt.

        `act` raises before it writes: its refusal is committed as a note, not rolled back.
        """
        async with self._database.write() as connection:
            refused: NotAllowedError | StateError | None = None
            try:
                if reason := await self._gate.refusal(connection, by, deed):
                    raise NotAllowedError(reason)
                result = await act(connection)
            except (NotAllowedError, StateError) as error:
                refused = error
            detail = {"step": step} | ({"reason": refused.reason} if refused else {})
            await note_attempt(connection, Attempt(self._clock(), by, deed, subject, refused is None, detail))
        if refused:
            raise refused
        return result


def _matter(found: Broadcast) -> Matter:
    """Return what a broadcast is about: the topic of its audience, "" for everybody."""
    return Matter(found.audience.topic)


def _demand(is_so: bool, reason: str) -> None:
    if not is_so:
        raise StateError(reason)


def _demand_author(found: Broadcast, by: int) -> None:
    if found.author_id != by:
        raise NotAllowedError("not_author")
