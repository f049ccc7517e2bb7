"""/nhatky over the loopback server: from an unanswered question to a lesson that answers it, killed between steps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.audit import read_attempts
from bot.database import open_database
from bot.staff import StaffRole
from bot.teaching.lesson_book import LessonBook
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import NOON
from tests.servers.resident import Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house
from tests.telegram.test_kill import make_environment, running

QUESTION = "van ban cai loa ban hanh ngay nao"
WORDS = "văn bản cái loa = 310/KH-UBND"
TOLD = "29/12/2022"


@pytest.fixture
def hoa(server: BotApiServer) -> Resident:
    return server.resident("Hoa", has_started=True)


@pytest.fixture
def lan(server: BotApiServer) -> Resident:
    return server.resident("Lan", has_started=True)


@asynccontextmanager
async def open_log_of(hoa: Resident, server: BotApiServer, folder: Path) -> AsyncIterator[House]:
    async with open_house(folder, server, staff=frozenset({hoa.id})) as house:
        await hire(house.app, hoa.id)
        yield house


@pytest.fixture
async def house(server: BotApiServer, tmp_path: Path, hoa: Resident) -> AsyncIterator[House]:
    async with open_log_of(hoa, server, tmp_path) as opened:
        yield opened


async def ask(lan: Resident, question: str = QUESTION) -> str:
    await lan.send(question)
    return (await lan.next_message(10)).plain


async def press(who: Resident, message: SentMessage, label: str) -> SentMessage:
    await who.press(message, label)
    return await who.next_message(20)


async def open_row(hoa: Resident, words: str) -> SentMessage:
    await hoa.send("/nhatky")
    listing = await hoa.next_message(10)
    return await press(hoa, listing, words)


async def propose(hoa: Resident) -> SentMessage:
    kinds = await press(hoa, await open_row(hoa, QUESTION[:20]), "Dạy máy")
    asked = await press(hoa, kinds, "Tên gọi khác")
    assert "310/KH-UBND" in asked.plain
    await hoa.send(WORDS)
    return await hoa.next_message(20)


async def test_an_unanswered_question_is_taught_answered_and_taken_back(
    house: House, hoa: Resident, lan: Resident
) -> None:
    before = await ask(lan)
    assert TOLD not in before
    trial = await propose(hoa)
    assert "1 câu đổi" in trial.plain
    assert QUESTION in trial.plain
    assert TOLD not in await ask(lan), "nothing counts before it is saved"
    saved = await press(hoa, trial, "Lưu")
    assert "Đã lưu bài dạy số 1" in saved.plain
    assert TOLD in await ask(lan)
    undone = await press(hoa, saved, "Rút lại")
    assert "Đã rút lại bài dạy số 1" in undone.plain
    assert await ask(lan) == before
    await press(hoa, undone, "Dạy lại")
    assert TOLD in await ask(lan, "Văn bản cái loa ban hành ngày nào vậy?")


async def test_a_row_tells_why(house: House, hoa: Resident, lan: Resident) -> None:
    await ask(lan, "lam giay khai sinh can giay to gi")
    await hoa.send("/nhatky")
    everything = await press(hoa, await hoa.next_message(), "Mọi câu hỏi")
    row = await press(hoa, everything, "lam giay khai sinh")
    for told in ("Hỏi: lam giay khai sinh can giay to gi", "Kết quả:", "Máy đã cân nhắc:", "Bà con đã đọc:", "%"):
        assert told in row.plain


async def test_a_pin_is_chosen_from_what_was_weighed_or_searched(house: House, hoa: Resident, lan: Resident) -> None:
    await ask(lan, "lam giay to cho be moi de thi den cho nao")
    await hoa.send("/nhatky")
    row = await press(hoa, await press(hoa, await hoa.next_message(), "Mọi câu hỏi"), "lam giay to cho be")
    await press(hoa, await press(hoa, row, "Dạy máy"), "Câu trả lời ghim")
    await hoa.send("nơi nộp hồ sơ khai sinh")
    choices = await hoa.next_message(10)
    label = next(button.label for button in choices.buttons if "hai sinh" in button.label)
    trial = await press(hoa, choices, label)
    assert "Đã thử" in trial.plain
    await press(hoa, trial, "Lưu")
    assert "khai sinh" in await ask(lan, "lam giay to cho be moi de thi den cho nao vay ad")
    detail = (await house.interactions())[-1].detail
    assert detail["lessons"] == [1]


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        ("Đồng nghĩa", "cái loa", "ngăn bằng dấu bằng"),
        ("Đồng nghĩa", "cho em hỏi = khai sinh", "câu hỏi nào cũng có"),
        ("Đồng nghĩa", "cháy nhà = khai sinh", "Lời kêu cứu"),
        ("Cách gõ", "nước = khai sinh", "từ bình thường"),
        ("Tên gọi khác", "kế hoạch loa = gì đó không có", "là tên gọi của văn bản nào"),
    ],
)
async def test_what_would_do_harm_is_refused_with_why(
    house: House, hoa: Resident, lan: Resident, kind: str, words: str, told: str
) -> None:
    await ask(lan)
    await press(hoa, await press(hoa, await open_row(hoa, QUESTION[:20]), "Dạy máy"), kind)
    await hoa.send(words)
    assert told in (await hoa.next_message(10)).plain


async def test_dropping_saves_nothing(house: House, hoa: Resident, lan: Resident) -> None:
    await ask(lan)
    assert "không lưu gì" in (await press(hoa, await propose(hoa), "Bỏ")).plain
    assert await house.app.teaching.book.count() == (0, 0)


async def test_a_change_in_between_is_told_before_saving(house: House, hoa: Resident, lan: Resident) -> None:
    await ask(lan)
    trial = await propose(hoa)
    kinds = await press(hoa, await open_row(hoa, QUESTION[:20]), "Dạy máy")
    await press(hoa, kinds, "Đồng nghĩa")
    await hoa.send("phiếu bé = khai sinh")
    await press(hoa, await hoa.next_message(20), "Lưu")
    stale = await press(hoa, trial, "Lưu")
    assert "đã thay đổi" in stale.plain
    again = await press(hoa, stale, "Thử lại")
    assert "Đã lưu bài dạy số 2" in (await press(hoa, again, "Lưu")).plain


async def test_residents_and_former_staff_are_refused(house: House, hoa: Resident, lan: Resident) -> None:
    await ask(lan)
    trial = await propose(hoa)
    await lan.send("/nhatky")
    refusal = await lan.next_message()
    assert "dành cho cán bộ" in refusal.plain
    await lan.press_data(refusal, trial.find_button("Lưu").data)
    assert "dành cho cán bộ" in (await lan.next_message()).plain
    binh = house.server.resident("Bình", has_started=True)
    await hire(house.app, binh.id, StaffRole.OFFICIAL)
    await binh.send("/nhatky")
    await binh.press_data(await binh.next_message(), trial.find_button("Lưu").data)
    assert "Chỉ người soạn" in (await binh.next_message()).plain
    assert await house.app.teaching.book.count() == (0, 0)
    denied = {(a.staff_id, a.is_allowed) for a in await read_attempts(house.app.database) if a.staff_id == lan.id}
    assert denied == {(lan.id, False)}


async def test_a_lesson_survives_a_restart_at_every_step(
    server: BotApiServer, tmp_path: Path, hoa: Resident, lan: Resident
) -> None:
    async def step(act: Callable[[], Awaitable[object]], who: Resident = hoa) -> SentMessage:
        """Do one thing twice, each time over a bot opened anew: the answers are the same."""
        answers = []
        for _ in range(2):
            async with open_log_of(hoa, server, tmp_path) as house:
                await act()
                answers.append(await who.next_message(20))
                await house.settle()
                assert await house.count_rows(2) == 0
        assert answers[0].plain == answers[1].plain
        return answers[1]

    await step(lambda: lan.send(QUESTION), lan)
    listing = await step(lambda: hoa.send("/nhatky"))
    row = await step(lambda: hoa.press(listing, QUESTION[:20]))
    kinds = await step(lambda: hoa.press(row, "Dạy máy"))
    await step(lambda: hoa.press(kinds, "Tên gọi khác"))
    trial = await step(lambda: hoa.send(WORDS))
    assert "1 câu đổi" in trial.plain
    await step(lambda: hoa.press(trial, "Lưu"))
    assert TOLD in (await step(lambda: lan.send(QUESTION), lan)).plain
    assert await count_lessons(tmp_path) == (1, 1)


async def test_kill_9_while_saving_saves_once(
    server: BotApiServer, tmp_path: Path, hoa: Resident, lan: Resident
) -> None:
    async with open_log_of(hoa, server, tmp_path) as house:
        await ask(lan)
        trial = await propose(hoa)
        await house.settle()
    environment = make_environment(tmp_path, server)
    stuck = server.faults.time_out(method="sendMessage")
    async with running(tmp_path, environment):
        await hoa.press(trial, "Lưu")
        async with asyncio.timeout(30):
            while len(server.backend.updates):  # noqa: ASYNC110 - the update is fetched
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
    stuck.end()
    async with running(tmp_path, environment):
        assert "Đã lưu bài dạy số 1" in (await hoa.next_message(30)).plain
        assert TOLD in await ask(lan)
    assert await count_lessons(tmp_path) == (1, 1)


async def count_lessons(folder: Path) -> tuple[int, int]:
    database = await open_database(f"sqlite:///{folder}/loa.db")
    book = LessonBook(database, KnowledgeBase(SearchIndex(load_lexicon())), lambda: NOON, max_lessons=9)
    counted = await book.count()
    await database.close()
    return counted
