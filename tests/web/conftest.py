"""A small ward with its real heart in a temporary folder, and browsers without JavaScript that visit it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import httpx
import pytest
from starlette.applications import Starlette

from bot.catalogue import Catalogue, load_catalogue
from bot.conversation import Conversation
from bot.database import Database
from bot.fair_use import Allowance, FairUse
from bot.health import Health, Part
from bot.interactions import InteractionLog
from bot.settings import Settings, WebSettings
from bot.web.site import create_site
from knowledge.announcement import Announcement, Kind, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import HANOI
from tests.bot.house import converse

SECRET = b"only for tests"
WARD = Unit("phuong-mau", "Phường Cúc Vàng (mẫu)", contact="024 0000 0202", hours="08h00 - 17h00")
OLD_DISTRICT = Unit("quan-cu", "Quận Cũ", ended_on=date(2025, 7, 1), successors=("phuong-mau",))
BROWSER = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"}


def _sections(announcement_id: str, *texts: tuple[tuple[str, ...], str]) -> tuple[Section, ...]:
    return tuple(
        Section(f"{announcement_id}/s{number}", announcement_id, number, text, path)
        for number, (path, text) in enumerate(texts)
    )


CALENDAR = Announcement(
    "lich-cat-nuoc",
    "Lịch cắt nước <tháng 12> & cách trữ nước",
    kind=Kind.NOTICE,
    number="45/TB-UBND",
    issuer="UBND phường Cúc Vàng",
    unit_id="phuong-mau",
    issued_on=date(2026, 11, 20),
    published_at=datetime(2026, 11, 20, 18, 30, tzinfo=UTC),
    category_path=("THÔNG BÁO",),
    department="Phòng Kinh tế, Hạ tầng và Đô thị",
    url="https://cucvang.example/tin/45",
    sections=_sections(
        "lich-cat-nuoc",
        (("I. THỜI GIAN",), "Khu dân cư số 3 cắt nước từ 8 giờ đến 17 giờ ngày 02/12/2026."),
        (("I. THỜI GIAN", "2. Dự phòng"), "Nếu mưa to, lịch lùi sang ngày 03/12/2026.\nBà con theo dõi loa phường."),
        (("II. LIÊN HỆ",), "Báo sự cố cấp nước: số 024 0000 0303, trực cả ngày đêm."),
    ),
)
OLD_PLAN = Announcement(
    "ke-hoach-cu",
    "Kế hoạch trồng cây của quận",
    number="12/KH-UBND",
    unit_id="quan-cu",
    url="javascript:alert(1)",
    is_sample=True,
    sections=_sections("ke-hoach-cu", ((), "Mỗi tổ dân phố trồng 20 cây bóng mát trước ngày 30/11/2024.")),
)


@dataclass(slots=True)
class Ticker:
    """A clock that the tests move by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class House:
    """The site with the parts that the tests look into."""

    site: Starlette
    log: InteractionLog
    conversation: Conversation
    clock: Ticker
    parts: list[Part] = field(default_factory=list)

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """Return a client that keeps cookies; errors inside the site reach it as pages."""
        transport = httpx.ASGITransport(self.site, raise_app_exceptions=False, client=("203.0.113.7", 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://loa.test", headers=BROWSER | headers)


Build = Callable[[WebSettings], Awaitable[House]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Give the shipped sentences."""
    return load_catalogue()


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """Give the ward's published announcements."""
    base = KnowledgeBase(SearchIndex(load_lexicon()), [WARD, OLD_DISTRICT])
    base.change([CALENDAR, OLD_PLAN])
    return base


@pytest.fixture
async def build(sqlite: Database, base: KnowledgeBase, catalogue: Catalogue) -> AsyncIterator[Build]:
    """Give a builder of houses over one fresh database."""
    log = InteractionLog(sqlite, HANOI)

    async def build_house(web: WebSettings) -> House:
        fair_use = FairUse(Allowance(10_000, 60), clock=time.monotonic)
        conversation = converse(base, sqlite, log, unit=WARD, fair_use=fair_use)
        clock, parts = Ticker(), [Part("database", True)]

        async def health() -> Health:
            return Health(tuple(parts))

        settings = Settings(web=web)
        site = create_site(
            conversation, settings, secret=SECRET, base=base, health=health, catalogue=catalogue, clock=clock
        )
        return House(site, log, conversation, clock, parts)

    yield build_house
    await log.close()


@pytest.fixture
async def house(build: Build) -> House:
    """Give the ward's site with a wide limit."""
    return await build(WebSettings(questions_per_minute=1000))


@pytest.fixture
async def lan(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Give Lan's browser, which has opened the page once."""
    async with house.browser() as browser:
        await browser.get("/")
        yield browser
