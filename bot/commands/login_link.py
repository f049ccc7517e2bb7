"""`login-link`: a one-time link to the desk, for a member of staff."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.admin.access import LINK_LIFE, Access, door_url
from bot.commands.opening import with_database
from bot.database import Database
from bot.settings import Settings
from bot.staff import NotAllowedError


@click.command("login-link")
@click.option("--for", "telegram_id", type=int, required=True, metavar="TELEGRAM_ID", help="Who will sit at the desk.")
def command(telegram_id: int) -> None:
    """Print a link that opens the admin's desk once."""

    async def make(database: Database, settings: Settings) -> str | None:
        try:
            token = await Access(database, lambda: datetime.now(UTC)).make_link(telegram_id)
        except NotAllowedError:
            return None
        return door_url(settings.web.address, token)

    link = with_database(make)
    if link is None:
        mend = f"python -m bot staff add {telegram_id} --role official"
        raise click.ClickException(f"--for: {telegram_id} is not staff; give the person a role: {mend}")
    click.echo(link)
    click.echo(f"good for {LINK_LIFE.seconds // 60} minutes, opens once", err=True)
