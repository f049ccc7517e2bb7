"""The office of staff, wired from the parts of the app."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.admin.question_log import QuestionLog
from bot.app import App, make_answerer, today_of
from bot.office.booth import Booth, Notify
from bot.office.describing import Sayings, Words
from bot.office.dialogue import Dialogues
from bot.office.entering import Entering
from bot.office.files import FetchFile
from bot.office.flow import Flow
from bot.office.flows import make_flows
from bot.office.log_reading import LogReading, LogTools
from bot.office.office import Office, OfficeCommand
from bot.office.publish_pages import PublishPages
from bot.office.publishing import PublishFlow, Tools
from bot.office.reading import Reader
from bot.office.shelf import Shelf
from bot.office.staffing import Hall, Staffing
from bot.office.ticketing import Ticketing, TicketTools
from bot.office.trial import TrialRoom
from bot.office.yesterday import Yesterday
from bot.posters.drawing import make_poster_files
from bot.posters.posters import Posters
from bot.staff import Gate
from knowledge.loaders import Fetcher, fetch_page


def open_office(
    app: App,
    fetch_file: FetchFile,
    notify: Notify,
    read_username: Callable[[], str],
    fetch_page: Fetcher = fetch_page,
) -> Office:
    """Return the office of staff on a channel.

    `fetch_file` gives the channel's files, `notify` tells staff unasked, `read_username` is what the bot is called
    there.
    """
    dialogues = Dialogues(app.database, app.clock)
    reader = Reader(fetch_file, fetch_page, app.settings.unit.id)
    loud = make_flows(_booth(app, dialogues, notify))
    publish = _publish_flow(app, dialogues, reader, read_username, loud[OfficeCommand.COMPOSE])
    tickets = Ticketing(TicketTools(app.tickets.desk, app.tickets.board, dialogues, app.database, app.clock))
    flows: dict[OfficeCommand, Flow] = {
        OfficeCommand.PUBLISH: publish,
        OfficeCommand.LOG: _log_flow(app, dialogues, notify),
        OfficeCommand.DESK: Entering(app.access, app.catalogue, app.settings.web.address),
        OfficeCommand.STAFF: _staffing(app, dialogues),
        OfficeCommand.YESTERDAY: Yesterday(app.digest),
        OfficeCommand.ANSWER: tickets,
        **loud,
    }
    return Office(flows, dialogues, app.database, app.catalogue, app.clock)


def words_of(app: App, language: str) -> Words:
    """Return what describes broadcasts to staff in that language."""
    return Words(Sayings(app.catalogue, app.choices, app.settings.broadcast, app.settings.zone), language)


def _staffing(app: App, dialogues: Dialogues) -> Staffing:
    parts = (app.roster, app.founding, dialogues, app.database, app.catalogue, app.choices, app.clock)
    return Staffing(Hall(*parts))


def _log_flow(app: App, dialogues: Dialogues, notify: Notify) -> LogReading:
    tools = LogTools(
        log=QuestionLog(app.database, app.settings.zone),
        gate=Gate(app.database),
        clock=app.clock,
        teaching=app.teaching,
        dialogues=dialogues,
        base=app.base,
        catalogue=app.catalogue,
        zone=app.settings.zone,
        notify=notify,
    )
    return LogReading(tools)


def _booth(app: App, dialogues: Dialogues, notify: Notify) -> Booth:
    return Booth(
        broadcasts=app.broadcasts,
        dialogues=dialogues,
        gate=Gate(app.database),
        database=app.database,
        catalogue=app.catalogue,
        base=app.base,
        choices=app.choices,
        settings=app.settings.broadcast,
        zone=app.settings.zone,
        clock=app.clock,
        notify=notify,
    )


def _publish_flow(
    app: App, dialogues: Dialogues, reader: Reader, read_username: Callable[[], str], compose: Flow
) -> PublishFlow:
    unit = app.settings.unit
    posters = Posters(app.base, app.catalogue, unit_id=unit.id, language=unit.language, site_url=app.settings.web.url)
    tools = Tools(
        dialogues,
        reader,
        Shelf(app.database, app.base, app.library.refresh, app.clock),
        TrialRoom(app.catalogue, lambda base: make_answerer(app.settings, base, app.catalogue)),
        PublishPages(app.catalogue, app.base, can_broadcast=True),
        app.base,
        app.clock,
        partial(today_of, app.settings),
        lambda announcement: make_poster_files(posters.of_announcement(announcement, read_username())),
        compose,
    )
    return PublishFlow(tools)
