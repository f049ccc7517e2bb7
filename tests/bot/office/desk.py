"""A real publishing desk for tests: two published announcements, the real index and loaders, no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers.answerer import Answerer
from bot.catalogue import load_catalogue
from bot.content import Library
from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.files import FileError
from bot.office.flow import Flow, Staffer, Submission
from bot.office.office import Office, OfficeCommand
from bot.office.publish_pages import PublishPages
from bot.office.publishing import PublishFlow, Tools
from bot.office.reading import Reader
from bot.office.shelf import Shelf
from bot.office.trial import TrialRoom
from bot.reply import File, Reply, parse_action
from bot.settings import AnswerSettings
from bot.staff import Member, StaffRole, add_member
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.loaders import Document, Fetched, FetchError
from knowledge.loaders.handed import read_document
from knowledge.store import Origin, save_announcement, save_units
from tests.bot.cast import HANOI, NOON, TODAY
from tests.bot.house import CERTIFICATION, WARD, WASTE

HOA = Staffer(11)
TITLE = "Thông báo tạm ngừng cấp nước tại tổ dân phố số 5"
NOTICE = f"""{TITLE}

Xí nghiệp nước tạm ngừng cấp nước tại tổ dân phố số 5 từ 8 giờ đến 17 giờ ngày 03/12/2026 để sửa đường ống.
Bà con chủ động trữ nước sinh hoạt trước thời gian trên và khóa van khi không sử dụng."""


@dataclass(slots=True)
class PublishDesk:
    """The office with the flow of publishing; `reopen` stands for a restart of the process."""

    database: Database
    files: dict[str, bytes] = field(default_factory=dict)
    sites: Mapping[str, Fetched] = field(default_factory=dict)
    compose: Flow | None = None
    base: KnowledgeBase = field(init=False)
    office: Office = field(init=False)
    dialogues: Dialogues = field(init=False)

    async def reopen(self) -> None:
        """Build everything anew over the same database."""
        self.base = KnowledgeBase(SearchIndex(load_lexicon()))
        library, catalogue = Library(self.database, self.base), load_catalogue()
        await library.refresh()
        self.dialogues = Dialogues(self.database, lambda: NOON)
        tools = Tools(
            self.dialogues,
            Reader(self._file, self._page, WARD.id, read_here),
            Shelf(self.database, self.base, library.refresh, lambda: NOON),
            TrialRoom(catalogue, self._answerer),
            PublishPages(catalogue, self.base, can_broadcast=self.compose is not None),
            self.base,
            lambda: NOON,
            lambda: TODAY,
            lambda announcement: (File(f"{announcement.id}.pdf", b"%PDF"),),
            self.compose,
        )
        flows = {OfficeCommand.PUBLISH: PublishFlow(tools)}
        self.office = Office(flows, self.dialogues, self.database, catalogue, lambda: NOON)

    async def send(self, text: str = NOTICE, **more: object) -> Reply:
        """Send a message into the open dialogue."""
        reply = await self.office.receive(HOA, Submission(text, **more))  # type: ignore[arg-type]
        assert reply is not None
        return reply

    async def open(self, argument: str = "") -> Reply:
        """Type /dangtin."""
        return await self.office.command(HOA, OfficeCommand.PUBLISH, argument)

    async def press(self, reply: Reply, label: str) -> Reply:
        """Press the first button whose label holds `label`."""
        found = next(button for row in reply.buttons for button in row if label in button.label)
        action = parse_action(found.action.encode())
        assert action is not None
        return await self.office.press(HOA, action.argument)

    async def dialogue(self) -> Dialogue | None:
        """Return where the official stands."""
        return await self.dialogues.find(HOA.id)

    def titles(self) -> list[str]:
        """Return the titles of what people can read."""
        return sorted(each.title for each in self.base.newest(limit=99))

    async def _file(self, file_id: str) -> bytes:
        if file_id not in self.files:
            raise FileError("gone")
        return self.files[file_id]

    async def _page(self, url: str) -> Fetched:
        if url not in self.sites:
            raise FetchError("answered with status 404; open it in a browser and check")
        return self.sites[url]

    @staticmethod
    def _answerer(base: KnowledgeBase) -> Answerer:
        return Answerer(base, load_catalogue(), AnswerSettings(), unit_id=WARD.id, today=lambda: TODAY, zone=HANOI)


async def read_here(data: bytes, document: Document) -> Announcement:
    """Read a document without a process of its own, which the tests of the loaders start."""
    return read_document(data, document)


async def open_desk(database: Database) -> PublishDesk:
    """Return a desk with one official, Hoa; WASTE stands in the content folder, CERTIFICATION was loaded."""
    await add_member(database, Member(HOA.id, StaffRole.OFFICIAL), now=NOON)
    async with database.write() as connection:
        await save_units(connection, [WARD])
        await save_announcement(connection, WASTE, origin=Origin.CONTENT, now=NOON)
        await save_announcement(connection, CERTIFICATION, origin=Origin.LOADED, now=NOON)
    desk = PublishDesk(database)
    await desk.reopen()
    return desk
