"""`load`: announcements from files, folders, globs and addresses."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from bot.commands.opening import report_refusals, with_database
from bot.content import Summary, save
from bot.database import Database
from bot.settings import Settings
from bot.sources import load_sources
from knowledge.loaders import LoadResult
from knowledge.store import Origin, Saved


@click.command("load")
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print what was read, field by field.")
def command(sources: tuple[str, ...], *, as_json: bool) -> None:
    """Load announcements from each SOURCE: a file, a folder, a glob or an address (https://…)."""
    result = asyncio.run(load_sources(sources))

    async def keep(database: Database, _settings: Settings) -> Summary:
        return await save(database, result, origin=Origin.LOADED, now=datetime.now(UTC))

    summary = with_database(keep)
    if as_json:
        click.echo(_as_json(result))
    else:
        _list(summary)
    report_refusals(summary)
    counts = ", ".join(f"{len(summary.saved[each])} {each}" for each in Saved)
    click.echo(f"{counts}, {len(summary.refusals)} refused", err=as_json)


def _list(summary: Summary) -> None:
    for saved, announcements in summary.saved.items():
        for announcement in announcements:
            click.echo(f"{saved}: {announcement.id} — {announcement.title} ({len(announcement.sections)} sections)")


def _as_json(result: LoadResult) -> str:
    read = [asdict(announcement) for announcement in result.announcements]
    return json.dumps(read, ensure_ascii=False, indent=1, default=str)
