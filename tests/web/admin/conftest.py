"""The whole app with its desk in a temporary folder, and people of every role who sit at it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from pydantic import SecretStr

from bot.app import App, open_app
from bot.health import Health, Part
from bot.run import make_site
from bot.settings import Environment, Settings, WebSettings
from bot.staff import Member, StaffRole, add_member
from bot.visitor import Channel, Visitor
from bot.web.site import Site
from tests.web.conftest import BROWSER
from tests.web.test_serve import served

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, ViewportSize

OFFICIAL, ADMIN = 501, 502
TOKEN = "7:ours"  # of a bot that nobody runs
QUESTIONS = ("phí chứng thực bản sao bao nhiêu", "Đèn đường ngõ 5 hỏng thì báo ai", "den duong ngo 5 hong thi bao ai")
ROLES = {OFFICIAL: StaffRole.OFFICIAL, ADMIN: StaffRole.ADMIN}


@dataclass(slots=True)
class Office:
    """The site with the app behind it."""

    app: App
    site: Site
    parts: list[Part] = field(default_factory=lambda: [Part("database", True), Part("telegram", False, "no poll yet")])

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """Return a client that keeps cookies and has no JavaScript."""
        transport = httpx.ASGITransport(self.site, raise_app_exceptions=False, client=("203.0.113.7", 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://loa.test", headers=BROWSER | headers)

    async def sign_in(self, staff_id: int) -> httpx.AsyncClient:
        """Return a client in which that member of staff has opened the desk."""
        client = self.browser()
        token = await self.app.access.make_link(staff_id)
        answer = await client.post(f"/quan-tri/vao/{token}")
        assert answer.headers["location"] == "/quan-tri"
        return client


@pytest.fixture
async def office(migrated_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """Give the app over a fresh database with the shipped announcements, an official and an admin."""
    secret = SecretStr("only for tests, and long enough for that")
    environment = Environment(database_url=SecretStr(migrated_url), loa_secret=secret, telegram_token=SecretStr(TOKEN))
    async with open_app(Settings(web=WebSettings(questions_per_minute=1000)), environment) as app:
        for staff_id, role in ROLES.items():
            await add_member(app.database, Member(staff_id, role), now=app.clock())
        for number, question in enumerate(QUESTIONS):
            await app.conversation.ask(Visitor(f"{number:020x}", Channel.WEB), question, key=f"asked{number}")
        parts: list[Part] = []

        async def health() -> Health:
            return Health(tuple(parts))

        office = Office(app, make_site(app, health))
        parts.extend(office.parts)
        yield office


@pytest.fixture
def kind() -> str:
    """Give SQLite; pages that need both databases override this with their own parameters."""
    return "sqlite"


@pytest.fixture
async def admin(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an admin at the desk."""
    client = await office.sign_in(ADMIN)
    yield client
    await client.aclose()


@pytest.fixture
async def official(office: Office) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of an official at the desk."""
    client = await office.sign_in(OFFICIAL)
    yield client
    await client.aclose()


@dataclass(slots=True)
class Seat:
    """A page of Chromium at the desk, with what it asked for and complained about."""

    page: Page
    origin: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        """Open a page of the desk and wait until it rests."""
        await self.page.goto(f"{self.origin}/quan-tri{path}")
        await self.page.wait_for_load_state("networkidle")

    async def weigh(self) -> int:
        """Return the bytes of the page with everything that it fetched."""
        entries = "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        return int(await self.page.evaluate(f"{entries}.reduce((sum, entry) => sum + entry.encodedBodySize, 0)"))

    async def is_too_wide(self) -> bool:
        """Return whether the page has to be moved sideways."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


@pytest.fixture
async def origin(office: Office) -> AsyncIterator[str]:
    """Give the address at which the office is served."""
    async with served(office, asyncio.Event()) as port:
        yield f"http://127.0.0.1:{port}"


async def sit_down(
    browser: Browser,
    office: Office,
    origin: str,
    size: tuple[int, int],
    *,
    staff_id: int = ADMIN,
    has_scripts: bool = True,
) -> Seat:
    """Return a fresh Chromium page in which that member of staff has opened the desk by a link."""
    viewport: ViewportSize = {"width": size[0], "height": size[1]}
    page = await (await browser.new_context(viewport=viewport, java_script_enabled=has_scripts)).new_page()
    seat = Seat(page, origin)
    page.on("request", lambda request: seat.requests.append(request.url))
    page.on("console", lambda message: seat.complaints.append(message.text))
    page.on("pageerror", lambda error: seat.complaints.append(str(error)))
    await seat.open(f"/vao/{await office.app.access.make_link(staff_id)}")
    await page.get_by_role("button", name="Vào bàn điều khiển").click()
    await page.wait_for_url("**/quan-tri/**")
    return seat


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium; skips where there is none."""
    driver = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    async with driver.async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        await opened.close()
