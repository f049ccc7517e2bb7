"""What subcommands open before they work: settings, the database, the whole app."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

import click

from bot.app import App, open_app
from bot.content import ContentError, Summary
from bot.database import Database, DatabaseError, open_database
from bot.logs import configure_logs
from bot.secret import SecretError
from bot.settings import Environment, Settings, SettingsError, load_settings
from bot.visitor import Channel, Visitor, person_key

Result = TypeVar("Result")


def with_app(use: Callable[[App], Awaitable[Result]]) -> Result:
    """Return what `use` makes of the whole app; ends with exit code 2 and one line for what cannot be used."""
    with _explained():
        settings, environment = _read_settings()

        async def opened() -> Result:
            async with open_app(settings, environment) as app:
                return await use(app)

        return asyncio.run(opened())


def with_database(use: Callable[[Database, Settings], Awaitable[Result]]) -> Result:
    """Return what `use` makes of the database alone; ends with exit code 2 and one line for what cannot be used."""
    with _explained():
        settings, environment = _read_settings()

        async def opened() -> Result:
            database = await open_database(environment.database_url.get_secret_value())
            try:
                return await use(database, settings)
            finally:
                await database.close()

        return asyncio.run(opened())


def terminal_visitor(app: App) -> Visitor:
    """Return the person at the terminal."""
    person = person_key(app.secret, Channel.TERMINAL, getpass.getuser())
    return Visitor(person, Channel.TERMINAL, app.settings.unit.language)


def new_key() -> str:
    """Return a fresh key of an incoming event."""
    return f"cli{uuid4().hex}"


def report_refusals(summary: Summary) -> None:
    """Say on standard error what was refused and why."""
    for refusal in summary.refusals:
        click.echo(f"refused: {refusal.reason}", err=True)


def _read_settings() -> tuple[Settings, Environment]:
    environment = Environment()
    settings = load_settings(environment)
    secrets = (
        environment.telegram_token,
        environment.loa_secret,
        environment.database_url,
        environment.loa_metrics_token,
    )
    configure_logs(secret.get_secret_value() for secret in secrets)
    return settings, environment


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (SettingsError, DatabaseError, SecretError, ContentError) as error:
        raise click.UsageError(str(error)) from error
