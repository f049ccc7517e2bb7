"""Broadcasts at the desk: written by one person, let out by another, steered and reported."""

from __future__ import annotations

import re

import httpx

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Content, Draft
from tests.web.admin.conftest import OFFICIAL, Office

PATH = "/quan-tri/phat-loa"
WORDS = "Sáng mai 8 giờ tổng vệ sinh <b>toàn phường</b>."


async def press(client: httpx.AsyncClient, answer: httpx.Response, label: str) -> httpx.Response:
    """Press the button of an answer's page whose label begins so."""
    found = re.search(rf'value="([^"]+)">[^<]*{re.escape(label)}', answer.text)
    assert found, re.findall(r"<button[^>]*>([^<]*)", answer.text)
    return await client.post(PATH, data={"action": found[1]})


async def only_broadcast(office: Office) -> Broadcast:
    (found,) = await office.app.broadcasts.listed()
    return found


async def hand_in(official: httpx.AsyncClient) -> httpx.Response:
    """Write a message and hand it in for approval."""
    await official.post(PATH, data={"command": "phatloa"})
    panel = await official.post(PATH, data={"text": WORDS})
    assert "&lt;b&gt;toàn phường&lt;/b&gt;" in panel.text
    return await press(official, panel, "Trình duyệt")


async def test_one_person_writes_and_another_lets_it_out(
    office: Office, official: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    await hand_in(official)
    assert (await only_broadcast(office)).state is BroadcastState.WAITING
    card = await admin.post(PATH, data={"command": "duyet"})
    assert "&lt;b&gt;toàn phường&lt;/b&gt;" in card.text
    await press(admin, card, "Duyệt")
    assert (await only_broadcast(office)).state is BroadcastState.APPROVED


async def test_the_author_cannot_let_it_out(office: Office, official: httpx.AsyncClient) -> None:
    await hand_in(official)
    answer = await official.post(PATH, data={"action": "f:approve.sure.1.0"})
    assert "Người soạn không được tự duyệt" in answer.text
    assert (await only_broadcast(office)).state is BroadcastState.WAITING


async def test_words_that_nobody_awaits_stay_in_the_form(official: httpx.AsyncClient) -> None:
    answer = await official.post(PATH, data={"text": WORDS})
    assert "&lt;b&gt;toàn phường&lt;/b&gt;.</textarea>" in answer.text


async def test_buttons_of_residents_do_nothing_here(official: httpx.AsyncClient) -> None:
    assert (await official.post(PATH, data={"action": "x:1"})).status_code == 200
    assert (await official.post(PATH, data={"action": "s:"})).status_code == 400


async def test_the_recipients_come_as_a_file(office: Office, admin: httpx.AsyncClient) -> None:
    await office.app.broadcasts.draft(Draft(OFFICIAL, Content("Mai cắt nước.")))
    answer = await admin.post(PATH, data={"action": "f:report.csv.1"})
    assert answer.headers["content-disposition"].endswith("loa-1.csv")
