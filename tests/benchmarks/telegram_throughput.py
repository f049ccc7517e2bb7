"""How many questions a second our Telegram face answers, against the library's defaults with the same heart.

Run: python -m tests.benchmarks.telegram_throughput [--questions 300] [--latency 0 0.05]
The server is a process of its own; both sides use the real conversation and their own new SQLite file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import cycle, islice, product
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import aiohttp
from pydantic import SecretStr
from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackContext, ContextTypes, MessageHandler, filters

from bot.app import App, open_app
from bot.run import served_by
from bot.settings import Environment, Settings
from bot.telegram.context import Identity
from bot.telegram.face import TelegramFace
from bot.telegram.render import render
from tests.servers.server import DEFAULT_TOKEN

SECRET = "a secret for the benchmark, 32 b"
# Questions that the heart looks up, and greetings, which leave little but the face and the commits.
TEXTS = {
    "questions": ("lam giay khai sinh can giay to gi", "kế hoạch 310 ban hành ngày nào", "mấy giờ phường làm việc"),
    "greetings": ("xin chào", "chào bạn", "hello"),
}
Side = Callable[[App, str, asyncio.Event], Coroutine[Any, Any, None]]


async def answer_with_our_face(app: App, url: str, stop: asyncio.Event) -> None:
    """Run our face until `stop`."""
    identity = Identity(app.secret, app.settings.unit.language)
    face = TelegramFace(
        served_by(app),
        token=DEFAULT_TOKEN,
        identity=identity,
        api_url=url,
    )
    await face.run(stop)


async def answer_with_the_defaults(app: App, url: str, stop: asyncio.Event) -> None:
    """Run the library as its first example does: stock updater, stock HTTP, one update at a time."""
    identity = Identity(app.secret, app.settings.unit.language)

    async def on_text(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        key = f"tg{update.update_id}"
        reply = await app.conversation.ask(identity.visitor(user), message.text or "", key=key)
        for each in render(reply):
            await message.reply_text(each.html, parse_mode=ParseMode.HTML, reply_markup=each.markup)

    builder = Application.builder().token(DEFAULT_TOKEN).base_url(f"{url}/bot")
    application = builder.context_types(ContextTypes()).build()
    application.add_handler(MessageHandler(filters.TEXT, on_text))
    async with application:
        await application.start()
        if application.updater:
            await application.updater.start_polling()
            await stop.wait()
            await application.updater.stop()
        await application.stop()


@asynccontextmanager
async def serving(latency_s: float) -> AsyncIterator[str]:
    """Give the URL of a Bot API server in a process of its own."""
    command = [sys.executable, "-m", "tests.servers", "--latency", str(latency_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: ASYNC220 - at the start only
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


async def measure(side: Side, texts: list[str], *, latency_s: float) -> dict[str, float]:
    """Return questions a second and CPU milliseconds a question for one side."""
    with tempfile.TemporaryDirectory() as folder:
        environment = Environment(
            database_url=SecretStr(f"sqlite:///{folder}/{Path('loa.db')}"), loa_secret=SecretStr(SECRET)
        )
        async with serving(latency_s) as url, open_app(Settings(), environment) as app, aiohttp.ClientSession() as http:
            await http.post(f"{url}/__driver/queue", json={"texts": texts})
            stop = asyncio.Event()
            started, cpu = perf_counter(), process_time()
            running = asyncio.create_task(side(app, url, stop))
            while await _sent(http, url) < len(texts):  # noqa: ASYNC110 - the server is another process
                await asyncio.sleep(0.05)
            elapsed, cpu = perf_counter() - started, process_time() - cpu
            stop.set()
            await running
    return {"questions_per_s": round(len(texts) / elapsed, 1), "cpu_ms": round(cpu / len(texts) * 1000, 2)}


async def _sent(http: aiohttp.ClientSession, url: str) -> int:
    async with http.get(f"{url}/__driver/statistics") as response:
        found = await response.json()
    assert found["violations"] == []
    return int(found["methods"].get("sendMessage", 0))


async def run(arguments: argparse.Namespace) -> None:
    """Measure both sides with each kind of text at each latency and print the ratios."""
    sides = {"ours": answer_with_our_face, "defaults": answer_with_the_defaults}
    for kind, latency_s in product(TEXTS, arguments.latency):
        texts = list(islice(cycle(TEXTS[kind]), arguments.questions))
        found: dict[str, Any] = {"texts": kind, "latency_s": latency_s}
        for name, side in sides.items():
            found[name] = await measure(side, texts, latency_s=latency_s)
        found["ratio"] = round(found["ours"]["questions_per_s"] / found["defaults"]["questions_per_s"], 2)
        print(json.dumps(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--latency", type=float, nargs="+", default=[0.0, 0.05])
    asyncio.run(run(parser.parse_args()))
