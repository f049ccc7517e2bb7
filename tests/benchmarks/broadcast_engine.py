"""Our engine with its ledger, limits off: how fast deliveries are created and sent, and whether memory stays flat.

Run: python -m tests.benchmarks.broadcast_engine [--subscribers 300000] [--messages 60000] [--database URL]
The database is a new SQLite file, or a new database on a PostgreSQL server. The messages go to a sink in a process of
its own. `broadcast_peers` measures the same engine beside other senders.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

from sqlalchemy import func, insert, select

from bot.broadcasts.broadcast import Audience, BroadcastState, Content, Draft, Tier
from bot.broadcasts.delivery import DeliveryState
from bot.broadcasts.register import add_broadcast, find_broadcast
from bot.catalogue import load_catalogue
from bot.database import Database, open_database
from bot.pace import Pace
from bot.reply import Reply
from bot.settings import BroadcastSettings, Settings
from bot.tables import DELIVERY, SUBSCRIBER
from bot.telegram.loudspeaker import Loudspeaker
from bot.telegram.transport import AiohttpRequest
from bot.telegram.wrapping import Wrapping
from tests.benchmarks.broadcast_peers import sinking
from tests.broadcasts.runs import new_database

TOKEN = "7000000001:a-token-of-the-benchmark"
TEXT = "Phường thông báo: ngày mai tạm ngừng cấp nước từ 8 giờ đến 17 giờ để bảo dưỡng đường ống. " * 3
UNLIMITED = 10_000.0
BATCH = 5000
MIB = 1 << 20


def _now() -> datetime:
    return datetime.now(UTC)


async def subscribe(database: Database, chats: list[int]) -> None:
    """Make every chat a subscriber."""
    wishes: dict[str, Any] = {"language": "vi", "digest": "now", "area": "", "quiet_from": None, "quiet_until": None}
    row = {"kind": "private", "state": "active", "since": _now(), "changed_at": _now()} | wishes
    async with database.write() as connection:
        for start in range(0, len(chats), BATCH):
            rows = [row | {"chat_id": chat_id} for chat_id in chats[start : start + BATCH]]
            await connection.execute(insert(SUBSCRIBER), rows)


def make_loudspeaker(database: Database, url: str) -> Loudspeaker:
    """Return the loudspeaker as the Telegram face builds it, but for its rate."""
    settings = Settings(broadcast=BroadcastSettings(rate_per_s=UNLIMITED, quiet_from="00:00", quiet_until="00:00"))
    return Loudspeaker(
        database,
        settings,
        Wrapping(load_catalogue(), lambda *_: Reply()),
        Pace(monotonic, bulk_per_s=UNLIMITED),
        base_url=f"{url}/bot{TOKEN}",
        make_request=lambda connections: AiohttpRequest(connections=connections),
        clock=_now,
    )


async def approve(database: Database) -> int:
    """Return the number of a broadcast that waits for its start."""
    draft = Draft(1, Content(TEXT), Tier.ORDINARY, audience=Audience())
    async with database.write() as connection:
        return (await add_broadcast(connection, draft, state=BroadcastState.APPROVED, now=_now())).id


async def wait_until(database: Database, number: int, state: BroadcastState) -> None:
    """Wait until a broadcast is in a state."""
    while True:
        async with database.read() as connection:
            found = await find_broadcast(connection, number)
        if found is not None and found.state is state:
            return
        await asyncio.sleep(0.05)


@asynccontextmanager
async def opened(chats: list[int], database_url: str) -> AsyncIterator[Database]:
    """Give a new database with the subscribers, on the server at `database_url` or in a file; gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with new_database(database_url) as url:
            database = await open_database(url or f"sqlite:///{folder}/loa.db")
            try:
                await subscribe(database, chats)
                yield database
            finally:
                await database.close()


@asynccontextmanager
async def engine(url: str, chats: list[int], database_url: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Give what broadcasts once to all chats, from the approval to the last result in the ledger."""
    async with opened(chats, database_url) as database:
        stop = asyncio.Event()

        async def send() -> None:
            number = await approve(database)
            running = asyncio.create_task(make_loudspeaker(database, url).run(stop))
            await wait_until(database, number, BroadcastState.DONE)
            stop.set()
            await running

        yield send


async def measure(arguments: argparse.Namespace, url: str) -> None:
    """Print how long creating takes, then the rate and the memory while sending."""
    async with opened(list(range(1, arguments.subscribers + 1)), arguments.database) as database:
        number, stop = await approve(database), asyncio.Event()
        started = perf_counter()
        running = asyncio.create_task(make_loudspeaker(database, url).run(stop))
        await wait_until(database, number, BroadcastState.SENDING)
        print(f"{arguments.subscribers} deliveries created in {perf_counter() - started:.1f} s")
        started, before = perf_counter(), await _count_sent(database)
        for share in range(1, 7):
            goal = arguments.messages * share // 6
            while (sent := await _count_sent(database)) < goal:  # noqa: ASYNC110 - the database tells
                await asyncio.sleep(0.1)
            rate = (sent - before) / (perf_counter() - started)
            print(f"{sent:8} sent, {rate:6.0f} a second so far, {_rss_mb():5.0f} MB now")
        stop.set()
        await running
        print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


async def _count_sent(database: Database) -> int:
    query = select(func.count()).where(DELIVERY.c.state == DeliveryState.SENT)
    async with database.read() as connection:
        return await connection.scalar(query) or 0


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=300_000)
    parser.add_argument("--messages", type=int, default=60_000)
    parser.add_argument("--database", default="", help="postgresql://USER@HOST/postgres; by default a SQLite file")
    arguments = parser.parse_args()
    with sinking(0.0) as url:
        asyncio.run(measure(arguments, url))


if __name__ == "__main__":
    main()
