"""Announcements at the desk: found without diacritics, taken down and put back after a question, for good."""

from __future__ import annotations

import httpx

from bot.audit import read_attempts
from bot.content import content_folder, synchronise
from bot.staff import Member, StaffRole, add_member
from tests.web.admin.conftest import OFFICIAL, Office

PATH = "/quan-tri/thong-bao"
ID = "thu-tuc-khai-sinh"


async def take_down(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post(f"{PATH}/{ID}", data={"tu": "published", "thanh": "withdrawn"})


async def test_titles_are_found_without_diacritics(official: httpx.AsyncClient) -> None:
    found = (await official.get(PATH, params={"tu-khoa": "khai sinh"})).text
    assert f"{PATH}/{ID}" in found
    assert f"{PATH}/{ID}" not in (await official.get(PATH, params={"tu-khoa": "khong co gi ca"})).text
    assert f"{PATH}/{ID}" not in (await official.get(PATH, params={"tinh-trang": "withdrawn"})).text


async def test_a_step_is_asked_about_before_it_is_taken(office: Office, official: httpx.AsyncClient) -> None:
    asked = await official.get(f"{PATH}/{ID}", params={"thanh": "withdrawn"})
    assert "không tra cứu và không đọc được nữa" in asked.text
    assert office.app.base.announcement(ID)


async def test_what_is_taken_down_is_gone_and_stays_so(office: Office, official: httpx.AsyncClient) -> None:
    assert "notice=standing_changed" in (await take_down(official)).headers["location"]
    assert office.app.base.announcement(ID) is None
    await synchronise(office.app.database, content_folder(None), now=office.app.clock())
    await office.app.library.refresh()
    assert office.app.base.announcement(ID) is None
    await official.post(f"{PATH}/{ID}", data={"tu": "withdrawn", "thanh": "published"})
    assert office.app.base.announcement(ID)


async def test_a_step_from_a_state_of_yesterday_is_not_taken(office: Office, official: httpx.AsyncClient) -> None:
    await official.post(f"{PATH}/{ID}", data={"tu": "expired", "thanh": "withdrawn"})
    assert office.app.base.announcement(ID)


async def test_an_official_of_another_topic_may_not(office: Office, official: httpx.AsyncClient) -> None:
    member = Member(OFFICIAL, StaffRole.OFFICIAL, topics=("moi-truong",))
    await add_member(office.app.database, member, now=office.app.clock())
    assert (await take_down(official)).status_code == 403
    assert office.app.base.announcement(ID)
    assert (await read_attempts(office.app.database, limit=1))[0].detail == {"reason": "topic"}
