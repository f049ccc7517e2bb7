"""Entries of a list -> the database, in batches; a chat that stopped stays stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from bot.database import Database
from bot.subscribers import Subscriber, SubscriberState, as_row, find_many, put_topics
from bot.subscribing.listing import Entry, Problem
from bot.tables import SUBSCRIBER

BATCH = 5000
_WHY = {
    SubscriberState.STOPPED: "has stopped by its own wish; a list makes nobody a subscriber again",
    SubscriberState.LOST: "cannot be reached (it blocked the bot or put it out); it comes back by itself or by /dangky",
}

_CHANGED = ("chat_id", "language", "digest", "area", "changed_at")
_UPDATE = (
    update(SUBSCRIBER)
    .where(SUBSCRIBER.c.chat_id == bindparam("b_chat_id"))
    .values({name: bindparam(f"b_{name}") for name in _CHANGED if name != "chat_id"})
)


@dataclass(slots=True)
class Imported:
    """What became of the entries."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: list[Problem] = field(default_factory=list)


async def import_entries(database: Database, entries: Sequence[Entry], result: Imported, *, now: datetime) -> None:
    """Store at most BATCH entries in one transaction and add to `result` what became of them.

    What a line leaves empty stays as it is at a chat that subscribes already.
    """
    async with database.write() as connection:
        known = await find_many(connection, [each.subscriber.chat_id for each in entries])
        new = [each.subscriber for each in entries if each.subscriber.chat_id not in known]
        pairs = [(known[each.subscriber.chat_id], each) for each in entries if each.subscriber.chat_id in known]
        merged = [(before, _merged(before, each)) for before, each in pairs if before.is_active]
        changed = [(before, after) for before, after in merged if before != after]
        if new:
            await connection.execute(insert(SUBSCRIBER), [as_row(each, since=now, now=now) for each in new])
        if changed:
            rows = [as_row(after, since=before.since or now, now=now) for before, after in changed]
            await connection.execute(_UPDATE, [{f"b_{name}": row[name] for name in _CHANGED} for row in rows])
        await put_topics(connection, [*(each for each in new if each.topics), *(after for _, after in changed)])
    result.added += len(new)
    result.changed += len(changed)
    result.unchanged += len(merged) - len(changed)
    result.left_alone += [
        Problem(each.line, "chat_id", f"{before.chat_id} {_WHY[before.state]}")
        for before, each in pairs
        if not before.is_active
    ]


def _merged(known: Subscriber, entry: Entry) -> Subscriber:
    given = {name: getattr(entry.subscriber, name) for name in entry.given if name != "chat_id"}
    return replace(known, **given)
