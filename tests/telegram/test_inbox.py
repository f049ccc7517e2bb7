"""The inbox and its worker on each kind of database: known updates once, order, retries, dead letters, stopping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.database import Database
from bot.tables import INBOX
from bot.telegram.inbox import Inbox, Row, State, Unreadable
from bot.telegram.reduction import Incoming
from bot.telegram.waiting import Slots
from bot.telegram.worker import MAX_ATTEMPTS, Worker


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, clock)


async def read(database: Database) -> list[Any]:
    async with database.read() as connection:
        return list(await connection.execute(select(INBOX).order_by(INBOX.c.seq)))


def updates(*pairs: tuple[int, int]) -> list[Incoming | Unreadable]:
    return [Incoming(update_id, chat_id, "{}") for update_id, chat_id in pairs]


@asynccontextmanager
async def working(inbox: Inbox, handle: Callable[[Row], Awaitable[None]], slots: int = 8) -> AsyncIterator[Worker]:
    worker, stop = Worker(inbox, handle, Slots(slots), first_back_off_s=0.001), asyncio.Event()
    running = asyncio.create_task(worker.run(stop))
    yield worker
    async with asyncio.timeout(10):
        while await inbox.pending(0, limit=1):  # noqa: ASYNC110 - the database tells
            await asyncio.sleep(0.01)
    stop.set()
    await running


async def test_known_update_is_stored_once_whatever_its_order(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates((9, 1), (4, 1)))
    await inbox.store(updates((4, 1), (5, 1), (9, 1)))
    assert [row.update_id for row in await read(database)] == [9, 4, 5]


async def test_purge_keeps_what_may_come_again(database: Database, inbox: Inbox, clock: Clock) -> None:
    await inbox.store([*updates((1, 1), (2, 1)), Unreadable(3, "x")])
    await inbox.finish((await inbox.pending(0, limit=1))[0].seq)
    clock.now += timedelta(hours=47)
    assert await inbox.purge() == 0
    clock.now += timedelta(hours=2)
    assert await inbox.purge() == 1
    assert [row.update_id for row in await read(database)] == [2, 3]
    clock.now += timedelta(days=30)
    assert await inbox.purge() == 1


async def test_each_chat_goes_in_order_and_chats_go_side_by_side(inbox: Inbox) -> None:
    await inbox.store(updates(*((n, n % 3) for n in range(30))))
    seen: list[tuple[int, int]] = []
    busy, most = 0, 0

    async def handle(row: Row) -> None:
        nonlocal busy, most
        busy, most = busy + 1, max(most, busy + 1)
        await asyncio.sleep(0.001)
        seen.append((row.chat_id, row.seq))
        busy -= 1

    async with working(inbox, handle) as worker:
        pass
    assert worker.tally.handled == 30
    assert most == 3
    for chat_id in range(3):
        in_chat = [seq for chat, seq in seen if chat == chat_id]
        assert in_chat == sorted(in_chat)


async def test_no_more_than_the_slots_work_at_once(inbox: Inbox) -> None:
    await inbox.store(updates(*((n, n) for n in range(20))))
    busy, most = 0, 0

    async def handle(row: Row) -> None:
        nonlocal busy, most
        busy, most = busy + 1, max(most, busy + 1)
        await asyncio.sleep(0.001)
        busy -= 1

    async with working(inbox, handle, slots=2):
        pass
    assert most == 2


async def test_poison_is_tried_three_times_then_buried(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates((1, 1), (2, 1), (3, 2)))
    poison = (await inbox.pending(0, limit=1))[0].seq

    async def handle(row: Row) -> None:
        if row.seq == poison:
            raise KeyError("a mistake of ours")

    async with working(inbox, handle) as worker:
        pass
    dead, after, other = await read(database)
    assert (dead.state, dead.attempts, dead.raw, dead.chat_id) == (State.DEAD, MAX_ATTEMPTS, None, 0)
    assert "a mistake of ours" in dead.error
    assert (after.state, other.state) == (State.DONE, State.DONE)
    assert (worker.tally.failures, worker.tally.dead, worker.tally.handled) == (3, 1, 2)


async def test_database_outage_is_waited_out_and_never_poison(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates((1, 1)))
    failures = iter([True] * 5)

    async def handle(row: Row) -> None:
        if next(failures, False):
            raise OperationalError("select 1", {}, Exception("server closed the connection"))

    async with working(inbox, handle) as worker:
        pass
    (row,) = await read(database)
    assert (row.state, row.attempts, worker.tally.failures) == (State.DONE, 0, 0)


async def test_attempts_survive_a_restart(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates((1, 1)))
    (row,) = await inbox.pending(0, limit=9)
    await inbox.fail(row.seq, attempts=2, error="x", is_dead=False)
    tries = []

    async def handle(row: Row) -> None:
        tries.append(row.seq)
        raise KeyError

    async with working(inbox, handle):
        pass
    assert len(tries) == 1


async def test_stop_lets_the_answer_in_hand_end_and_keeps_the_rest(database: Database, inbox: Inbox) -> None:
    await inbox.store(updates((1, 1), (2, 1)))
    started, stop = asyncio.Event(), asyncio.Event()

    async def handle(row: Row) -> None:
        started.set()
        await asyncio.sleep(0.05)

    running = asyncio.create_task(Worker(inbox, handle, Slots(1)).run(stop))
    await started.wait()
    stop.set()
    await running
    assert [row.state for row in await read(database)] == [State.DONE, State.PENDING]


async def test_rest_lends_the_slot_to_others() -> None:
    slots, order = Slots(1), []

    async def work(name: str, *, rests: bool) -> None:
        async with slots:
            order.append(name)
            if rests:
                await slots.rest(0.02)
                order.append(f"{name} again")

    await asyncio.gather(work("a", rests=True), work("b", rests=False))
    assert order == ["a", "b", "a again"]
