"""`retention`: what is too old and goes next, and with --apply its going at once."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.commands.opening import with_database
from bot.database import Database
from bot.retention import Due, Retention
from bot.settings import Settings


@click.command("retention")
@click.option("--days", type=click.IntRange(min=1), help="Count with so many days instead of those of config.yaml.")
@click.option("--apply", "applies", is_flag=True, help="Let it go now; this also confirms a shortened retention.")
def command(days: int | None, *, applies: bool) -> None:
    """Show what is too old: rows, the oldest day. Nothing goes without --apply."""

    async def use(database: Database, settings: Settings) -> tuple[tuple[Due, ...], int]:
        retention = Retention(database, settings.privacy, settings.zone, lambda: datetime.now(UTC))
        found = await retention.preview(days)
        return found, await retention.apply(days) if applies else 0

    found, gone = with_database(use)
    click.echo(f"{'what':14}{'kept days':>10}{'rows to go':>12}  oldest")
    for due in found:
        click.echo(f"{due.rule:14}{due.days:10}{due.rows:12}  {due.oldest or '-'}{_note(due)}")
    click.echo(f"{gone} rows are gone." if applies else "Nothing has changed; with --apply it goes.")


def _note(due: Due) -> str:
    if not due.is_waiting:
        return ""
    before = f"{due.applied_days} days" if due.applied_days else "no limit"
    return f"  (waits to be confirmed: {before} before)"
