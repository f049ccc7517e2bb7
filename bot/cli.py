"""The command line: run, chat, ask, load, stats, rank, staff."""

from __future__ import annotations

import asyncio
import getpass
import json
import sys
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar
from uuid import uuid4

import click

from bot.app import App, open_app
from bot.content import ContentError, Summary, save
from bot.database import DatabaseError
from bot.logs import configure_logs
from bot.secret import SecretError
from bot.settings import Environment, Settings, SettingsError, load_settings
from bot.staff import Member, StaffRole, add_member, list_members
from bot.visitor import Channel, Visitor, person_key
from knowledge.announcement import Announcement
from knowledge.store import Origin, Saved

Result = TypeVar("Result")
USAGE_ERRORS = (SettingsError, DatabaseError, SecretError, ContentError)


class _Group(click.Group):
    """Runs `run` when no subcommand is named; tells what cannot be used in one line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, args or ["run"])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except USAGE_ERRORS as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="loa-phuong", prog_name="loa")
def main() -> None:
    """Loa Phường: residents ask about a ward's announcements, on Telegram and on a web page.

    Without a subcommand: run. Settings: config.yaml; secrets: the environment (TELEGRAM_TOKEN, DATABASE_URL,
    LOA_SECRET).
    """


@main.command()
def run() -> None:
    """Serve the web chat, and Telegram with TELEGRAM_TOKEN set, until Ctrl+C."""
    from bot.run import RunError, run_faces  # noqa: PLC0415 - the faces are heavy and only needed here

    async def serve(app: App) -> None:
        _report(app.content)
        click.echo(f"Loa Phường: {len(app.base)} announcements.", err=True)
        await run_faces(app, lambda line: click.echo(line, err=True))

    try:
        _with_app(serve)
    except RunError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="One JSON object: outcome, answer_text, sources, elapsed_ms.")
def ask(question: str, *, as_json: bool) -> None:
    """Answer QUESTION; `-` reads one question a line and answers one line each."""
    questions = (line.rstrip("\n") for line in sys.stdin) if question == "-" else iter([question])

    async def answer_all(app: App) -> None:
        for each in questions:
            started = perf_counter()
            shown = await app.conversation.answer(_terminal_visitor(app), each, key=_key())
            found = {
                "outcome": shown.outcome.value,
                "answer_text": shown.reply.text,
                "sources": [source.as_json() for source in shown.sources],
                "elapsed_ms": round((perf_counter() - started) * 1000, 2),
            }
            is_stream = question == "-"
            text = " ".join(shown.reply.text.split()) if is_stream else shown.reply.text
            click.echo(json.dumps(found, ensure_ascii=False) if as_json else text)

    _with_app(answer_all)


@main.command()
def chat() -> None:
    """Talk with the bot in the terminal; an empty line ends it."""

    async def talk(app: App) -> None:
        visitor = _terminal_visitor(app)
        click.echo(app.catalogue.text("cli.chat", visitor.language))
        while line := (await asyncio.to_thread(_prompt)):
            click.echo(f"\n{(await app.conversation.ask(visitor, line, key=_key())).text}\n")

    _with_app(talk)


@main.command()
@click.argument("sources", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print what was read, field by field.")
def load(sources: tuple[str, ...], *, as_json: bool) -> None:
    """Load announcements from each SOURCE: a file, a folder, a glob or an address (https://…)."""
    from bot.sources import load_sources  # noqa: PLC0415 - readers of pages and files are heavy

    result = asyncio.run(load_sources(sources))

    async def keep(app: App) -> Summary:
        return await save(app.database, result, origin=Origin.LOADED, now=datetime.now(UTC))

    summary = _with_app(keep)
    if as_json:
        click.echo(json.dumps([_as_json(a) for a in result.announcements], ensure_ascii=False, indent=1))
    else:
        for saved, announcements in summary.saved.items():
            for announcement in announcements:
                click.echo(f"{saved}: {announcement.id} — {announcement.title} ({len(announcement.sections)} sections)")
    _report(summary)
    counts = ", ".join(f"{len(summary.saved[each])} {each}" for each in Saved)
    click.echo(f"{counts}, {len(summary.refusals)} refused", err=as_json)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def stats(*, as_json: bool) -> None:
    """Show the portal footer's numbers and the views of each announcement."""

    async def count(app: App) -> dict[str, Any]:
        views = await app.statistics.views()
        titles = {a.id: a.title for a in app.base.newest(limit=len(app.base))}
        ordered = sorted(views.items(), key=lambda item: (-item[1], item[0]))
        listed = [{"id": i, "title": titles.get(i, i), "views": n} for i, n in ordered]
        return asdict(await app.conversation.visits()) | {"announcements": listed}

    found = _with_app(count)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name in ("online", "week", "month", "year", "total"):
        click.echo(f"{name:8}{found[name]}")
    for each in found["announcements"]:
        click.echo(f"{each['views']:8}  {each['title']}")


@main.command()
@click.option("--corpus", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
def rank(corpus: Path, queries: Path, out: Path, limit: int) -> None:
    """Rank any collection: retrieval alone, for measuring."""
    from knowledge.ranking import rank_file  # noqa: PLC0415 - only needed here

    report = rank_file(corpus, queries, out, limit=limit)
    click.echo(
        f"{report.sections} sections built in {report.build_s:.2f} s, peak memory {report.peak_mb:.0f} MB, "
        f"{report.questions} questions ranked"
    )


@main.group()
def staff() -> None:
    """Roles without a chat."""


@staff.command("add")
@click.argument("telegram_id", type=int)
@click.option("--role", type=click.Choice([role.value for role in StaffRole]), required=True)
def add_staff(telegram_id: int, role: str) -> None:
    """Give the person with TELEGRAM_ID a role; their visits no longer count."""
    _with_app(lambda app: add_member(app.database, Member(telegram_id, StaffRole(role)), now=datetime.now(UTC)))
    click.echo(f"{telegram_id} {role}")


@staff.command("list")
def list_staff() -> None:
    """List everyone with a role."""
    for member in _with_app(lambda app: list_members(app.database)):
        click.echo(f"{member.telegram_id} {member.role}")


def _with_app(use: Callable[[App], Awaitable[Result]]) -> Result:
    environment = Environment()
    settings: Settings = load_settings(environment)
    configure_logs(_secrets(environment))

    async def opened() -> Result:
        async with open_app(settings, environment) as app:
            return await use(app)

    return asyncio.run(opened())


def _secrets(environment: Environment) -> Iterable[str]:
    return (
        environment.telegram_token.get_secret_value(),
        environment.loa_secret.get_secret_value(),
        environment.database_url.get_secret_value(),
    )


def _report(summary: Summary) -> None:
    for refusal in summary.refusals:
        click.echo(f"refused: {refusal.reason}", err=True)


def _terminal_visitor(app: App) -> Visitor:
    person = person_key(app.secret, Channel.TERMINAL, getpass.getuser())
    return Visitor(person, Channel.TERMINAL, app.settings.unit.language)


def _key() -> str:
    return f"cli{uuid4().hex}"


def _prompt() -> str:
    try:
        return input("› ").strip()
    except EOFError:
        return ""


def _as_json(announcement: Announcement) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(announcement), default=str))  # type: ignore[no-any-return]
