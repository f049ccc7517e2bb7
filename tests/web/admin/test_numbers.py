"""The desk's pages on visits and questions, and its files."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import httpx
import pytest
from openpyxl import load_workbook

from bot.audit import read_attempts
from bot.command import Command
from bot.interactions import Event, Interaction
from bot.outcome import Outcome
from bot.visitor import Channel, Visitor
from tests.web.admin.conftest import QUESTIONS, Office

LAN = Visitor("f" * 20, Channel.WEB)


async def read(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(f"/quan-tri{path}")
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def take(client: httpx.AsyncClient, office: Office, **form: str) -> httpx.Response:
    today = office.app.clock().astimezone(office.app.settings.zone).date().isoformat()
    wanted = {"noi-dung": "questions", "dinh-dang": "csv", "tu-ngay": today, "den-ngay": today}
    return await client.post("/quan-tri/xuat-tep", data=wanted | form)


async def test_today_shows_what_was_asked_and_what_is_open(official: httpx.AsyncClient) -> None:
    page = await read(official, "/hom-nay")
    assert "Lượt truy cập hôm nay 3" in page
    assert page.count(QUESTIONS[1]) == 2  # among the newest and among the unanswered
    assert page.count(QUESTIONS[0]) == 1


async def test_visits_are_the_same_in_every_step(office: Office, official: httpx.AsyncClient) -> None:
    await office.app.conversation.command(LAN, Command.HELP, key="h1")
    for step in ("hour", "day", "week", "month", "year"):
        numbers = re.findall(
            r"(?<![\d/])\b[1-9]\d*\b(?= |$)", (await read(official, f"/luot-truy-cap?ky={step}&theo=all"))
        )
        assert "4" in numbers, step


@pytest.mark.parametrize(
    "query",
    ["ky=century", "den=2026-13-45", "den=0001-01-01", "den=9999-12-31", "theo=", "ky=hour&den=2000-01-01", "ky=%00"],
)
async def test_visits_bear_any_wish(official: httpx.AsyncClient, query: str) -> None:
    answer = await official.get(f"/quan-tri/luot-truy-cap?{query}")
    assert (answer.status_code, "Biểu đồ: Lượt truy cập theo" in answer.text) == (200, True)


@pytest.mark.parametrize(
    "query",
    [
        "truoc=-1",
        "truoc=99999999999999999999",
        "truoc=9223372036854775807",
        "truoc=abc",
        "tin-tu=101",
        "tin-tu=%C2%B2",
        "tu-ngay=0000-00-00",
        "ket-qua=%27%3B--",
        "tu-khoa=%25_%5C%2F%00%F0%9F%98%80",
        "tu-khoa=" + "a+" * 900,
        "tu-ngay=2199-12-31&den-ngay=2000-01-01",
    ],
)
async def test_the_log_bears_any_wish(official: httpx.AsyncClient, query: str) -> None:
    assert "Nhật ký câu hỏi" in await read(official, f"/nhat-ky?{query}")


async def test_the_log_is_searched_without_diacritics(official: httpx.AsyncClient) -> None:
    page = await read(official, "/nhat-ky?tu-khoa=den+duong")
    assert QUESTIONS[1] in page
    assert QUESTIONS[0] not in page


async def test_a_row_leads_to_its_why(official: httpx.AsyncClient) -> None:
    listed = (await official.get("/quan-tri/nhat-ky?tu-khoa=chung+thuc")).text
    address = re.findall(r'href="(/quan-tri/nhat-ky/\d+)"', listed)[0]
    page = (await official.get(address)).text
    assert "<blockquote" in page
    assert "đã hiện" in page
    assert f"/quan-tri/day-may/moi?interaction={address.rpartition('/')[2]}" in page


@pytest.mark.parametrize("number", ["0", "99999", "-1", "1e3", "9" * 30, "x"])
async def test_there_is_no_page_of_no_question(official: httpx.AsyncClient, number: str) -> None:
    assert (await official.get(f"/quan-tri/nhat-ky/{number}")).status_code == 404


async def test_hostile_words_stay_words(office: Office, official: httpx.AsyncClient) -> None:
    hostile = "<script>alert(1)</script> {{ 7 * 7 }} sửa đèn"
    await office.app.conversation.ask(LAN, hostile, key="h1")
    for path in ("/hom-nay", "/nhat-ky", "/chua-tra-loi", "/cau-hoi", "/nhat-ky/4"):
        page = (await official.get(f"/quan-tri{path}")).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page or path == "/cau-hoi"
        assert "{{ 7 * 7 }}" in page or path == "/cau-hoi"


async def test_the_unanswered_are_grouped_by_what_they_mean(official: httpx.AsyncClient) -> None:
    assert "2 người, 2 lần" in await read(official, "/chua-tra-loi")
    assert "2 người, 2 lần" in await read(official, "/cau-hoi")


async def test_the_picture_is_drawn_wide_and_narrow(official: httpx.AsyncClient) -> None:
    for path in ("/hom-nay/hinh.svg?", "/luot-truy-cap/hinh.svg?ky=month&"):
        wide, narrow = [await official.get(f"/quan-tri{path}{end}") for end in ("", "hep=1")]
        assert wide.headers["content-type"] == "image/svg+xml"
        assert ('viewBox="0 0 960 420"' in wide.text, 'viewBox="0 0 420 400"' in narrow.text) == (True, True)


async def test_a_file_comes_without_words_and_is_noted(office: Office, official: httpx.AsyncClient) -> None:
    answer = await take(official, office)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + len(QUESTIONS)
    assert "hỏng" not in answer.text
    assert re.search(r'filename="loa-phuong-questions-[\d-]+\.csv"', answer.headers["content-disposition"])
    assert {attempt.deed for attempt in await read_attempts(office.app.database)} - {"enter"} == {"export"}


async def test_words_are_taken_by_admins_as_a_deed_of_its_own(
    office: Office, official: httpx.AsyncClient, admin: httpx.AsyncClient
) -> None:
    assert (await take(official, office, **{"cau-hoi": "1"})).status_code == 403
    answer = await take(admin, office, **{"cau-hoi": "1", "dinh-dang": "xlsx"})
    cells = [row[-1] for row in load_workbook(io.BytesIO(answer.content)).active.values]
    assert cells[1:] == list(QUESTIONS)
    noted = [(each.deed, each.is_allowed) for each in await read_attempts(office.app.database)]
    assert noted.count(("export_text", True)) == noted.count(("export_text", False)) == 1
    assert "Kèm nguyên văn" not in await read(official, "/xuat-tep")


@pytest.mark.parametrize(
    "form", [{"noi-dung": "x"}, {"dinh-dang": "exe"}, {"tu-ngay": "2999-01-01"}, {"den-ngay": "2001-01-01"}], ids=str
)
async def test_a_form_that_cannot_be_read_is_explained(
    office: Office, official: httpx.AsyncClient, form: dict[str, str]
) -> None:
    answer = await take(official, office, **form)
    assert answer.status_code == 303
    assert "Chọn nội dung" in await read(official, answer.headers["location"].removeprefix("/quan-tri"))


async def test_the_log_turns_its_pages(office: Office, official: httpx.AsyncClient) -> None:
    now = office.app.clock()
    for number in range(60):
        moment = now + timedelta(seconds=number)
        log = office.app.conversation._parts.log
        await log.record(Interaction(f"m{number}", moment, LAN, Event.QUESTION, Outcome.ANSWERED, f"câu {number:02}"))
    first = (await official.get("/quan-tri/nhat-ky?kenh=web")).text
    older = re.findall(r'href="(/quan-tri/nhat-ky\?[^"]*truoc=\d+)"', first)[0].replace("&amp;", "&")
    second = (await official.get(older)).text
    assert "câu 59" in first
    assert "câu 10" in first
    assert "câu 09" in second
    assert "kenh=web" in older
