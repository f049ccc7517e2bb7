"""The comparison of report and ledger sees every kind of untruth."""

from __future__ import annotations

import pytest

from tests.broadcasts.process import Recipient
from tests.broadcasts.verdict import agree, compare, count_missed, count_twice
from tests.servers.journal import Entry


def row(chat_id: int, state: str, message_id: int | None = None) -> Recipient:
    return Recipient(chat_id, state, "", message_id, 1)


def arrival(chat_id: int, message_id: int, method: str = "sendMessage") -> Entry:
    return Entry(chat_id, method, 200, message_id, True, "", 0.0)


REFUSED = Entry(2, "sendMessage", 403, None, False, "answer", 0.0)


def test_a_true_report_has_no_difference() -> None:
    rows = [row(1, "sent", 7), row(2, "blocked"), row(3, "uncertain"), row(4, "uncertain"), row(5, "pending")]
    assert compare(rows, [arrival(1, 7), REFUSED, arrival(3, 8)]) == []


@pytest.mark.parametrize(
    ("rows", "entries", "problem"),
    [
        ([row(1, "sent", 7)], [], "sent (), but 0 messages arrived"),
        ([row(1, "sent", 7)], [arrival(1, 8)], "message 7 is 8 at the server"),
        ([row(1, "sent", 7)], [arrival(1, 7), arrival(1, 8)], "sent, but 2 messages arrived"),
        ([row(1, "uncertain")], [arrival(1, 7), arrival(1, 8)], "uncertain, but 2 messages arrived"),
        ([row(1, "failed")], [arrival(1, 7)], "failed (), but 1 messages arrived"),
        ([row(1, "pending")], [arrival(1, 7)], "pending (), but 1 messages arrived"),
        ([], [arrival(1, 7)], "1 messages, no row"),
        ([row(1, "blocked"), row(1, "blocked")], [], "2 rows"),
    ],
)
def test_each_untruth_is_named(rows: list[Recipient], entries: list[Entry], problem: str) -> None:
    assert f"1: {problem}" in compare(rows, entries)


def test_changes_are_compared_with_changes() -> None:
    entries = [arrival(1, 7), arrival(1, 7, "deleteMessage")]
    assert compare([row(1, "sent", 7)], entries, is_change=True) == []


def test_who_is_missed_or_met_twice_is_counted() -> None:
    rows = [row(1, "sent", 7), row(2, "pending"), row(3, "uncertain")]
    assert count_missed(rows, audience=4) == 2
    assert count_twice([arrival(1, 7), arrival(1, 8), arrival(2, 9)]) == 1


@pytest.mark.parametrize(
    ("change", "agrees"), [({}, True), ({"sent": 2}, False), ({"audience": 3}, False), ({"state": "done"}, False)]
)
def test_report_must_count_its_rows_and_not_be_done_too_early(change: dict[str, object], agrees: bool) -> None:
    report = {"state": "sending", "audience": 2, "sent": 1, "blocked": 0, "failed": 0, "uncertain": 0, "pending": 1}
    assert agree(report | change, [row(1, "sent", 7), row(2, "pending")]) is agrees
