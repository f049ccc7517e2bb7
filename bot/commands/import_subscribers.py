"""`import-subscribers`: chats from a list that the unit has."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import subscribers
from bot.app import App
from bot.commands.opening import with_app
from bot.subscribing.importing import BATCH, Imported, import_entries
from bot.subscribing.listing import Entry, Problem, Reader, Table, UnusableFileError, open_table


@click.command("import-subscribers")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Subscribe the chats of FILE, a CSV with a column chat_id and, if wished, language, topics, area and digest.

    Topics are names or short names, parted by ; or |; an empty field means every topic. What is wrong is listed by
    line, and the other lines are loaded. Who has stopped is never subscribed again by a list.
    """
    try:
        table = open_table(file)
    except UnusableFileError as error:
        raise click.UsageError(str(error)) from error
    result, wrong, counted = with_app(lambda app: _load(app, file, table))
    states = ", ".join(f"{number} {state}" for state, number in counted.items())
    click.echo(
        f"{result.added} added, {result.changed} changed, {result.unchanged} unchanged, "
        f"{len(result.left_alone)} left alone, {wrong} refused"
    )
    click.echo(f"subscribers: {states}")
    if wrong and not (result.added or result.changed or result.unchanged or result.left_alone):
        raise click.UsageError(f"{file}: has no line that can be used")


async def _load(app: App, file: Path, table: Table) -> tuple[Imported, int, dict[subscribers.SubscriberState, int]]:
    result, wrong, batch = Imported(), 0, list[Entry]()
    reader, now = Reader(app.choices, app.settings.unit.language), datetime.now(UTC)

    async def store() -> None:
        told = len(result.left_alone)
        await import_entries(app.database, batch, result, now=now)
        batch.clear()
        for problem in result.left_alone[told:]:
            _tell(file, problem)

    with _progress(table.size) as advance:
        for each in reader.read(table):
            if isinstance(each, Problem):
                _tell(file, each)
                wrong += each.column in table.columns
            else:
                batch.append(each)
            if len(batch) == BATCH:
                await store()
                advance(BATCH)
        await store()
        advance(table.size)
    async with app.database.read() as connection:
        return result, wrong, await subscribers.count(connection)


def _tell(file: Path, problem: Problem) -> None:
    click.echo(f"{file}:{problem.line}: {problem.column}: {problem.why}", err=True)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], object]]:
    """Give what to call after so many lines; only a terminal shows it."""
    if not sys.stderr.isatty():
        yield lambda lines: lines
        return
    from rich.console import Console  # noqa: PLC0415 - heavy, and of use on a terminal alone
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("import", total=total)
        yield lambda lines: progress.advance(task, lines)
