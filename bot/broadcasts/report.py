"""What became of a broadcast, as truthfully as it is known; "complete" is never said while anybody is pending."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Broadcast, BroadcastState
from bot.broadcasts.delivery import DeliveryState
from bot.tables import DELIVERY

MIN_MEASURED_S = 2.0
_HEADER = ("chat_id", "state", "code", "message_id", "attempts", "settled_at", "opened_at")


@dataclass(frozen=True, slots=True)
class Report:
    """Recipients of a broadcast by what is known of their delivery; `pending` counts those in flight too.

    `failures` are codes with their counts, the most frequent first. `rate_per_s` is that of the whole run so far, and
    `left_s` what is left at this rate; None before there is one.
    """

    broadcast: Broadcast
    audience: int
    sent: int
    blocked: int
    failed: int
    uncertain: int
    pending: int
    cancelled: int
    opened: int
    failures: tuple[tuple[str, int], ...]
    rate_per_s: float | None
    left_s: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the report for `broadcast report --json`."""
        counts = ("audience", "sent", "blocked", "failed", "uncertain", "pending", "cancelled", "opened")
        return {
            "id": self.broadcast.id,
            "state": self.broadcast.state.value,
            **{name: getattr(self, name) for name in counts},
            "failures": dict(self.failures),
            "reason": self.broadcast.reason,
        }


async def read_report(connection: AsyncConnection, broadcast: Broadcast, *, now: datetime) -> Report:
    """Return the report on a broadcast at the moment `now`."""
    query = (
        select(DELIVERY.c.state, DELIVERY.c.code, func.count(), func.count(DELIVERY.c.opened_at))
        .where(DELIVERY.c.broadcast_id == broadcast.id)
        .group_by(DELIVERY.c.state, DELIVERY.c.code)
    )
    counts = dict.fromkeys(DeliveryState, 0)
    failures: dict[str, int] = {}
    opened = 0
    for state, code, count, opened_here in await connection.execute(query):
        counts[DeliveryState(state)] += count
        opened += opened_here
        if state in (DeliveryState.FAILED, DeliveryState.BLOCKED, DeliveryState.UNCERTAIN):
            failures[code or ""] = failures.get(code or "", 0) + count
    pending = counts[DeliveryState.PENDING] + counts[DeliveryState.SENDING]
    settled = sum(counts.values()) - pending - counts[DeliveryState.CANCELLED]
    rate_per_s = _rate(broadcast, settled, now)
    return Report(
        broadcast,
        audience=sum(counts.values()),
        sent=counts[DeliveryState.SENT],
        blocked=counts[DeliveryState.BLOCKED],
        failed=counts[DeliveryState.FAILED],
        uncertain=counts[DeliveryState.UNCERTAIN],
        pending=pending,
        cancelled=counts[DeliveryState.CANCELLED],
        opened=opened,
        failures=tuple(sorted(failures.items(), key=lambda item: (-item[1], item[0]))),
        rate_per_s=rate_per_s,
        left_s=pending / rate_per_s if rate_per_s and broadcast.state is BroadcastState.SENDING else None,
    )


async def read_recipients(connection: AsyncConnection, number: int) -> bytes:
    """Return one line for each recipient as CSV in UTF-8 with a mark for spreadsheets; no value is a formula."""
    query = select(DELIVERY).where(DELIVERY.c.broadcast_id == number).order_by(DELIVERY.c.id)
    rows = (await connection.execute(query)).mappings()
    return write_csv(_HEADER, (_recipient(row) for row in rows))


def write_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a CSV file in UTF-8 with a byte order mark; a text that a spreadsheet would run is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _recipient(row: Any) -> tuple[object, ...]:
    state = DeliveryState(row["state"]).name.lower()
    return (
        row["chat_id"],
        state,
        row["code"],
        row["message_id"],
        row["attempts"],
        *(moment.isoformat(timespec="seconds") if moment else None for moment in (row["settled_at"], row["opened_at"])),
    )


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _rate(broadcast: Broadcast, settled: int, now: datetime) -> float | None:
    if broadcast.started_at is None:
        return None
    seconds = ((broadcast.finished_at or now) - broadcast.started_at).total_seconds()
    return settled / seconds if settled and seconds >= MIN_MEASURED_S else None
