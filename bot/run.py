"""Run the faces side by side until a signal or a failure ends them."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.admin.announcements import Announcements
from bot.admin.numbers import open_numbers
from bot.app import App, keep_fresh, keep_tidy
from bot.health import Health, Part
from bot.metrics import CONTENT_TYPE
from bot.office.files import FileError
from bot.office.office import Office
from bot.office.yesterday import DailyDigest
from bot.office_opening import open_office, words_of
from bot.reply import Reply
from bot.staff import Gate, StaffIds
from bot.telegram.context import Identity
from bot.telegram.face import Served, TelegramFace
from bot.telegram.intake import PollingError
from bot.web.admin.services import Services
from bot.web.metrics import Monitored
from bot.web.serve import serve
from bot.web.site import Site, create_site


class RunError(Exception):
    """What ended a running service; the message is one line for the person who keeps it running."""


async def run_faces(app: App, say: Callable[[str], None]) -> None:
    """Serve the web chat, and Telegram where there is a token, until SIGINT or SIGTERM.

    `say` gets one line for each thing that the person who starts it should know. Raises SettingsError for an address
    that cannot be had and RunError when Telegram stays out of reach.
    """
    with _stopped_by_signals() as stop:
        staff_ids = StaffIds(app.database)
        telegram = _telegram(app, staff_ids)
        await _found(app, telegram, say)
        if telegram:
            app.metrics.read_updates = telegram.updates
        try:
            async with asyncio.TaskGroup() as tasks:
                refreshes = (
                    app.library.refresh,
                    app.teaching.book.refresh,
                    staff_ids.refresh,
                    app.tickets.reporters.refresh,
                )
                tasks.create_task(keep_fresh(refreshes, stop))
                purges = (*app.purges, telegram.purge) if telegram else app.purges
                tasks.create_task(keep_tidy(purges, stop))
                tasks.create_task(_web(app, telegram, stop, say))
                if telegram:
                    tasks.create_task(telegram.run(stop))
                    say("Telegram: polling for messages.")
                else:
                    say("Telegram: off. To add it, set TELEGRAM_TOKEN to the token that @BotFather gave you.")
        except ExceptionGroup as group:
            first = group.exceptions[0]
            raise RunError(str(first)) if isinstance(first, PollingError) else first from None


async def _found(app: App, telegram: TelegramFace | None, say: Callable[[str], None]) -> None:
    """Say how the first admin comes in, while there is none."""
    code = await app.founding.offer()
    if code is None:
        return
    by_hand = "python -m bot staff add TELEGRAM_ID --role admin"
    say(f"No admin yet: send the bot /nhansu {code}  (or: {by_hand})" if telegram else f"No admin yet: {by_hand}")


def _telegram(app: App, staff_ids: StaffIds) -> TelegramFace | None:
    token = app.environment.telegram_token.get_secret_value().strip()
    if not token:
        return None
    return TelegramFace(
        served_by(app),
        token=token,
        identity=Identity(app.secret, app.settings.unit.language, staff_ids),
        api_url=app.environment.telegram_api_url,
    )


def served_by(app: App) -> Served:
    """Return what the Telegram face shows of the app."""
    return Served(
        conversation=app.conversation,
        broadcasts=app.broadcasts,
        subscribing=app.subscribing,
        bulletins=app.bulletins,
        open_office=partial(open_office, app),
        words=partial(words_of, app),
        digest=DailyDigest(app.digest),
        database=app.database,
        settings=app.settings,
        catalogue=app.catalogue,
        tickets=app.tickets,
    )


async def _web(app: App, telegram: TelegramFace | None, stop: asyncio.Event, say: Callable[[str], None]) -> None:
    async def health() -> Health:
        parts = [await _database_part(app), Part("content", True, "" if len(app.base) else "nothing is published yet")]
        return Health((*parts, telegram.health()) if telegram else tuple(parts))

    site = make_site(app, health, telegram.office if telegram else None)
    web = app.settings.web
    await serve(
        site,
        web.host,
        web.port,
        stop,
        on_ready=lambda port: say(f"Web chat: http://{web.host}:{port}/ (Ctrl+C ends it)"),
    )


def make_site(app: App, health: Callable[[], Awaitable[Health]], office: Office | None = None) -> Site:
    """Return the web face of the app, with the desk of staff; `office` is that of a channel which can tell staff."""
    site = create_site(
        app.conversation,
        app.settings,
        secret=app.secret,
        base=app.base,
        health=health,
        catalogue=app.catalogue,
        services=_services(app, health, office or open_office(app, _no_file, _tell_nobody, lambda: "")),
    )
    token = app.environment.loa_metrics_token.get_secret_value()
    site.state.monitored = Monitored(app.metrics.render, CONTENT_TYPE, token)
    return site


def _services(app: App, health: Callable[[], Awaitable[Health]], office: Office) -> Services:
    return Services(
        access=app.access,
        gate=Gate(app.database),
        database=app.database,
        settings=app.settings,
        catalogue=app.catalogue,
        base=app.base,
        statistics=app.statistics,
        health=health,
        clock=app.clock,
        office=office,
        teaching=app.teaching,
        numbers=open_numbers(app.database, app.base, app.catalogue, zone=app.settings.zone, clock=app.clock),
        tickets=app.tickets,
        roster=app.roster,
        retention=app.retention,
        announcements=Announcements(app.database, app.statistics, app.library.refresh, app.clock),
        token=app.environment.telegram_token,
    )


async def _no_file(file_id: str) -> bytes:
    """Refuse: only a channel holds files."""
    raise FileError("unreachable")


async def _tell_nobody(staff_id: int, reply: Reply) -> None:
    """Tell nobody: without a channel staff see at the desk what waits for them."""


async def _database_part(app: App) -> Part:
    try:
        await app.conversation.visits()
    except SQLAlchemyError as error:
        return Part("database", False, f"cannot be read ({type(error).__name__})")
    return Part("database", True)


@contextmanager
def _stopped_by_signals() -> Iterator[asyncio.Event]:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
