"""Whether the report of a broadcast tells what the server's own ledger tells, row by row."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.broadcasts.process import Outcome, Recipient
from tests.servers.journal import CHANGING, SENDING, Entry

ARRIVED = {"sent": True, "blocked": False, "failed": False, "cancelled": False, "pending": False, "sending": False}
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the verdict."""

    name: str
    found: object
    bound: str
    is_good: bool


def compare(rows: Sequence[Recipient], entries: Iterable[Entry], *, is_change: bool = False) -> list[str]:
    """Return every difference between the report's rows and the ledger of the same chats; [] when they are equal.

    `is_change`: a correction or recall, which touches messages that were sent earlier. Whatever is uncertain may have
    arrived once or not at all; everything else must be exactly as reported.
    """
    methods = CHANGING if is_change else SENDING
    touched: dict[object, list[int | None]] = defaultdict(list)
    for entry in entries:
        if entry.is_processed and entry.method in methods:
            touched[entry.chat_id].append(entry.message_id)
    problems = [f"{chat_id}: {count} rows" for chat_id, count in Counter(r.chat_id for r in rows).items() if count > 1]
    for row in rows:
        arrived = touched.pop(row.chat_id, [])
        if problem := _difference(row, arrived):
            problems.append(f"{row.chat_id}: {problem}")
    return problems + [f"{chat_id}: {len(ids)} messages, no row" for chat_id, ids in touched.items()]


def _difference(row: Recipient, arrived: list[int | None]) -> str:
    if len(arrived) > 1:
        return f"{row.state}, but {len(arrived)} messages arrived"
    if row.state in ARRIVED and bool(arrived) != ARRIVED[row.state]:
        return f"{row.state} ({row.code}), but {len(arrived)} messages arrived"
    if row.state == "sent" and arrived != [row.message_id]:
        return f"message {row.message_id} is {arrived[0]} at the server"
    return ""


def count_twice(entries: Iterable[Entry]) -> int:
    """Return how many chats got more than one message."""
    sent = Counter(entry.chat_id for entry in entries if entry.is_processed and entry.method in SENDING)
    return sum(count > 1 for count in sent.values())


def count_missed(rows: Sequence[Recipient], audience: int) -> int:
    """Return how many subscribers have no row, or one that says nothing of their message's fate."""
    return audience - len(rows) + sum(row.state in {"pending", "sending", "cancelled"} for row in rows)


def agree(report: dict[str, Any], rows: Sequence[Recipient]) -> bool:
    """Return whether the report's counts are those of its rows, and "done" is not said while anything is pending."""
    states = Counter("pending" if row.state == "sending" else row.state for row in rows)
    names = ("sent", "blocked", "failed", "uncertain", "pending")
    is_done_too_early = report["state"] == "done" and report["pending"] > 0
    return report["audience"] == len(rows) and all(report[n] == states[n] for n in names) and not is_done_too_early


def rate_of(entries: Iterable[Entry]) -> float:
    """Return messages a second from the first to the last."""
    moments = sorted(entry.received_at for entry in entries if entry.is_processed)
    return (len(moments) - 1) / (moments[-1] - moments[0]) if len(moments) > 1 else 0.0


def equality(outcome: Outcome, entries: Sequence[Entry], audience: int, *, is_change: bool = False) -> list[Check]:
    """Return the checks that every broadcast must pass: nobody twice, nobody missed, report equal to the ledger."""
    report, rows = outcome
    differences = compare(rows, entries, is_change=is_change)
    missed, twice, agrees = count_missed(rows, audience), count_twice(entries), agree(report, rows)
    return [
        Check("missed", missed, "0", missed == 0),
        Check("twice", twice, "0", twice == 0),
        Check("rows unlike the server's ledger", differences[:SHOWN] or 0, "0", not differences),
        Check("report counts its rows", agrees, "True", agrees),
    ]


def show(title: str, checks: Sequence[Check]) -> bool:
    """Print a table of checks and return whether all are good."""
    sys.stdout.write(f"{title}\n")
    for check in checks:
        mark = "ok  " if check.is_good else "FAIL"
        sys.stdout.write(f"  {mark}  {check.name:32} {check.found}   ({check.bound})\n")
    sys.stdout.flush()
    return all(check.is_good for check in checks)
