"""`export`: the question log, the visits or the views as a CSV or XLSX file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from bot.admin.exports.order import Format, Order, Sheet, permit
from bot.admin.exports.rows import Batch, Rows
from bot.admin.exports.writing import WRITERS
from bot.admin.naming import Names
from bot.admin.periods import Span
from bot.app import App
from bot.commands.opening import with_app
from bot.staff import Gate, NotAllowedError

_DAY = click.DateTime(["%Y-%m-%d"])
_EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001 - a day


@click.command("export")
@click.argument("sheet", type=click.Choice([sheet.value for sheet in Sheet]))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help=".csv or .xlsx"
)
@click.option("--by", "staff_id", required=True, type=int, help="Telegram id of the member of staff who asks.")
@click.option("--from", "first", type=_DAY, default=_EARLIEST, help="First day, e.g. 2026-01-31.")
@click.option("--to", "last", type=_DAY, help="Last day; today without it.")
@click.option("--with-text", is_flag=True, help="Also what residents wrote: for admins, and noted as such.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi")
def command(
    sheet: str, out: Path, staff_id: int, first: datetime, last: datetime | None, *, with_text: bool, language: str
) -> None:
    """Write the question log, the visits or the views to a file."""
    end = out.suffix.lower().removeprefix(".")
    if end not in set(Format):
        raise click.UsageError(f"--out: write a name that ends in .csv or .xlsx, not {out.name!r}")

    async def write(app: App) -> int:
        today = datetime.now(UTC).astimezone(app.settings.zone).date()
        span = Span(first.date(), last.date() if last else today)
        return await _write(app, Order(Sheet(sheet), _checked(span), language, with_text), out, staff_id)

    try:
        click.echo(f"{with_app(write)} rows written to {out}")
    except OSError as error:
        raise click.UsageError(f"--out: cannot write {out}: {error.strerror}") from error


async def _write(app: App, order: Order, out: Path, staff_id: int) -> int:
    try:
        await permit(Gate(app.database), staff_id, order, now=datetime.now(UTC))
    except NotAllowedError as error:
        raise click.UsageError(app.catalogue.text(f"office.refused.{error.reason}", "en")) from error
    rows = Rows(app.database, Names(app.catalogue, app.base), app.settings.zone)
    from rich.console import Console  # noqa: PLC0415 - heavy, and only long commands need it
    from rich.progress import Progress  # noqa: PLC0415 - as above

    written = 0
    console = Console(stderr=True)
    with out.open("wb") as file, Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=await rows.count(order))

        def told(count: int) -> None:
            nonlocal written
            written += count
            progress.advance(task, count)

        writer = WRITERS[Format(out.suffix.lower().removeprefix("."))]
        async for chunk in writer(rows.head(order), _counted(rows.batches(order), told)):
            file.write(chunk)
    return written


async def _counted(batches: AsyncIterator[Batch], tell: Callable[[int], None]) -> AsyncIterator[Batch]:
    async for batch in batches:
        tell(len(batch))
        yield batch


def _checked(span: Span) -> Span:
    if not date(2000, 1, 1) <= span.first <= span.last <= date(2199, 12, 31):
        raise click.UsageError("--from, --to: the first day must not lie after the last one, nor before 2000")
    return span
