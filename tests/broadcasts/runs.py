"""What the Must-show runs share: their options, a server and a ward of their own, databases, the final verdict."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection

from tests.broadcasts.process import Telegram, Ward, telegram
from tests.broadcasts.shell import open_shell

TEXT = "Phường thông báo: ngày mai tạm ngừng cấp nước từ 8 giờ đến 17 giờ để bảo dưỡng đường ống."
TELEGRAM_PER_S = 30.0
HEADROOM = 1.2  # Telegram's 30 a second beside our 25


def make_parser(description: str | None, *, subscribers: int, rate: float = 25.0) -> argparse.ArgumentParser:
    """Return a parser with the options that all runs have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=subscribers)
    parser.add_argument("--rate", type=float, default=rate, help="messages a second; the server's limit goes with it")
    parser.add_argument("--latency", type=float, default=0.02, help="seconds that each call takes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="postgresql://USER@HOST/postgres; by default a new SQLite file")
    return parser


def run(main: Callable[[argparse.Namespace], Coroutine[Any, Any, bool]], arguments: argparse.Namespace) -> None:
    """Run and end with exit code 1 when a bound failed."""
    sys.exit(0 if asyncio.run(main(arguments)) else 1)


@asynccontextmanager
async def limited_telegram(arguments: argparse.Namespace, *options: str) -> AsyncIterator[Telegram]:
    """Give a server with `arguments.subscribers` residents that holds the bot to a limit just above its rate."""
    people = ("--residents", str(arguments.subscribers), "--seed", str(arguments.seed))
    async with telegram("--latency", str(arguments.latency), *people, *options) as server:
        await server.drive("limits", overall_per_s=max(TELEGRAM_PER_S, arguments.rate * HEADROOM))
        yield server


@asynccontextmanager
async def new_ward(server: Telegram, arguments: argparse.Namespace, **settings: str) -> AsyncIterator[Ward]:
    """Give a ward in a new folder with a new database, both gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        async with new_database(arguments.database) as url, open_shell() as shell:
            rate = {"LOA_BROADCAST__RATE_PER_S": str(arguments.rate)}
            yield Ward(Path(folder), shell, server.url, database_url=url, **rate, **settings)


@asynccontextmanager
async def new_database(server_url: str) -> AsyncIterator[str]:
    """Give the URL of a new PostgreSQL database on the server at `server_url`; "" stays "": a file of the ward's."""
    if not server_url:
        yield ""
        return
    name = f"run{uuid.uuid4().hex[:12]}"
    async with await AsyncConnection.connect(server_url, autocommit=True) as connection:
        await connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server_url.replace("/postgres", f"/{name}", 1)
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
