"""`stats`: the portal footer's numbers and the views."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from bot.commands.opening import with_database
from bot.database import Database
from bot.settings import Settings
from bot.statistics import Statistics
from knowledge.store import read_titles


@click.command("stats")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(*, as_json: bool) -> None:
    """Show the portal footer's numbers and the views of each announcement."""
    found = with_database(_count)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name in ("online", "week", "month", "year", "total"):
        click.echo(f"{name:8}{found[name]:8}")
    for each in found["announcements"]:
        click.echo(f"{each['views']:8}  {each['title']}")


async def _count(database: Database, settings: Settings) -> dict[str, Any]:
    statistics = Statistics(database, settings.zone, online_minutes=settings.statistics.online_minutes)
    views = await statistics.views()
    async with database.read() as connection:
        titles = await read_titles(connection)
    ordered = sorted(views.items(), key=lambda item: (-item[1], item[0]))
    listed = [{"id": i, "title": titles.get(i, i), "views": n} for i, n in ordered]
    return asdict(await statistics.visits(datetime.now(UTC))) | {"announcements": listed}
