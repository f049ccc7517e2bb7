"""`poster`: a QR poster for a notice board, as a picture or a PDF to print."""

from __future__ import annotations

from pathlib import Path

import click
from rapidfuzz import process

from bot.app import App
from bot.commands.opening import with_app
from bot.deep_link import read_username
from bot.posters.drawing import draw_pdf, draw_png
from bot.posters.poster import Paper, Poster
from bot.posters.posters import NoLinkError, Posters
from bot.subscribing.choices import Choice, Choices, Kind
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase

_DRAW = {".png": draw_png, ".pdf": draw_pdf}
_PAPERS = [paper.name.lower() for paper in Paper]
_OFFERED = 5


@click.command("poster")
@click.option("--topic", default="", help="A category's name or slug: the code subscribes to it.")
@click.option("--announcement", "announcement_id", default="", metavar="ID", help="The code opens this announcement.")
@click.option("--bot", "bot_name", default="", metavar="USERNAME", help="The bot on Telegram; default: web.url.")
@click.option("--paper", type=click.Choice(_PAPERS), default=_PAPERS[0], show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A .png or .pdf file.")
def command(topic: str, announcement_id: str, bot_name: str, paper: str, out: Path) -> None:
    """Make a poster whose code leads to the bot, to a topic or to an announcement."""
    if topic and announcement_id:
        raise click.UsageError("--topic and --announcement: give one of them")
    draw = _DRAW.get(out.suffix.lower())
    if draw is None:
        raise click.BadParameter(f"{out.name!r}: end the name in .png or .pdf", param_hint="--out")
    username = read_username(bot_name) if bot_name else ""
    if username is None:
        raise click.BadParameter(f"no username {bot_name!r}; write e.g. LoaPhuongBot", param_hint="--bot")

    async def compose(app: App) -> Poster:
        unit, site_url = app.settings.unit, app.settings.web.url
        posters = Posters(app.base, app.catalogue, unit_id=unit.id, language=unit.language, site_url=site_url)
        if topic:
            return posters.of_topic(_find_topic(app.choices, topic), username)
        if announcement_id:
            return posters.of_announcement(_find_announcement(app.base, announcement_id), username)
        return posters.of_bot(username)

    try:
        poster = with_app(compose)
        out.write_bytes(draw(poster, Paper[paper.upper()]))
    except NoLinkError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.BadParameter(f"cannot write {str(out)!r}: {error.strerror}", param_hint="--out") from error
    click.echo(f"{out}: {poster.link}")


def _find_topic(choices: Choices, typed: str) -> Choice:
    there = choices.topics()
    exact = [each for each in there if typed.strip() in (each.slug, each.name)]
    wish = choices.read(typed)
    found = exact or list(wish.topics)
    if len(found) == 1 and (exact or not wish.doubts):
        return found[0]
    near = [each for doubt in wish.doubts for each in doubt.offered if each.kind is Kind.TOPIC]
    offered = ", ".join(f"{each.slug} ({each.name})" for each in (found + near or list(there))[:_OFFERED])
    raise click.BadParameter(
        f"not one topic: {typed!r}; " + (f"choose of: {offered}" if offered else "load announcements with categories"),
        param_hint="--topic",
    )


def _find_announcement(base: KnowledgeBase, announcement_id: str) -> Announcement:
    if found := base.announcement(announcement_id):
        return found
    ids = [each.id for each in base.newest(limit=len(base))]
    near = ", ".join(name for name, *_ in process.extract(announcement_id, ids, limit=_OFFERED))
    raise click.BadParameter(
        f"no announcement {announcement_id!r}; " + (f"nearest: {near}" if near else "load one first"),
        param_hint="--announcement",
    )
