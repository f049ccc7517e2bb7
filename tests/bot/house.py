"""A small but real house for tests: two announcements, the real index, catalogue and conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.answers.answerer import Answerer
from bot.answers.quotes import Quotes
from bot.catalogue import load_catalogue
from bot.conversation import Conversation, Parts
from bot.database import Database
from bot.fair_use import Allowance, FairUse
from bot.interactions import InteractionLog
from bot.pages import Pages
from bot.settings import AnswerSettings
from bot.statistics import Statistics
from knowledge.announcement import Announcement, Kind, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import HANOI, NOON, TODAY

WARD = Unit("phuong-thu", "Phường Thử", contact="bộ phận một cửa, điện thoại 024 0000 0000", hours="8 giờ đến 17 giờ")
CERTIFICATION = Announcement(
    id="chung-thuc",
    title="Chứng thực bản sao từ bản chính",
    kind=Kind.PROCEDURE,
    unit_id=WARD.id,
    category_path=("Thủ tục", "Chứng thực"),
    published_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    sections=(
        Section("chung-thuc/p1", "chung-thuc", 0, "Phí chứng thực bản sao là 2.000 đồng một trang.", ("Phí",)),
        Section("chung-thuc/p2", "chung-thuc", 1, "Nộp hồ sơ tại bộ phận một cửa của phường.", ("Nơi nộp",)),
    ),
)
WASTE = Announcement(
    id="ke-hoach-rac",
    title="Kế hoạch phân loại rác thải sinh hoạt tại nguồn",
    kind=Kind.PLAN,
    number="12/KH-UBND",
    issuer="UBND phường Thử",
    unit_id=WARD.id,
    issued_on=date(2026, 2, 3),
    category_path=("Môi trường",),
    url="https://phuong-thu.example/ke-hoach-rac",
    sections=(Section("ke-hoach-rac/i-1", "ke-hoach-rac", 0, "Xe thu gom rác hữu cơ qua ngõ lúc 18 giờ mỗi ngày."),),
)


@dataclass(frozen=True, slots=True)
class House:
    """The conversation and what stands behind it."""

    conversation: Conversation
    log: InteractionLog
    base: KnowledgeBase


def build_house(database: Database) -> House:
    """Return a conversation over WARD's two announcements; three questions a minute are fair."""
    base = KnowledgeBase(SearchIndex(load_lexicon()), [WARD])
    base.change((CERTIFICATION, WASTE))
    log = InteractionLog(database, HANOI)
    fair_use = FairUse(Allowance(3, 60), clock=lambda: 0.0)
    return House(converse(base, database, log, unit=WARD, fair_use=fair_use), log, base)


def converse(
    base: KnowledgeBase, database: Database, log: InteractionLog, *, unit: Unit, fair_use: FairUse
) -> Conversation:
    """Return the real conversation of `unit` over `base`, at noon of TODAY."""
    catalogue, quotes = load_catalogue(), Quotes(base, load_catalogue(), summary_chars=420)
    answerer = Answerer(base, catalogue, AnswerSettings(), unit_id=unit.id, today=lambda: TODAY, zone=HANOI)
    pages = Pages(base, catalogue, quotes, unit_id=unit.id, zone=HANOI, today=lambda: TODAY)
    statistics = Statistics(database, HANOI, online_minutes=15)
    parts = Parts(
        base, catalogue, answerer, pages, log, statistics, fair_use, max_question_chars=1000, clock=lambda: NOON
    )
    return Conversation(parts)
