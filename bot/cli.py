"""The command line: `python -m bot`, installed also as `loa`."""

from __future__ import annotations

import importlib
import sys
from typing import Any, NoReturn

import click

COMMANDS = (
    "run",
    "chat",
    "ask",
    "load",
    "stats",
    "rank",
    "staff",
    "login-link",
    "broadcast",
    "teach",
    "export",
    "import-subscribers",
    "poster",
)


class _Group(click.Group):
    """Finds each subcommand in its own module of bot/commands, read when it is named; without one, runs `run`.

    What cannot be used is told in one line, with exit code 2 for bad use.
    """

    def main(self, *args: Any, **options: Any) -> NoReturn:
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
        except click.ClickException as error:
            click.echo(f"Error: {error.format_message()}", err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["run"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"bot.commands.{cmd_name.replace('-', '_')}").command
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Loa Phường: residents ask about a ward's announcements, on Telegram and on a web page.

    Without a subcommand: run. Settings stand in config.yaml, secrets in the environment (TELEGRAM_TOKEN,
    DATABASE_URL, LOA_SECRET).
    """
