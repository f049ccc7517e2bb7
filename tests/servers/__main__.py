"""Run the loopback server as a process of its own: `python -m tests.servers --port 8081`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import signal
import sys

from tests.servers.control import FIRST_USER_ID
from tests.servers.limits import Limits
from tests.servers.server import DEFAULT_TOKEN, BotApiServer
from tests.servers.world import GROUP


def read_arguments() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.servers", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    parser.add_argument("--limits", action="store_true", help="hold the bot to Telegram's sending rates")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that each call takes")
    parser.add_argument("--seed", type=int, default=0, help="decides which calls random faults strike")
    parser.add_argument("--residents", type=int, default=0, help="people who started the bot, ids from 1000001 on")
    parser.add_argument("--groups", type=int, default=0, help="basic groups with the bot in them")
    parser.add_argument("--quiet-log", action="store_true", help="keep no texts and answers in the log of calls")
    parser.add_argument("--time-scale", type=float, default=1.0, help="how many times as fast the clock runs")
    return parser.parse_args()


async def run(arguments: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT; the first line on standard output is the base URL."""
    gc.set_threshold(100_000, 50, 100)  # what is kept here stays; looking through it again and again is waste
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with BotApiServer(
        arguments.token,
        limits=Limits() if arguments.limits else None,
        latency_s=arguments.latency,
        port=arguments.port,
        time_scale=arguments.time_scale,
        seed=arguments.seed,
        keeps_only_ids=arguments.quiet_log,
    ) as server:
        for person in range(arguments.residents):
            server.resident(f"Resident {person}", user_id=FIRST_USER_ID + person, has_started=True)
        if arguments.groups:
            server.quiet_groups(arguments.groups, kind=GROUP)
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        await stopped.wait()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(read_arguments()))
