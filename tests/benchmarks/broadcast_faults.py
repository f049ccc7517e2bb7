"""Must show: with a server that refuses, holds, fails, forgets to answer and migrates groups, the report stays true.

Run: python -m tests.benchmarks.broadcast_faults [--subscribers 10000] [--rate 25] [--retry-after 3 30] [--database URL]
5 % of the sends meet 403, 1 % 429, 0.5 % a 5xx of the server, 0.5 % a gateway's page, 1 % arrive but are not answered,
and as many groups as are 0.5 % of the subscribers migrate when they are written to. Meanwhile residents ask.
"""

from __future__ import annotations

import argparse
import asyncio
import math
from collections import Counter
from collections.abc import Sequence

from tests.broadcasts.process import Books, Outcome, Recipient, Telegram, Ward, people
from tests.broadcasts.runs import TEXT, limited_telegram, make_parser, new_ward, run
from tests.broadcasts.verdict import Check, equality, show

ASKERS = list(range(900_001, 900_021))
QUESTIONS = ("xin chào", "giờ làm việc của phường?", "làm giấy khai sinh cần giấy tờ gì", "kế hoạch 310")
ASK_EVERY_S = 0.5
MIGRATED = 0.005


async def script_faults(server: Telegram, retry_after_s: Sequence[int]) -> None:
    """Script the faults; the residents who ask are spared."""
    where = {"method": "sendMessage", "spare": ASKERS}
    await server.drive("fault", effect="migrate", **where)
    await server.drive("fault", effect="fail", status=403, probability=0.05, **where)
    await server.drive("fault", effect="fail", status=429, retry_after_s=list(retry_after_s), probability=0.01, **where)
    await server.drive("fault", effect="fail", status=500, probability=0.005, **where)
    await server.drive("fault", effect="fail_with_page", status=502, probability=0.005, **where)
    await server.drive("fault", effect="time_out", after_processing=True, probability=0.01, **where)


async def ask_on(server: Telegram, waits: list[float]) -> None:
    """Let residents ask by turns until cancelled, keeping the seconds to each answer, infinity for none."""
    for turn in range(10**9):
        question = {"user_id": ASKERS[turn % len(ASKERS)], "text": QUESTIONS[turn % len(QUESTIONS)]}
        found = await server.drive("ask", **question)
        waits.append(math.inf if found["seconds"] is None else found["seconds"])
        await asyncio.sleep(ASK_EVERY_S)


async def broadcast_while_asked(
    server: Telegram, ward: Ward, retry_after_s: Sequence[int], timeout_s: float
) -> tuple[Outcome, list[float]]:
    """Broadcast with faults while residents ask; return the outcome and the seconds to each answer."""
    waits: list[float] = []
    async with ward.running():
        await server.drive("ask", user_id=ASKERS[0], text=QUESTIONS[0])  # the bot is up
        await script_faults(server, retry_after_s)
        number = await ward.broadcast(TEXT)
        asking = asyncio.create_task(ask_on(server, waits))
        outcome = await ward.wait_until_over(number, timeout_s)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    return outcome, waits


def judge_fates(rows: Sequence[Recipient], books: Books, chats: Sequence[int], groups: Sequence[int]) -> list[Check]:
    """Return checks of what each kind of fault led to."""
    wanted, states = frozenset(chats), Counter(row.state for row in rows)
    refused = Counter(entry.status for entry in books.entries if not entry.is_processed)
    blocked_at_server = {e.chat_id for e in books.entries if e.status == 403 and not e.is_processed}
    moved = {entry.chat_id for entry in books.entries if entry.fault == "migrate"}
    old_ids_left = sum(row.chat_id in moved for row in rows)
    unanswered = sum(entry.fault == "lost_answer" for entry in books.entries)
    uncertain_bound = unanswered + refused[502]
    strangers = [row.chat_id for row in rows if row.chat_id > 0 and row.chat_id not in wanted]
    return [
        Check("blocked", states["blocked"], str(len(blocked_at_server)), states["blocked"] == len(blocked_at_server)),
        Check(
            "uncertain", states["uncertain"], f"{uncertain_bound} unanswered", states["uncertain"] == uncertain_bound
        ),
        Check("migrated groups", len(moved), str(len(groups)), moved == set(groups)),
        Check("rows with an old id", old_ids_left, "0", old_ids_left == 0),
        Check("rows of others", len(strangers), "0", not strangers),
        Check("faults met (status: times)", dict(refused), "no bound", is_good=True),
    ]


async def measure(arguments: argparse.Namespace) -> bool:
    """Broadcast once with faults and return whether every bound holds."""
    groups_wanted = round(arguments.subscribers * MIGRATED)
    chats = people(arguments.subscribers - groups_wanted)
    async with (
        limited_telegram(arguments) as server,
        new_ward(server, arguments, LOA_TELEGRAM__TIMEOUT_S=str(arguments.time_out)) as ward,
    ):
        groups = (await server.drive("add_groups", count=groups_wanted))["chat_ids"]
        await ward.prepare([*chats, *groups])
        mean_wait_s = sum(arguments.retry_after) / 2
        timeout_s = 120 + arguments.subscribers * (2 / arguments.rate + 0.02 * mean_wait_s)
        outcome, waits = await broadcast_while_asked(server, ward, arguments.retry_after, timeout_s)
        books = await server.books()
    entries = [entry for entry in books.entries if entry.chat_id not in ASKERS]
    p95_s = sorted(waits)[math.ceil(0.95 * len(waits)) - 1]
    max_p95_ms = arguments.max_p95_ms
    is_soon = 1000 * p95_s < max_p95_ms
    checks = [
        *equality(outcome, entries, arguments.subscribers),
        *judge_fates(outcome.rows, books._replace(entries=entries), chats, groups),
        Check("answers' p95 in ms", f"{1000 * p95_s:.0f} of {len(waits)}", f"< {max_p95_ms:g}", is_soon),
        Check("violations of the Bot API", books.violations or 0, "0", not books.violations),
    ]
    return show(f"{arguments.subscribers} subscribers at {arguments.rate:g}/s with faults", checks)


if __name__ == "__main__":
    parser = make_parser(__doc__, subscribers=10_000)
    parser.add_argument("--retry-after", type=int, nargs=2, default=[3, 30], metavar=("LOW", "HIGH"))
    parser.add_argument("--time-out", type=float, default=15.0, help="seconds that the bot waits for an answer")
    parser.add_argument("--max-p95-ms", type=float, default=300.0, help="how soon residents are answered meanwhile")
    run(measure, parser.parse_args())
