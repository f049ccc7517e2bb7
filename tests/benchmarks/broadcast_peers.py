"""How many messages a second each sender gets out when nothing limits it: peers' bare loops, and what is added here.

Run: python -m tests.benchmarks.broadcast_peers [--messages 10000] [--rounds 3] [--peers-python PATH] [--only NAME ...]
aiogram is no dependency of ours: python -m venv peers; peers/bin/pip install aiogram 'python-telegram-bot>=22.8'; then
pass --peers-python peers/bin/python. Sink and senders are processes of their own; rounds alternate.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.telegram.transport import AiohttpRequest

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "7000000001:a-token-of-the-benchmark"
WORKERS = 32
TEXT = "📣 <b>Phường thông báo</b>: ngày mai tạm ngừng cấp nước từ 8 giờ đến 17 giờ để bảo dưỡng đường ống. " * 3
PAUSE_S = 0.05  # Source: aiogram, examples/broadcast_example.py of its 2.x documentation
RECIPE_MESSAGES = 100

Send = Callable[[], Awaitable[None]]
Sender = Callable[[str, list[int]], AbstractAsyncContextManager[Send]]


class Result(NamedTuple):
    """What one run of one sender showed."""

    messages: int
    seconds: float
    cpu_s: float

    @property
    def per_s(self) -> float:
        """Return messages a second."""
        return self.messages / self.seconds


async def _share(chats: list[int], send: Callable[[int], Awaitable[object]]) -> None:
    """Send to all chats with so many workers at once."""
    waiting = iter(chats)

    async def work() -> None:
        for chat_id in waiting:
            await send(chat_id)

    await asyncio.gather(*(work() for _ in range(WORKERS)))


def _aiogram_bot(url: str) -> Any:
    """Return an aiogram bot whose server is at `url`."""
    aiogram = importlib.import_module("aiogram")
    telegram = importlib.import_module("aiogram.client.telegram")
    session = importlib.import_module("aiogram.client.session.aiohttp").AiohttpSession(
        api=telegram.TelegramAPIServer.from_base(url)
    )
    return aiogram.Bot(TOKEN, session=session)


@asynccontextmanager
async def aiogram_gather(url: str, chats: list[int]) -> AsyncIterator[Send]:
    """aiogram, 32 workers under asyncio.gather."""
    bot = _aiogram_bot(url)
    async with bot.context(auto_close=True):
        yield lambda: _share(chats, lambda chat_id: bot.send_message(chat_id, TEXT, parse_mode="HTML"))


async def _send_in_turn(bot: Any, chats: list[int], pause_s: float) -> None:
    for chat_id in chats:
        await bot.send_message(chat_id, TEXT, parse_mode="HTML")
        if pause_s:
            await asyncio.sleep(pause_s)


@asynccontextmanager
async def aiogram_recipe(url: str, chats: list[int]) -> AsyncIterator[Send]:
    """aiogram, the documented for-loop with its pause of 0.05 s, to the first few chats only."""
    async with _aiogram_bot(url).context(auto_close=True) as bot:
        yield lambda: _send_in_turn(bot, chats[:RECIPE_MESSAGES], PAUSE_S)


@asynccontextmanager
async def aiogram_in_turn(url: str, chats: list[int]) -> AsyncIterator[Send]:
    """aiogram, the same for-loop without its pause."""
    async with _aiogram_bot(url).context(auto_close=True) as bot:
        yield lambda: _send_in_turn(bot, chats, 0.0)


@asynccontextmanager
async def _library(url: str, chats: list[int], request: BaseRequest) -> AsyncIterator[Send]:
    async with Bot(TOKEN, f"{url}/bot", request=request, get_updates_request=AiohttpRequest(connections=1)) as bot:
        yield lambda: _share(chats, lambda chat_id: bot.send_message(chat_id, TEXT, parse_mode="HTML"))


def library_aiohttp(url: str, chats: list[int]) -> AbstractAsyncContextManager[Send]:
    """python-telegram-bot over our aiohttp transport, 32 workers."""
    return _library(url, chats, AiohttpRequest(connections=WORKERS))


def library_httpx(url: str, chats: list[int]) -> AbstractAsyncContextManager[Send]:
    """python-telegram-bot over its default httpx, 32 workers."""
    return _library(url, chats, HTTPXRequest(connection_pool_size=WORKERS))


def our_engine(url: str, chats: list[int]) -> AbstractAsyncContextManager[Send]:
    """our engine with its ledger on SQLite, 128 connections."""
    return _engine(url, chats, "")


def our_engine_postgresql(url: str, chats: list[int]) -> AbstractAsyncContextManager[Send]:
    """the same on the PostgreSQL server that LOA_BENCHMARK_DATABASE names: postgresql://USER@HOST/postgres."""
    return _engine(url, chats, os.environ["LOA_BENCHMARK_DATABASE"])


