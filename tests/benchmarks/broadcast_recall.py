"""Must show: a delivered broadcast is corrected and recalled at everybody, and what is too old is overwritten instead.

Run: python -m tests.benchmarks.broadcast_recall [--subscribers 10000] [--rate 25] [--database URL]
The first broadcast is corrected (every message edited), then recalled (every message deleted). The second is 49 hours
old for Telegram when it is recalled: no message can be deleted, so each is edited to say that it is withdrawn.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.broadcasts.broadcast import Content
from bot.broadcasts.broadcasts import Broadcasts
from bot.database import connect
from bot.settings import BroadcastSettings
from bot.staff import Gate
from tests.broadcasts.process import APPROVER_ID, AUTHOR_ID, Telegram, Ward, people
from tests.broadcasts.runs import TEXT, limited_telegram, make_parser, new_ward, run
from tests.broadcasts.verdict import Check, equality, show

CORRECTED = "Phường đính chính: tạm ngừng cấp nước từ 13 giờ, không phải 8 giờ."
OLD_S = 49 * 3600


async def correct(ward: Ward, number: int) -> int:
    """Return the number of an approved correction; there is no command for it, the chat is where one is written."""
    database = connect(ward.database_url)
    try:
        broadcasts = Broadcasts(database, Gate(database), BroadcastSettings(), lambda: datetime.now(UTC))
        found = await broadcasts.correct(number, Content(CORRECTED), AUTHOR_ID)
        await broadcasts.submit(found.id, AUTHOR_ID)
        await broadcasts.approve(found.id, APPROVER_ID)
    finally:
        await database.close()
    return found.id


async def judge(
    server: Telegram, ward: Ward, numbers: tuple[int, int], *, after: int, wanted: Sequence[tuple[str, int]]
) -> tuple[list[Check], int]:
    """Wait for a change of a broadcast and return its checks, and the call number to go on from.

    `numbers` are those of the broadcast and of the change; `wanted` are calls of each method and status for each chat.
    """
    original, change = numbers
    audience = len(sent := {row.chat_id: row.message_id for row in (await ward.outcome(original)).rows})
    outcome = await ward.wait_until_over(change, 60 + 3 * audience / ward.rate_per_s)
    books = await server.books(after)
    calls = Counter((entry.method, entry.status) for entry in books.entries)
    expected = dict.fromkeys(wanted, audience)
    changed = outcome.report["sent"]
    strange = sum(sent.get(row.chat_id) != row.message_id for row in outcome.rows)
    checks = [
        *equality(outcome, books.entries, audience, is_change=True),
        Check("changed", changed, str(audience), changed == audience),
        Check("other messages than were sent", strange, "0", strange == 0),
        Check("calls", _readable(calls), _readable(expected), dict(calls) == expected),
        Check("violations of the Bot API", books.violations or 0, "0", not books.violations),
    ]
    return checks, books.calls


def _readable(calls: dict[tuple[str, int], int]) -> str:
    return ", ".join(f"{count} {method} {status}" for (method, status), count in sorted(calls.items()))


async def measure(arguments: argparse.Namespace) -> bool:
    """Do all three and return whether every bound holds."""
    async with limited_telegram(arguments) as server, new_ward(server, arguments) as ward:
        await ward.prepare(people(arguments.subscribers))
        timeout_s = 60 + 2 * arguments.subscribers / arguments.rate
        async with ward.running():
            first = await ward.broadcast(TEXT)
            await ward.wait_until_over(first, timeout_s)
            after = (await server.books()).calls
            correction = first, await correct(ward, first)
            corrected, after = await judge(server, ward, correction, after=after, wanted=[("editMessageText", 200)])
            recall = first, await ward.recall(first)
            recalled, after = await judge(server, ward, recall, after=after, wanted=[("deleteMessage", 200)])
            second = await ward.broadcast(TEXT)
            await ward.wait_until_over(second, timeout_s)
            await server.drive("advance", seconds=OLD_S)
            after = (await server.books()).calls
            late = second, await ward.recall(second)
            refused = [("deleteMessage", 400), ("editMessageText", 200)]
            overwritten, _ = await judge(server, ward, late, after=after, wanted=refused)
    good = [
        show(f"correction at {arguments.subscribers} people", corrected),
        show("recall", recalled),
        show("recall after 49 hours: a correction instead", overwritten),
    ]
    return all(good)


if __name__ == "__main__":
    run(measure, make_parser(__doc__, subscribers=10_000).parse_args())
