"""From an official's phone to everybody's: composed, tested, approved by a second person, received as previewed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.broadcasts.broadcast import BroadcastState
from tests.bot.broadcasts.station import Station
from tests.servers.arguments import Upload
from tests.servers.resident import PIXEL, Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house

CAPTION = "Bão số 3 vào chiều nay 🌧 bà con ở trong nhà."
STYLES = [{"type": "bold", "offset": 0, "length": 8}, {"type": "italic", "offset": 26, "length": 18}]


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward with two officials and some subscribers, and the folder that outlives its bot."""

    folder: Path
    server: BotApiServer
    an: Resident
    binh: Resident
    people: list[Resident]
    picture: dict[str, Any]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[House]:
        """Give the running bot."""
        staff = frozenset({self.an.id, self.binh.id})
        async with open_house(self.folder, self.server, staff=staff) as house:
            for official in (self.an, self.binh):
                await hire(house.app, official.id)
            yield house


@pytest.fixture
async def ward(server: BotApiServer, tmp_path: Path) -> Ward:
    people = server.residents(5)
    an, binh = (server.resident(name, has_started=True) for name in ("An", "Bình"))
    photo = server.backend.files.add("photo", Upload("bao.png", "image/png", PIXEL)).as_json()
    picture = {"photo": [photo | {"width": 1, "height": 1}], "caption": CAPTION, "caption_entities": STYLES}
    ward = Ward(tmp_path, server, an, binh, people, picture)
    async with ward.open() as house:
        await Station(house.app.database).subscribe(lan.id for lan in people)
    return ward


def shown(message: SentMessage) -> dict[str, Any]:
    """Return what a person sees of a message."""
    seen = {name: message.raw.get(name) for name in ("caption", "caption_entities", "text", "entities", "reply_markup")}
    return seen | {"photo": [size["file_id"] for size in message.raw.get("photo", [])]}


async def answer_to(who: Resident, message: SentMessage, label: str, *, messages: int = 1) -> SentMessage:
    """Press a button and return the last of so many messages that come."""
    await who.press(message, label)
    return [await who.next_message() for _ in range(messages)][-1]


async def compose(ward: Ward) -> SentMessage:
    """Bring an emergency with a photo to the question before it is handed in, and return that."""
    an = ward.an
    await an.send("/phatloa")
    assert "Phát loa" in (await an.next_message()).plain
    await an.send_content(ward.picture)
    await an.next_message()
    panel = await answer_to(an, await an.next_message(), "Khẩn cấp")
    return await answer_to(an, panel, "Trình duyệt")


async def test_everybody_gets_exactly_the_preview(ward: Ward) -> None:
    an, binh = ward.an, ward.binh
    async with ward.open() as house:
        ask = await compose(ward)
        assert "sẽ tới 5 người, cả trong giờ nghỉ" in ask.plain
        panel = await answer_to(an, ask, "Quay lại")
        test = await answer_to(an, panel, "Gửi thử")
        await answer_to(an, ask, "khẩn cấp tới 5 người")
        preview, card = await binh.next_message(), await binh.next_message()
        assert f"{an.id} trình duyệt tin #1" in card.plain
        question = await answer_to(binh, card, "✅ Duyệt")
        assert "✅ Duyệt và phát tới 5 người" in [button.label for button in question.buttons]
        assert [lan.messages for lan in ward.people] == [[]] * 5
        await answer_to(binh, question, "Duyệt và phát")
        got = [await lan.next_message() for lan in ward.people]
        assert "được" in (await an.next_message()).plain
        await house.settle()
    assert shown(preview) == shown(test)
    assert [shown(message) for message in got] == [shown(preview)] * 5
    assert got[0].marked("bold")[1:] == ["Bão số 3"]
    assert got[0].plain.endswith(CAPTION)


async def test_the_author_is_refused_everywhere(ward: Ward) -> None:
    an, binh = ward.an, ward.binh
    async with ward.open() as house:
        own = await answer_to(an, await compose(ward), "khẩn cấp tới 5 người")
        await binh.next_message()
        card = await binh.next_message()
        for data in (*(button.data for button in card.buttons), "f:approve.sure.1.5", "f:approve.deny.1"):
            await an.press_data(own, data)
            await an.next_message()
            assert "Người soạn không được tự duyệt" in (await an.next_message()).plain
        await an.send("/duyet")
        await an.next_message()
        assert "Người soạn không được tự duyệt" in (await an.next_message()).plain
        (waiting,) = await house.app.broadcasts.listed()
        assert waiting.state is BroadcastState.WAITING
        assert [lan.messages for lan in ward.people] == [[]] * 5


Step = Callable[[Ward, SentMessage | None], Awaitable[tuple[Resident, int]]]


def press(label: str, *, by: str = "an", messages: int = 1) -> Step:
    """Return the step of a tap on the last message."""

    async def step(ward: Ward, last: SentMessage | None) -> tuple[Resident, int]:
        who = ward.an if by == "an" else ward.binh
        assert last is not None
        await who.press(last, label)
        return who, messages

    return step


async def start(ward: Ward, _last: SentMessage | None) -> tuple[Resident, int]:
    await ward.an.send("/phatloa")
    return ward.an, 1


async def hand_over(ward: Ward, _last: SentMessage | None) -> tuple[Resident, int]:
    await ward.an.send_content(ward.picture)
    return ward.an, 2


async def look(ward: Ward, _last: SentMessage | None) -> tuple[Resident, int]:
    ward.binh.skip_messages()
    await ward.binh.send("/duyet")
    return ward.binh, 2


WAY: list[Step] = [
    start,
    hand_over,
    press("Khẩn cấp"),
    press("Trình duyệt"),
    press("khẩn cấp tới 5 người"),
    look,
    press("✅ Duyệt", by="binh"),
    press("Duyệt và phát tới 5 người", by="binh"),
]


async def test_stopped_after_every_step_the_step_comes_again_and_leads_to_the_same(ward: Ward) -> None:
    last: SentMessage | None = None
    for step in WAY:
        replies = []
        for _ in range(2):
            async with ward.open() as house:
                who, messages = await step(ward, last)
                replies.append([await who.next_message() for _ in range(messages)][-1])
                await house.settle()
        if step is not WAY[-1]:  # after that it is being sent, which the reply tells
            assert replies[0].plain == replies[1].plain
        assert [b.label for b in replies[0].buttons] == [b.label for b in replies[1].buttons]
        last = replies[0]
    async with ward.open() as house:
        for lan in ward.people:
            await lan.next_message()
        (broadcast,) = await house.app.broadcasts.listed()
        report = await house.app.broadcasts.report(broadcast.id)
    assert all("Đã duyệt #1" in reply.plain for reply in replies)
    assert [len(lan.messages) for lan in ward.people] == [1] * 5
    assert report is not None
    assert (report.audience, report.sent, report.uncertain) == (5, 5, 0)
