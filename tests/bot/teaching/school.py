"""A house whose search can be taught: real index, database, replays; An and Bình are officials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.answers.answerer import Answerer
from bot.catalogue import load_catalogue
from bot.content import Library
from bot.database import Database
from bot.settings import AnswerSettings, TeachingSettings
from bot.staff import Member, StaffRole, add_member
from bot.teaching.checking import Draft
from bot.teaching.lesson_book import LessonBook, Taught
from bot.teaching.past_questions import PastQuestion
from bot.teaching.replays import Replays
from bot.teaching.teaching import Teaching
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.store import Origin, save_announcement
from knowledge.teaching import LessonKind
from tests.bot.cast import HANOI, NOON, TODAY
from tests.bot.house import CERTIFICATION, WARD, WASTE

AN, BINH, STRANGER = 11, 12, 99
SYNONYM = Draft(LessonKind.SYNONYM, "sao lục", "chứng thực")
PIN = Draft(LessonKind.PIN, "sao y giấy tờ thì làm ở chỗ nào", target="chung-thuc/p2")
ALIAS = Draft(LessonKind.ALIAS, "kế hoạch xe rác xanh", "12/KH-UBND")
SPELLING = Draft(LessonKind.SPELLING, "chungz", "chứng thực")


@dataclass
class Clock:
    """A clock that stands until it is set."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class School:
    """One process that answers over the database; another one is another School on the same database."""

    database: Database
    base: KnowledgeBase
    library: Library
    book: LessonBook
    teaching: Teaching
    answerer: Answerer
    clock: Clock = field(default_factory=Clock)

    async def follow(self) -> None:
        """Take over what others changed."""
        await self.library.refresh()
        await self.book.refresh()

    async def teach(self, draft: Draft, *, by: int = AN) -> Taught:
        """Propose a lesson, wait for its replay and save it."""
        proposed = await self.teaching.propose(by, draft)
        await self.teaching.replays.finish(proposed.id)
        return await self.teaching.save(by, proposed.id)

    async def publish(self, announcement: Announcement) -> None:
        """Publish an announcement from another process."""
        async with self.database.write() as connection:
            await save_announcement(connection, announcement, origin=Origin.CHAT, now=NOON)


async def open_school(database: Database, *, more: tuple[PastQuestion, ...] = (), **settings: int) -> School:
    """Return a process that knows WARD's two announcements."""
    for telegram_id in (AN, BINH):
        await add_member(database, Member(telegram_id, StaffRole.OFFICIAL), now=NOON)
    base, clock, found = KnowledgeBase(SearchIndex(load_lexicon()), [WARD]), Clock(), TeachingSettings(**settings)
    library = Library(database, base)
    async with database.write() as connection:
        for announcement in (CERTIFICATION, WASTE):
            await save_announcement(connection, announcement, origin=Origin.CONTENT, now=NOON)
    await library.refresh()
    book = LessonBook(database, base, clock, max_lessons=found.max_lessons)
    await book.refresh()
    replays = Replays(
        database,
        base,
        found,
        more=more,
        answer_over=answer_over,
        read_held=lambda: book.held,
        read_mark=lambda: f"{library.seq}/{book.revision}",
        clock=clock,
    )
    return School(database, base, library, book, Teaching(base, book, replays), answer_over(base), clock)


def answer_over(base: KnowledgeBase) -> Answerer:
    """Return the real answerer of WARD over any base."""
    return Answerer(base, load_catalogue(), AnswerSettings(), unit_id=WARD.id, today=lambda: TODAY, zone=HANOI)
