"""The Must-show runs in small: bot, command line and Bot API server in processes of their own."""

from __future__ import annotations

import argparse

from tests.benchmarks import broadcast_faults, broadcast_kills, broadcast_rate, broadcast_recall


def options(subscribers: int, **more: object) -> argparse.Namespace:
    common = {"subscribers": subscribers, "rate": 200.0, "latency": 0.02, "seed": 3, "database": ""}
    return argparse.Namespace(**common | more)


async def test_broadcast_reaches_everybody_once_at_its_rate() -> None:
    assert await broadcast_rate.measure(options(150, rate=50.0))


async def test_kill_in_the_middle_loses_and_doubles_nobody() -> None:
    assert await broadcast_kills.measure(options(120, rate=50.0, runs=1))


async def test_report_is_true_whatever_the_server_does() -> None:
    assert await broadcast_faults.measure(
        options(200, retry_after=[1, 1], rate=100.0, time_out=3.0, max_p95_ms=60_000.0)  # no speed in tests
    )


async def test_correction_and_recall_reach_everybody() -> None:
    assert await broadcast_recall.measure(options(60))
