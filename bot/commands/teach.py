"""`teach`: lessons of the search from the command line; running processes follow within seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from bot.app import App
from bot.commands.opening import with_app
from bot.staff import NotAllowedError
from bot.teaching.checking import Draft, LessonError
from bot.teaching.lesson_book import LessonBook, Taught
from bot.teaching.proposal import Replay
from bot.teaching.teaching import StaleError, Teaching
from bot.teaching.wording import LessonWords
from knowledge.teaching import LessonKind

Result = TypeVar("Result")
SHOWN = 20
_BY = click.option("--by", type=int, required=True, metavar="TELEGRAM_ID", help="Who does it: a member of staff.")
_KIND = click.option("--kind", type=click.Choice([kind.value for kind in LessonKind]), required=True)


@click.group("teach")
def command() -> None:
    """Teach the search, look at what a lesson would change, take lessons back."""


@command.command("add")
@click.argument("wording")
@click.argument("meaning")
@_KIND
@click.option("--yes", is_flag=True, help="Save without asking after the replay.")
@_BY
def add(wording: str, meaning: str, kind: str, by: int, *, yes: bool) -> None:
    """Teach that WORDING means MEANING: words, a document's number, or for a pin the id of a section."""

    async def teach(app: App) -> str:
        words = _words(app)
        replay = await _propose(app.teaching, wording, meaning, kind, by)
        await _show(app, replay, words)
        if not yes and not await asyncio.to_thread(click.confirm, "Save?", default=False):
            return "not saved"
        saved = await app.teaching.save(by, replay.id, is_sure=yes)
        return f"{saved.lesson.id}  {words.says(saved.lesson)}"

    click.echo(_use(teach))


@command.command("replay")
@click.argument("wording")
@click.argument("meaning")
@_KIND
@_BY
def replay_one(wording: str, meaning: str, kind: str, by: int) -> None:
    """Show what the lesson would change, and save nothing."""

    async def show(app: App) -> None:
        await _show(app, await _propose(app.teaching, wording, meaning, kind, by), _words(app))

    _use(show)


@command.command("list")
def list_all() -> None:
    """List the lessons, the newest first."""

    async def read(app: App) -> list[str]:
        words, book = _words(app), app.teaching.book
        return [_line(each, book, words) for each in await book.listed(limit=app.settings.teaching.max_lessons)]

    for line in _use(read):
        click.echo(line)


def _step(name: str, method: Callable[[LessonBook, int, int], Awaitable[Taught]], explanation: str) -> click.Command:
    @click.command(name, help=explanation)
    @click.argument("number", type=int)
    @_BY
    def run(number: int, by: int) -> None:
        async def act(app: App) -> str:
            book = app.teaching.book
            return _line(await method(book, by, number), book, _words(app))

        click.echo(_use(act))

    return run


command.add_command(_step("undo", LessonBook.undo, "Take lesson NUMBER back."))
command.add_command(_step("redo", LessonBook.redo, "Let lesson NUMBER count again."))


async def _propose(teaching: Teaching, wording: str, meaning: str, kind: str, by: int) -> Replay:
    is_pin = LessonKind(kind) is LessonKind.PIN
    draft = Draft(LessonKind(kind), wording, "" if is_pin else meaning, meaning if is_pin else "")
    proposed = await teaching.propose(by, draft)
    return await teaching.replays.finish(proposed.id) or proposed


async def _show(app: App, replay: Replay, words: LessonWords) -> None:
    questions = await app.teaching.replays.questions_of(replay)
    click.echo(words.standing(replay), err=True)
    for change in replay.changes[:SHOWN]:
        click.echo(f"{words.question(change, questions)}\n  - {words.seen(change.before)}", err=True)
        click.echo(f"  + {words.seen(change.after)}", err=True)


def _line(taught: Taught, book: LessonBook, words: LessonWords) -> str:
    state = "undone" if taught.is_undone else "counts" if book.is_alive(taught) else "resting"
    return f"{taught.lesson.id:5}  {state:8} {taught.lesson.kind:9} {words.says(taught.lesson)}"


def _words(app: App) -> LessonWords:
    return LessonWords(app.catalogue, app.base, app.settings.unit.language)


def _use(use: Callable[[App], Awaitable[Result]]) -> Result:
    async def explained(app: App) -> Result:
        try:
            return await use(app)
        except LessonError as error:
            language = app.settings.unit.language
            reason = app.catalogue.text(f"teaching.refused.{error.reason}", language, **error.values)
            raise click.ClickException(reason) from error
        except StaleError as error:
            raise click.ClickException(app.catalogue.text("teaching.stale", app.settings.unit.language)) from error
        except NotAllowedError as error:
            reason = app.catalogue.text(f"office.refused.{error.reason}", app.settings.unit.language)
            raise click.ClickException(reason) from error

    return with_app(explained)
