"""`staff`: roles without a chat."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from bot.commands.opening import with_database
from bot.staff import Member, StaffRole, add_member, list_members


@click.group("staff")
def command() -> None:
    """Give and list roles; the visits of staff do not count."""


@command.command("add")
@click.argument("telegram_id", type=int)
@click.option("--role", type=click.Choice([role.value for role in StaffRole]), required=True)
def add(telegram_id: int, role: str) -> None:
    """Give the person with TELEGRAM_ID a role."""
    member = Member(telegram_id, StaffRole(role))
    with_database(lambda database, _settings: add_member(database, member, now=datetime.now(UTC)))
    click.echo(f"{telegram_id} {role}")


@command.command("list")
def list_all() -> None:
    """List everyone with a role."""
    for member in with_database(lambda database, _settings: list_members(database)):
        click.echo(f"{member.telegram_id} {member.role}")
