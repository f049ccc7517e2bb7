"""Must show: kill -9 at random moments of a broadcast loses nobody, doubles nobody, and names what is uncertain.

Run: python -m tests.benchmarks.broadcast_kills [--subscribers 5000] [--rate 25] [--runs 10] [--database URL]
Each run has a new database. What is in flight at the kill is what the database holds as being sent just after it.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from typing import NamedTuple

from sqlalchemy import func, select

from bot.broadcasts.delivery import DeliveryState
from bot.database import connect
from bot.tables import DELIVERY
from tests.broadcasts.process import Outcome, Telegram, Ward, kill, people, stop, wait_for_messages
from tests.broadcasts.runs import TEXT, limited_telegram, make_parser, new_ward, run
from tests.broadcasts.verdict import Check, equality, show

MAX_RESUME_S = 10.0
START_S = 60.0
SETTLE_S = 0.5


class Death(NamedTuple):
    """What one kill found: messages at the server before it, deliveries in flight, seconds until the next message."""

    after_messages: int
    in_flight: int
    resumed_s: float


async def count_in_flight(ward: Ward) -> int:
    """Return how many deliveries the database holds as being sent."""
    database = connect(ward.database_url)
    async with database.read() as connection:
        query = select(func.count()).select_from(DELIVERY).where(DELIVERY.c.state == DeliveryState.SENDING)
        found = await connection.scalar(query) or 0
    await database.close()
    return found


async def kill_once(server: Telegram, ward: Ward, audience: int, at_message: int) -> tuple[Outcome, Death]:
    """Broadcast, kill the sender at that message, let another finish; return the outcome and the death."""
    victim = await ward.start()
    try:
        number = await ward.broadcast(TEXT)
        await wait_for_messages(server, at_message, START_S + 2 * at_message / ward.rate_per_s)
    finally:
        await kill(victim)
    in_flight = await count_in_flight(ward)
    await asyncio.sleep(SETTLE_S)  # what the victim had sent still arrives
    before = await server.delivered()
    heir = await ward.start()
    try:
        resumed_s = await wait_for_messages(server, before + 1, START_S)
        outcome = await ward.wait_until_over(number, START_S + 2 * audience / ward.rate_per_s)
    finally:
        await stop(heir)
    return outcome, Death(at_message, in_flight, resumed_s)


async def judge(arguments: argparse.Namespace, turn: int) -> bool:
    """Do one run and return whether every bound holds."""
    chats = people(arguments.subscribers)
    at_message = random.Random(f"{arguments.seed}:{turn}").randint(1, int(0.95 * len(chats)))
    async with limited_telegram(arguments) as server, new_ward(server, arguments) as ward:
        await ward.prepare(chats)
        outcome, death = await kill_once(server, ward, len(chats), at_message)
        books = await server.books()
    said = outcome.report["uncertain"]
    named = sum(row.state == "uncertain" for row in outcome.rows)
    checks = [
        Check(
            "seconds until it resumed",
            f"{death.resumed_s:.1f}",
            f"<= {MAX_RESUME_S:g}",
            death.resumed_s <= MAX_RESUME_S,
        ),
        Check("uncertain, each named", named, f"<= {death.in_flight} in flight", named <= death.in_flight),
        Check("uncertain in the report", said, str(named), said == named),
        *equality(outcome, books.entries, len(chats)),
        Check("429 answers", books.refused_429, "0", books.refused_429 == 0),
        Check("violations of the Bot API", books.violations or 0, "0", not books.violations),
    ]
    return show(f"run {turn}: kill -9 after {death.after_messages} of {len(chats)} messages", checks)


async def measure(arguments: argparse.Namespace) -> bool:
    """Do all runs and return whether every bound held in every one."""
    good = [await judge(arguments, turn) for turn in range(1, arguments.runs + 1)]
    return show("all runs", [Check("runs without a fault", sum(good), f"{len(good)} of {len(good)}", all(good))])


if __name__ == "__main__":
    parser = make_parser(__doc__, subscribers=5_000)
    parser.add_argument("--runs", type=int, default=10)
    run(measure, parser.parse_args())
