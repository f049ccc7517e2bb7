"""`chat`: a talk in the terminal."""

from __future__ import annotations

import asyncio

import click

from bot.app import App
from bot.commands.opening import new_key, terminal_visitor, with_app


@click.command("chat")
def command() -> None:
    """Talk with the bot in the terminal; an empty line ends it."""
    with_app(_talk)


async def _talk(app: App) -> None:
    visitor = terminal_visitor(app)
    click.echo(app.catalogue.text("cli.chat", visitor.language))
    while line := await asyncio.to_thread(_prompt):
        click.echo(f"\n{(await app.conversation.ask(visitor, line, key=new_key())).text}\n")


def _prompt() -> str:
    try:
        return input("› ").strip()
    except EOFError:
        return ""
