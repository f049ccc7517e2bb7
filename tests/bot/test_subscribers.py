"""The list of subscribers, on both databases: every step may come twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot import subscribers
from bot.database import Database
from bot.subscribers import (
    KEPT_STOPPED,
    NEVER_QUIET,
    ChatKind,
    Digest,
    QuietHours,
    Subscriber,
    SubscriberState,
)
from bot.tables import DELIVERY, SUBSCRIBER_TOPIC
from tests.bot.cast import NOON

LAN = Subscriber(5, ChatKind.PRIVATE, topics=("moi-truong", "y-te"), area="to-3", digest=Digest.DAILY)
GROUP = Subscriber(-9, ChatKind.GROUP, quiet=QuietHours(1260, 360))
LATER = NOON + timedelta(days=1)


async def put(database: Database, *wanted: Subscriber) -> None:
    async with database.write() as connection:
        for each in wanted:
            await subscribers.put(connection, each, now=NOON)


async def find(database: Database, chat_id: int) -> Subscriber | None:
    async with database.read() as connection:
        return await subscribers.find(connection, chat_id)


async def state_of(database: Database, chat_id: int) -> SubscriberState | None:
    found = await find(database, chat_id)
    return found.state if found else None


async def add_delivery(database: Database, chat_id: int, *, state: int = 0, original_id: int | None = None) -> None:
    row = {
        "broadcast_id": state + (original_id or 0),
        "chat_id": chat_id,
        "state": state,
        "next_at": NOON,
        "attempts": 0,
        "language": "vi",
        "topics": "",
        "original_id": original_id,
    }
    async with database.write() as connection:
        await connection.execute(insert(DELIVERY).values(row))


async def deliveries(database: Database) -> list[tuple[int | None, int, str | None]]:
    query = select(DELIVERY.c.chat_id, DELIVERY.c.state, DELIVERY.c.code).order_by(DELIVERY.c.id)
    async with database.read() as connection:
        return [(row.chat_id, row.state, row.code) for row in await connection.execute(query)]


@pytest.mark.parametrize("wanted", [LAN, GROUP, Subscriber(1 << 50, ChatKind.CHANNEL, "en", quiet=NEVER_QUIET)])
async def test_what_a_chat_wants_comes_back(database: Database, wanted: Subscriber) -> None:
    for _ in range(2):
        await put(database, wanted)
    found = await find(database, wanted.chat_id)
    assert found
    assert found.since == NOON
    assert (found.topics, found.area, found.digest, found.quiet, found.kind, found.language) == (
        wanted.topics, wanted.area, wanted.digest, wanted.quiet, wanted.kind, wanted.language,
    )  # fmt: skip


async def test_a_change_keeps_since_and_replaces_topics(database: Database) -> None:
    await put(database, LAN)
    async with database.write() as connection:
        changed = await subscribers.put(connection, Subscriber(5, ChatKind.PRIVATE, topics=("y-te",)), now=LATER)
    assert (changed.since, changed.topics) == (NOON, ("y-te",))


async def test_stopping_ends_what_waits_and_lets_corrections_through(database: Database) -> None:
    await put(database, LAN)
    await add_delivery(database, 5)
    await add_delivery(database, 5, original_id=77)
    await add_delivery(database, -9)
    async with database.write() as connection:
        assert await subscribers.stop(connection, 5, now=LATER)
        assert not await subscribers.stop(connection, 5, now=LATER)
    assert await state_of(database, 5) is SubscriberState.STOPPED
    assert await deliveries(database) == [(5, 4, "unsubscribed"), (5, 0, None), (-9, 0, None)]


async def test_subscribing_again_counts_from_then(database: Database) -> None:
    await put(database, LAN)
    async with database.write() as connection:
        await subscribers.stop(connection, 5, now=NOON)
        again = await subscribers.put(connection, LAN, now=LATER)
    assert (again.is_active, again.since) == (True, LATER)


async def test_blocking_and_unblocking_brings_a_person_back_as_it_was(database: Database) -> None:
    await put(database, LAN)
    async with database.write() as connection:
        assert await subscribers.lose(connection, 5, "blocked", now=NOON)
        assert not await subscribers.lose(connection, 5, "blocked", now=NOON)
        assert await subscribers.regain(connection, 5, now=LATER)
        assert not await subscribers.regain(connection, 5, now=LATER)
    found = await find(database, 5)
    assert found
    assert (found.is_active, found.topics) == (True, LAN.topics)


async def test_who_stopped_stays_so_after_blocking(database: Database) -> None:
    await put(database, LAN)
    async with database.write() as connection:
        await subscribers.stop(connection, 5, now=NOON)
        assert not await subscribers.lose(connection, 5, "blocked", now=NOON)
        assert not await subscribers.regain(connection, 5, now=NOON)
    assert await state_of(database, 5) is SubscriberState.STOPPED


async def test_a_group_that_put_the_bot_out_must_ask_anew(database: Database) -> None:
    await put(database, GROUP)
    async with database.write() as connection:
        await subscribers.lose(connection, -9, "kicked", now=NOON)
        assert not await subscribers.regain(connection, -9, now=NOON)


async def test_a_group_is_followed_to_its_new_id(database: Database) -> None:
    await put(database, Subscriber(-9, ChatKind.GROUP, topics=("y-te",)))
    for _ in range(2):
        async with database.write() as connection:
            await subscribers.migrate(connection, -9, -1009, now=LATER)
    assert await find(database, -9) is None
    found = await find(database, -1009)
    assert found
    assert (found.kind, found.topics, found.is_active) == (ChatKind.SUPERGROUP, ("y-te",), True)


async def test_a_group_that_is_there_twice_stays_once(database: Database) -> None:
    await put(database, GROUP, Subscriber(-1009, ChatKind.SUPERGROUP, topics=("y-te",)))
    async with database.write() as connection:
        await subscribers.migrate(connection, -9, -1009, now=LATER)
    found = await find(database, -1009)
    assert found
    assert found.topics == ("y-te",)
    assert await find(database, -9) is None


async def test_erasing_leaves_nothing_tied_to_the_chat(database: Database) -> None:
    await put(database, LAN)
    for state in (0, 1, 2):
        await add_delivery(database, 5, state=state)
    async with database.write() as connection:
        await subscribers.erase(connection, 5, now=NOON)
        topics = (await connection.execute(select(SUBSCRIBER_TOPIC))).all()
    assert await find(database, 5) is None
    assert topics == []
    assert await deliveries(database) == [(None, 4, "erased"), (None, 4, "erased"), (None, 2, None)]


async def test_the_old_are_purged_and_the_active_stay(database: Database) -> None:
    await put(database, LAN, GROUP)
    async with database.write() as connection:
        await subscribers.stop(connection, 5, now=NOON)
        assert await subscribers.purge(connection, now=NOON + KEPT_STOPPED) == 0
        assert await subscribers.purge(connection, now=NOON + KEPT_STOPPED + timedelta(seconds=1)) == 1
        counted = await subscribers.count(connection)
    assert await find(database, 5) is None
    assert counted[SubscriberState.ACTIVE] == 1
