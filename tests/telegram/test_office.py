"""The officials' side on Telegram: who is heard, what is shown, what the menu offers."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import App
from bot.broadcasts.broadcast import Content, Tier
from bot.office.booth import Notify
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.files import FetchFile, FileError
from bot.office.flow import Staffer, Submission
from bot.office.office import Office, OfficeCommand
from bot.reply import Action, Block, Button, File, Preview, Reply, Span, Verb
from tests.bot.cast import NOON
from tests.servers.resident import Resident
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house


@dataclass(frozen=True, slots=True)
class Mirror:
    """A flow that shows back what it gets: as a preview, and the bytes of a file as a file."""

    dialogues: Dialogues
    fetch: FetchFile
    kind: str = "compose"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        await self.dialogues.put(Dialogue(staff.id, self.kind, "first"))
        return _say(f"start {argument}")

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        files: tuple[File, ...] = ()
        if submission.media:
            try:
                files = (File(submission.media.name, await self.fetch(submission.media.file_id)),)
            except FileError as error:
                return _say(f"file: {error.reason}")
        preview = Preview(Content(submission.text, submission.entities, submission.media), Tier.EMERGENCY)
        return Reply(_say("shown").blocks, ((Button("Bấm", Action(Verb.OFFICE, "compose.b")),),), "", (preview,), files)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        return Reply(_say(f"pressed {argument}").blocks, toast="Đã bấm")


def _say(words: str) -> Reply:
    return Reply((Block((Span(words),)),))


def mirrored(app: App, fetch: FetchFile, _notify: Notify, _read_username: Callable[[], str]) -> Office:
    """Return an office whose one flow is a mirror."""
    dialogues = Dialogues(app.database, lambda: NOON)
    flows = {OfficeCommand.COMPOSE: Mirror(dialogues, fetch)}
    return Office(flows, dialogues, app.database, app.catalogue, lambda: NOON)


@pytest.fixture
def hoa(server: BotApiServer) -> Resident:
    return server.resident("Hoa")


@pytest.fixture
async def house(server: BotApiServer, tmp_path: Path, hoa: Resident) -> AsyncIterator[House]:
    async with open_house(tmp_path, server, staff=frozenset({hoa.id}), make_office=mirrored) as opened:
        await hire(opened.app, hoa.id)
        yield opened


async def test_an_official_sees_words_exactly_as_the_audience_does(house: House, hoa: Resident) -> None:
    await hoa.send("/phatloa 7")
    assert (await hoa.next_message()).plain == "start 7"
    bold = {"type": "bold", "offset": 0, "length": 4}
    await hoa.send_content({"text": "Bão số 3 <gần> 0912345678", "entities": [bold]})
    preview, after = await hoa.next_message(), await hoa.next_message()
    assert preview.plain.endswith("\n\nBão số 3 <gần> 0912345678")
    assert preview.marked("bold")[1:] == ["Bão "]
    assert "KHẨN CẤP" in preview.plain.upper()
    assert after.plain == "shown"
    press = await hoa.press(after, "Bấm")
    assert (await press.answered())["text"] == "Đã bấm"
    assert (await hoa.next_message()).plain == "pressed b"


async def test_a_document_comes_in_and_goes_out_as_bytes(house: House, hoa: Resident) -> None:
    await hoa.send("/phatloa")
    await hoa.next_message()
    await hoa.send_document(b"a;b\n", "lich.csv", "Lịch")
    preview, _, back = [await hoa.next_message() for _ in range(3)]
    assert preview.raw["document"]["file_name"] == back.raw["document"]["file_name"] == "lich.csv"
    assert back.raw["document"]["file_size"] == 4


async def test_an_edited_message_is_handed_in_again(house: House, hoa: Resident) -> None:
    await hoa.send("/phatloa")
    await hoa.next_message()
    first = await hoa.send("Bão số 3")
    await hoa.next_message()
    await hoa.next_message()
    await hoa.edit(first, "Bão số 4")
    assert (await hoa.next_message()).plain.endswith("Bão số 4")


async def test_a_file_that_is_gone_is_told(house: House, hoa: Resident) -> None:
    await hoa.send("/phatloa")
    await hoa.next_message()
    await hoa.send_content({"document": {"file_id": "BQACgone", "file_unique_id": "u", "file_name": "x"}})
    assert (await hoa.next_message()).plain == "file: gone"


async def test_content_that_telegram_refuses_is_told(
    house: House, hoa: Resident, caplog: pytest.LogCaptureFixture
) -> None:
    await hoa.send("/phatloa")
    await hoa.next_message()
    house.server.faults.fail(400, "Bad Request: message is too long", method="sendMessage", times=1)
    await hoa.send("dài")
    assert "Telegram không nhận nội dung này" in (await hoa.next_message()).plain
    await house.settle()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_without_open_work_an_official_asks_like_anyone(house: House, hoa: Resident) -> None:
    await hoa.send("lam giay khai sinh can giay to gi")
    assert "khai sinh" in (await hoa.next_message()).plain.lower()
    await hoa.send("/phatloa")
    await hoa.next_message()
    await hoa.send("/moinhat")
    assert "mới nhất" in (await hoa.next_message()).plain


async def test_a_resident_is_refused_and_asks_on(house: House) -> None:
    lan = house.server.resident("Lan")
    for command in (OfficeCommand.COMPOSE, OfficeCommand.PUBLISH):
        await lan.send(f"/{command} x")
        assert "dành cho cán bộ" in (await lan.next_message()).plain
    await lan.send("lam giay khai sinh can giay to gi")
    answer = await lan.next_message()
    assert "khai sinh" in answer.plain.lower()
    await lan.press_data(answer, "f:compose.b")
    assert "dành cho cán bộ" in (await lan.next_message()).plain


async def test_the_menu_offers_an_official_her_commands(house: House, hoa: Resident) -> None:
    await hoa.send("/start")
    await hoa.next_message()
    await house.settle()
    offered = house.server.backend.commands[("chat", str(hoa.id), "", "")]
    assert [each["command"] for each in offered][:2] == ["dangtin", "phatloa"]
    assert "moinhat" in [each["command"] for each in offered]
