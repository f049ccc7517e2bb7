"""Must show: a broadcast keeps to the configured rate, provokes no 429, and reaches everybody exactly once.

Run: python -m tests.benchmarks.broadcast_rate [--subscribers 10000] [--rate 25] [--database URL]
"""

from __future__ import annotations

import argparse

from tests.broadcasts.process import people
from tests.broadcasts.runs import TEXT, limited_telegram, make_parser, new_ward, run
from tests.broadcasts.verdict import Check, equality, rate_of, show

MIN_SHARE = 0.98


async def measure(arguments: argparse.Namespace) -> bool:
    """Broadcast once and return whether every bound holds."""
    chats = people(arguments.subscribers)
    async with limited_telegram(arguments) as server, new_ward(server, arguments) as ward:
        await ward.prepare(chats)
        async with ward.running():
            number = await ward.broadcast(TEXT)
            outcome = await ward.wait_until_over(number, 60 + 2 * arguments.subscribers / arguments.rate)
        books = await server.books()
    reached, per_s = frozenset(chats), rate_of(books.entries)
    strangers = sum(entry.chat_id not in reached for entry in books.entries)
    least, sent = MIN_SHARE * arguments.rate, outcome.report["sent"]
    checks = [
        Check("messages a second", f"{per_s:.2f}", f">= {least:.2f}", per_s >= least),
        Check("most in any second", books.peak_per_s, "no bound", is_good=True),
        Check("429 answers", books.refused_429, "0", books.refused_429 == 0),
        *equality(outcome, books.entries, len(chats)),
        Check("sent", sent, str(len(chats)), sent == len(chats)),
        Check("messages to others", strangers, "0", strangers == 0),
        Check("violations of the Bot API", books.violations or 0, "0", not books.violations),
    ]
    return show(f"{arguments.subscribers} subscribers at {arguments.rate:g}/s", checks)


if __name__ == "__main__":
    run(measure, make_parser(__doc__, subscribers=10_000).parse_args())
