"""Teaching at the desk: a lesson from a row of the log, tried, saved, taken back; in Chromium on phone and desktop."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import func, select

from bot.audit import read_attempts
from bot.outcome import Outcome
from bot.staff import Deed, Member, StaffRole, add_member
from bot.tables import INTERACTION
from bot.visitor import Channel, Visitor
from tests.web.admin.conftest import OFFICIAL, Office, Seat, sit_down

axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe-playwright-python is not installed")
if TYPE_CHECKING:
    from playwright.async_api import Browser

LAN = Visitor(person="1a" * 10, channel=Channel.WEB)
QUESTION = "làm thẻ nhựa ở đâu"
ASK = {"kind": "synonym", "wording": "thẻ nhựa", "meaning": "căn cước"}


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def ask(office: Office, question: str = QUESTION) -> Outcome:
    key = f"k{len(question)}-{asyncio.get_running_loop().time()}"
    return (await office.app.conversation.answer(LAN, question, key=key)).outcome


async def row_of(office: Office) -> int:
    async with office.app.database.read() as connection:
        latest = select(func.max(INTERACTION.c.id)).where(INTERACTION.c.person == LAN.person)
        return int(await connection.scalar(latest) or 0)


async def propose(client: httpx.AsyncClient, **form: str) -> str:
    """Return the path of the trial, when it is over."""
    answer = await client.post("/quan-tri/day-may/moi", data=form)
    path = str(answer.headers["location"])
    async with asyncio.timeout(30):
        while "hx-trigger" in (await client.get(path)).text:  # noqa: ASYNC110 - the page tells
            await asyncio.sleep(0.05)
    return path


async def test_a_lesson_from_a_row_answers_and_is_taken_back(office: Office, official: httpx.AsyncClient) -> None:
    assert await ask(office) is Outcome.NOT_FOUND
    row = await row_of(office)
    address = f"/quan-tri/day-may/moi?interaction={row}"
    assert address in (await official.get(f"/quan-tri/nhat-ky/{row}")).text
    form = await official.get(address)
    assert QUESTION in form.text
    path = await propose(official, **ASK, interaction=str(row))
    trial = (await official.get(path)).text
    assert "1 câu đổi" in trial
    assert QUESTION in trial
    assert await ask(office) is Outcome.NOT_FOUND, "nothing counts before it is saved"
    replay = path.rpartition("/")[2]
    for _ in range(2):
        saved = await official.post("/quan-tri/day-may/luu", data={"replay": replay})
        assert saved.headers["location"] == "/quan-tri/day-may?notice=lesson_saved"
    assert await ask(office) is Outcome.ANSWERED
    listed = (await official.get("/quan-tri/day-may")).text
    assert "“thẻ nhựa” và “căn cước” là một" in listed
    assert f"Cán bộ {OFFICIAL} dạy lúc" in listed
    assert f"/quan-tri/nhat-ky/{row}" in listed
    await official.post("/quan-tri/day-may/rut", data={"lesson": "1"})
    assert await ask(office) is Outcome.NOT_FOUND
    assert "Đã rút lại" in (await official.get("/quan-tri/day-may")).text
    await official.post("/quan-tri/day-may/day-lai", data={"lesson": "1"})
    assert await ask(office) is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"wording": "cháy nhà"}, "Lời kêu cứu"),
        ({"wording": "cho em hỏi"}, "câu hỏi nào cũng có"),
        ({"meaning": "<b>hổ phách</b>"}, "Chưa văn bản nào có cụm từ này"),
        ({"kind": "spelling", "wording": "nước"}, "từ bình thường"),
        ({"kind": "alias", "wording": "sổ tay xanh", "meaning": "giờ xe rác"}, "Không có văn bản"),
        ({"kind": "pin", "wording": "xe rác mấy giờ", "target": "không/có"}, "Đoạn này không còn"),
    ],
)
async def test_a_refusal_is_told_and_keeps_what_was_typed(
    office: Office, official: httpx.AsyncClient, form: dict[str, str], told: str
) -> None:
    page = await official.post("/quan-tri/day-may/moi", data=ASK | form)
    assert page.status_code == 200
    assert told in page.text
    assert "<b>hổ" not in page.text
    assert f'value="{(ASK | form)["wording"]}"' in page.text


async def test_an_unclear_name_offers_announcements(office: Office, official: httpx.AsyncClient) -> None:
    form = {"kind": "alias", "wording": "sổ tay xanh", "meaning": "giờ xe rác đi qua"}
    page = (await official.post("/quan-tri/day-may/moi", data=form)).text
    target = re.search(r'name="target" value="([^"]+)"', page)
    assert target
    await propose(official, **form, target=target[1])


async def test_a_section_is_searched_and_pinned(office: Office, official: httpx.AsyncClient) -> None:
    form = {"kind": "pin", "wording": "cái xe đó tới lúc nào"}
    page = (await official.get("/quan-tri/day-may/moi", params=form | {"tim": "giờ xe rác đi qua"})).text
    target = re.search(r'name="target" value="([^"]+)"', page)
    assert target
    path = await propose(official, **form, target=target[1])
    await official.post("/quan-tri/day-may/luu", data={"replay": path.rpartition("/")[2]})
    shown = await office.app.conversation.answer(LAN, "cai xe do toi luc nao", key="pinned")
    assert (shown.outcome, shown.section_id) == (Outcome.ANSWERED, target[1])


async def test_a_change_in_between_is_told(
    office: Office, official: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    path = await propose(official, **ASK)
    other = await propose(admin, kind="spelling", wording="cccđ", meaning="căn cước")
    await admin.post("/quan-tri/day-may/luu", data={"replay": other.rpartition("/")[2]})
    replay = {"replay": path.rpartition("/")[2]}
    stale = await official.post("/quan-tri/day-may/luu", data=replay)
    assert "cu=1" in stale.headers["location"]
    assert "có thể không còn đúng" in (await official.get(stale.headers["location"])).text
    again = await official.post("/quan-tri/day-may/thu-lai", data=replay)
    assert again.headers["location"] != path
    sure = await official.post("/quan-tri/day-may/luu", data=replay | {"sure": "1"})
    assert sure.headers["location"].endswith("lesson_saved")


async def test_another_one_s_proposal_is_not_saved(
    office: Office, official: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    path = await propose(official, **ASK)
    taken = await admin.post("/quan-tri/day-may/luu", data={"replay": path.rpartition("/")[2]})
    assert taken.headers["location"].endswith("lesson_not_saved")
    assert await office.app.teaching.book.count() == (0, 0)


async def test_an_official_of_another_topic_is_told(office: Office) -> None:
    await add_member(
        office.app.database, Member(77, StaffRole.OFFICIAL, topics=("moi-truong",)), now=office.app.clock()
    )
    client = await office.sign_in(77)
    page = await client.post("/quan-tri/day-may/moi", data=ASK)
    undone = await client.post("/quan-tri/day-may/rut", data={"lesson": "1"})
    await client.aclose()
    assert "ngoài chuyên mục" in page.text
    assert undone.headers["location"].endswith("lesson_not_saved")


async def test_every_act_is_in_the_audit(office: Office, official: httpx.AsyncClient) -> None:
    path = await propose(official, **ASK)
    await official.post("/quan-tri/day-may/luu", data={"replay": path.rpartition("/")[2]})
    await official.post("/quan-tri/day-may/tac-dung", data={"lesson": "1"})
    await official.post("/quan-tri/day-may/rut", data={"lesson": "1"})
    attempts = [a for a in await read_attempts(office.app.database) if a.deed == Deed.TEACH]
    assert {a.staff_id for a in attempts} == {OFFICIAL}
    assert {"/quan-tri/day-may/luu", "/quan-tri/day-may/rut", "lesson 1"} <= {a.subject for a in attempts}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no_scripts"])
async def test_teaching_in_chromium(
    browser: Browser, office: Office, origin: str, size: tuple[int, int], *, has_scripts: bool
) -> None:
    await ask(office)
    seat = await sit_down(browser, office, origin, size, staff_id=OFFICIAL, has_scripts=has_scripts)
    await seat.open(f"/day-may/moi?interaction={await row_of(office)}")
    await check(seat, has_scripts=has_scripts)
    await seat.page.get_by_role("link", name="Đồng nghĩa").click()
    await seat.page.get_by_label("Cách bà con nói").fill("thẻ nhựa")
    await seat.page.get_by_label("Cách văn bản viết").fill("căn cước")
    await check(seat, has_scripts=has_scripts)
    await seat.page.get_by_role("button", name="Thử trước khi lưu").click()
    await seat.page.wait_for_url("**/day-may/thu/*")
    if not has_scripts:
        while not await seat.page.get_by_text(": 1 câu đổi").count():
            await seat.page.get_by_role("link", name="Xem lại tiến độ").click()
    await seat.page.get_by_text(": 1 câu đổi").wait_for()
    await check(seat, has_scripts=has_scripts)
    await seat.page.get_by_role("button", name="Lưu", exact=True).click()
    await seat.page.get_by_text("Đã lưu. Có hiệu lực").wait_for()
    assert await ask(office) is Outcome.ANSWERED
    await check(seat, has_scripts=has_scripts)
    await seat.page.get_by_role("button", name="Rút lại bài 1").click()
    await seat.page.get_by_text("Đã rút lại. Hết hiệu lực").wait_for()
    assert await ask(office) is Outcome.NOT_FOUND
    assert all(url.startswith((origin, "data:")) for url in seat.requests)
    assert seat.complaints == []


async def check(seat: Seat, *, has_scripts: bool) -> None:
    """Check that the page is no wider than the screen, and accessible."""
    assert not await seat.is_too_wide()
    if has_scripts:
        found = await axe.Axe().run(seat.page)
        assert found.violations_count == 0, found.generate_report()
