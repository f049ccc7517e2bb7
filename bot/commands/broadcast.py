"""`broadcast`: the loudspeaker from the command line; a running `run` sends what is approved."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot.broadcasts.audience import AudienceSize
from bot.broadcasts.broadcast import MAX_TEXT_CHARS, Audience, Broadcast, Content, Draft, Tier
from bot.broadcasts.broadcasts import Broadcasts, StateError
from bot.catalogue import load_catalogue
from bot.commands.opening import with_database
from bot.database import Database
from bot.settings import Settings
from bot.staff import Gate, NotAllowedError
from knowledge.base import slug

Result = TypeVar("Result")
_FILE = click.Path(dir_okay=False, path_type=Path)
_BY = click.option("--by", type=int, required=True, metavar="TELEGRAM_ID", help="Who does it: a member of staff.")


@click.group("broadcast")
def command() -> None:
    """Write, approve, steer and report broadcasts."""


@command.command("create")
@click.option("--text", required=True, help=f"The message, at most {MAX_TEXT_CHARS} characters.")
@click.option("--tier", type=click.Choice([tier.value for tier in Tier]), default=Tier.ORDINARY.value)
@click.option("--topic", default="", help="A category, by name or slug; everybody by default.")
@click.option("--area", default="", help="An area, by name or slug; the whole unit by default.")
@click.option("--at", "send_at", default="", metavar="TIME", help="e.g. 2026-12-01T07:30, in the unit's time zone.")
@_BY
def create(text: str, tier: str, topic: str, area: str, send_at: str, by: int) -> None:
    """Write a broadcast and hand it in for approval by a second person; prints its number."""
    if not text.strip() or len(text) > MAX_TEXT_CHARS:
        raise click.BadParameter(f"give 1 to {MAX_TEXT_CHARS} characters", param_hint="--text")

    async def make(broadcasts: Broadcasts, settings: Settings) -> tuple[Broadcast, AudienceSize]:
        moment = _moment(send_at, settings.zone) if send_at else None
        draft = Draft(by, Content(text), Tier(tier), audience=Audience(slug(topic), slug(area)), send_at=moment)
        found = await broadcasts.draft(draft)
        size = await broadcasts.audience_size(draft.audience, draft.tier)
        return await broadcasts.submit(found.id, by), size

    made, size = _use(make)
    click.echo(f"waits for approval; {size.now} chats get it at once, {size.later} in their bulletin", err=True)
    click.echo(made.id)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_all(*, as_json: bool) -> None:
    """List the latest broadcasts, the newest first."""

    async def read(broadcasts: Broadcasts, _settings: Settings) -> tuple[Broadcast, ...]:
        return await broadcasts.listed(limit=100)

    found = _use(read)
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in found], ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.id:5}  {each.state:9}  {each.tier:9}  {_first_words(each)}")


@command.command("report")
@click.argument("number", type=int)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--csv", "csv_file", type=click.Path(dir_okay=False, path_type=Path), help="Write one line per recipient."
)
def report(number: int, *, as_json: bool, csv_file: Path | None) -> None:
    """Report what became of broadcast NUMBER."""

    async def read(broadcasts: Broadcasts, _settings: Settings) -> tuple[dict[str, object], bytes]:
        found = await broadcasts.report(number)
        if found is None:
            raise StateError("unknown")
        return found.as_json(), await broadcasts.recipients_csv(number) if csv_file else b""

    found, recipients = _use(read)
    if csv_file:
        csv_file.write_bytes(recipients)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        click.echo(f"{name:10} {value}")


_Method = Callable[[Broadcasts, int, int], Awaitable[Broadcast]]
_STEPS: tuple[tuple[str, _Method, str], ...] = (
    ("approve", Broadcasts.approve, "Approve broadcast NUMBER; never its author."),
    ("refuse", Broadcasts.refuse, "Refuse broadcast NUMBER; never its author."),
    ("pause", Broadcasts.pause, "Pause broadcast NUMBER."),
    ("resume", Broadcasts.resume, "Send the paused broadcast NUMBER again."),
    ("cancel", Broadcasts.withdraw, "Cancel broadcast NUMBER: who has not got it will not get it."),
    ("retry", Broadcasts.retry_failed, "Send broadcast NUMBER again to those for whom it failed."),
    ("recall", Broadcasts.recall, "Take broadcast NUMBER back from all who got it; prints the recall's number."),
)


def _step(name: str, method: _Method, explanation: str) -> click.Command:
    @click.command(name, help=explanation)
    @click.argument("number", type=int)
    @_BY
    def run(number: int, by: int) -> None:
        found = _use(lambda broadcasts, _settings: method(broadcasts, number, by))
        click.echo(f"{found.id} {found.state}")

    return run


for _name, _method, _explanation in _STEPS:
    command.add_command(_step(_name, _method, _explanation))


@command.command("halt")
@_BY
def halt(by: int) -> None:
    """Stop everything that is being sent, in every process, until `release`."""
    _use(lambda broadcasts, _settings: broadcasts.halt(by))
    click.echo("halted")


@command.command("release")
@_BY
def release(by: int) -> None:
    """Let the broadcasts go on after `halt`; for admins."""
    _use(lambda broadcasts, _settings: broadcasts.release(by))
    click.echo("released")


def _use(use: Callable[[Broadcasts, Settings], Awaitable[Result]]) -> Result:
    async def opened(database: Database, settings: Settings) -> Result:
        return await use(Broadcasts(database, Gate(database), settings.broadcast, _now), settings)

    try:
        return with_database(opened)
    except NotAllowedError as error:
        key = "cli.no_role" if error.reason == "not_staff" else f"office.refused.{error.reason}"
        raise click.ClickException(load_catalogue().text(key, "en")) from error
    except StateError as error:
        raise click.ClickException(load_catalogue().text(f"office.state.{error.reason}", "en")) from error


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"no moment {text!r}; write e.g. 2026-12-01T07:30", param_hint="--at") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _now() -> datetime:
    return datetime.now(UTC)


def _as_json(found: Broadcast) -> dict[str, object]:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "tier": found.tier.value,
        "state": found.state.value,
        "author_id": found.author_id,
        "topic": found.audience.topic,
        "area": found.audience.area,
        "text": found.content.text,
        "send_at": found.send_at.isoformat(),
        "created_at": found.created_at.isoformat(),
    }


def _first_words(found: Broadcast) -> str:
    return " ".join(found.content.text.split())[:70]
