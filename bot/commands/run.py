"""`run`: serve the faces."""

from __future__ import annotations

import click

from bot.app import App
from bot.commands.opening import report_refusals, with_app
from bot.run import RunError, run_faces


@click.command("run")
def command() -> None:
    """Serve the web chat, and Telegram with a token, until Ctrl+C."""
    try:
        with_app(_serve)
    except RunError as error:
        raise click.ClickException(str(error)) from error


async def _serve(app: App) -> None:
    report_refusals(app.content)
    click.echo(f"Loa Phường: {len(app.base)} announcements.", err=True)
    await run_faces(app, lambda line: click.echo(line, err=True))
