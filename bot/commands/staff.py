"""`staff`: roles without a chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import click

from bot.admin.roster import MACHINE, Roster, RosterError
from bot.commands.opening import with_database
from bot.database import Database
from bot.settings import Settings
from bot.staff import Member, StaffRole, list_members
from knowledge.base import slug

_REFUSED = {
    "last_admin": "this is the last admin; add another one first",
    "unknown": "this person has no role",
    "unfit": "the id must be a Telegram id and the name at most 80 characters",
}


@click.group("staff")
def command() -> None:
    """Give, take and list roles; the visits of staff do not count."""


@command.command("add")
@click.argument("telegram_id", type=int)
@click.option("--role", type=click.Choice([role.value for role in StaffRole]), required=True)
@click.option("--name", default="", help="Shown to colleagues.")
@click.option(
    "--unit", "unit_id", default="", help="Id of the one unit whose announcements are theirs; all by default."
)
@click.option(
    "--topic", "topics", multiple=True, help="A topic of theirs, by name or slug; again for more. All by default."
)
def add(telegram_id: int, role: str, name: str, unit_id: str, topics: tuple[str, ...]) -> None:
    """Give the person with TELEGRAM_ID a role, instead of any earlier one."""
    own = tuple(sorted({slug(topic) for topic in topics} - {""}))
    member = Member(telegram_id, StaffRole(role), name.strip(), unit_id, own)
    _change(lambda roster: roster.grant(MACHINE, member))
    click.echo(f"{telegram_id} {role}")


@command.command("remove")
@click.argument("telegram_id", type=int)
def remove(telegram_id: int) -> None:
    """Take the role of the person with TELEGRAM_ID; what is open for them ends at once."""
    _change(lambda roster: roster.revoke(MACHINE, telegram_id))
    click.echo(f"{telegram_id} removed")


@command.command("list")
def list_all() -> None:
    """List everyone with a role: id, role, topics, name."""
    for member in with_database(lambda database, _settings: list_members(database)):
        more = [each for each in (",".join(member.topics), member.name) if each]
        click.echo(" ".join([str(member.telegram_id), member.role.value, *more]))


def _change(act: Callable[[Roster], Awaitable[None]]) -> None:
    async def change(database: Database, _settings: Settings) -> None:
        await act(Roster(database, lambda: datetime.now(UTC)))

    try:
        with_database(change)
    except RosterError as error:
        raise click.ClickException(_REFUSED.get(error.reason, error.reason)) from error