def _engine(url: str, chats: list[int], database_url: str) -> AbstractAsyncContextManager[Send]:
    module = importlib.import_module("tests.benchmarks.broadcast_engine")  # what aiogram's Python need not have
    found: AbstractAsyncContextManager[Send] = module.engine(url, chats, database_url)
    return found


# What is measured, in this order. A sender opens itself, gives what sends one message to each chat, and closes itself.
BASE = "aiogram_gather"
SENDERS: dict[str, Sender] = {
    "aiogram_gather": aiogram_gather,
    "aiogram_in_turn": aiogram_in_turn,
    "aiogram_recipe": aiogram_recipe,
    "library_aiohttp": library_aiohttp,
    "library_httpx": library_httpx,
    "our_engine": our_engine,
    "our_engine_postgresql": our_engine_postgresql,
}


async def measure(sender: Sender, url: str, messages: int) -> Result:
    """Return what one sender did in this process; opening and closing it is not counted."""
    chats = list(range(1_000_001, 1_000_001 + messages))
    async with sender(url, chats) as send:
        started, cpu = perf_counter(), process_time()
        await send()
        seconds, cpu_s = perf_counter() - started, process_time() - cpu
    return Result(messages, seconds, cpu_s)


@contextmanager
def sinking(latency_s: float) -> Iterator[str]:
    """Give the URL of a sink in a process of its own."""
    command = [sys.executable, "-m", "tests.servers.sink", "--latency", str(latency_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        _pin(process.pid, 0)
        yield process.stdout.readline().strip()
        process.terminate()


def _pin(pid: int, core: int) -> None:
    """Keep a process on one of the cores that we have, so that sink and sender do not share one."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(pid, {cores[core]})


def run_apart(name: str, url: str, arguments: argparse.Namespace) -> Result:
    """Return the result of one sender in a process of its own, after checking what the sink counted."""
    urlopen(Request(f"{url}/reset", method="POST")).close()
    command = [arguments.peers_python if name.startswith("aiogram") else sys.executable, "-m", __spec__.name]
    command += ["--measure", name, "--url", url, "--messages", str(arguments.messages)]
    found = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, cwd=ROOT)
    result = Result(*json.loads(found.stdout))
    with urlopen(f"{url}/counts") as response:
        counts = json.load(response)
    seen = counts["messages"]
    if counts["chats"] != seen or seen < min(result.messages, RECIPE_MESSAGES):
        raise SystemExit(f"{name}: {seen} messages for {counts['chats']} chats are not one for each")
    return result._replace(messages=seen)


def compare(arguments: argparse.Namespace) -> None:
    """Measure all senders by turns and print messages a second, CPU, and the ratio to the first."""
    has_server = bool(os.environ.get("LOA_BENCHMARK_DATABASE"))
    names = arguments.only or [name for name in SENDERS if has_server or name != "our_engine_postgresql"]
    results: dict[str, list[Result]] = {name: [] for name in names}
    with sinking(arguments.latency) as url:
        for _ in range(arguments.rounds):
            for name in names:
                results[name].append(run_apart(name, url, arguments))
    rates = {name: median(result.per_s for result in found) for name, found in results.items()}
    base = rates.get(BASE)
    print(f"{'sender':18} {'messages/s':>10} {'cpu ms':>7} {'ratio':>6}   (median of {arguments.rounds} rounds)")
    for name, found in results.items():
        cpu_ms = median(1000 * result.cpu_s / result.messages for result in found)
        ratio = f"{rates[name] / base:6.2f}" if base else ""
        print(f"{name:18} {rates[name]:10.0f} {cpu_ms:7.3f} {ratio}   {SENDERS[name].__doc__}")


def main() -> None:
    """Compare all, or with --measure run one sender and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that each answer of the sink takes")
    parser.add_argument("--only", nargs="+", choices=SENDERS, help="leave the others out")
    parser.add_argument("--peers-python", default=sys.executable, help="the Python that has aiogram")
    parser.add_argument("--measure", choices=SENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.measure:
        compare(arguments)
        return
    if arguments.measure.startswith("aiogram") and not find_spec("aiogram"):
        raise SystemExit(
            "aiogram is missing: pip install aiogram into a Python of its own, and name it: --peers-python"
        )
    _pin(0, 1)
    print(json.dumps(asyncio.run(measure(SENDERS[arguments.measure], arguments.url, arguments.messages))))


if __name__ == "__main__":
    main()
