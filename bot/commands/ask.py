"""`ask`: one answer, or one question a line."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any

import click

from bot.app import App
from bot.commands.opening import new_key, terminal_visitor, with_app
from bot.visitor import Visitor


@click.command("ask")
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: outcome, answer_text, sources, elapsed_ms.")
def command(question: str, *, as_json: bool) -> None:
    """Answer QUESTION; `-` reads one question a line and answers one line each."""

    async def answer(app: App) -> None:
        visitor = terminal_visitor(app)
        if question != "-":
            found = await _answer(app, visitor, question)
            click.echo(_as_line(found) if as_json else found["answer_text"])
            return
        for line in sys.stdin:
            found = await _answer(app, visitor, line.rstrip("\n"))
            click.echo(_as_line(found) if as_json else " ".join(found["answer_text"].split()))

    with_app(answer)


async def _answer(app: App, visitor: Visitor, question: str) -> dict[str, Any]:
    started = perf_counter()
    shown = await app.conversation.answer(visitor, question, key=new_key())
    return {
        "outcome": shown.outcome.value,
        "answer_text": shown.reply.text,
        "sources": [source.as_json() for source in shown.sources],
        "elapsed_ms": round((perf_counter() - started) * 1000, 2),
    }


def _as_line(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
