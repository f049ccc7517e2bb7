"""The office: who gets in, which flow gets what, and that no open work is lost without a word."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from bot.audit import read_attempts
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Staffer, Submission
from bot.office.office import DEEDS, Office, OfficeCommand
from bot.reply import Block, Reply, Span, parse_action
from bot.staff import Member, NotAllowedError, StaffRole, add_member
from tests.bot.cast import NOON

HOA = Staffer(11)
LAN = Staffer(12)  # a resident


@dataclass(slots=True)
class Echo:
    """A flow that opens a dialogue and tells what it was given."""

    kind: str
    dialogues: Dialogues
    refuses: str = ""
    seen: list[str] = field(default_factory=list)

    async def start(self, staff: Staffer, argument: str) -> Reply:
        await self.dialogues.put(Dialogue(staff.id, self.kind, "first"))
        return self._tell(f"{self.kind} starts with {argument!r}")

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        return self._tell(f"{self.kind} at {dialogue.step} got {submission.text!r}")

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        if self.refuses:
            raise NotAllowedError(self.refuses)
        if argument == "open":
            await self.dialogues.put(Dialogue(staff.id, self.kind, "first"))
        return self._tell(f"{self.kind} pressed {argument!r} in {dialogue and dialogue.step}")

    def _tell(self, words: str) -> Reply:
        self.seen.append(words)
        return Reply((Block((Span(words),)),))


@dataclass(frozen=True, slots=True)
class Desk:
    """An office with two flows and one official."""

    office: Office
    dialogues: Dialogues
    publish: Echo
    compose: Echo


@pytest.fixture
async def desk(database: Database) -> Desk:
    await add_member(database, Member(HOA.id, StaffRole.OFFICIAL), now=NOON)
    dialogues = Dialogues(database, lambda: NOON)
    publish, compose = Echo("publish", dialogues), Echo("compose", dialogues)
    flows = {OfficeCommand.PUBLISH: publish, OfficeCommand.COMPOSE: compose}
    return Desk(Office(flows, dialogues, database, load_catalogue(), lambda: NOON), dialogues, publish, compose)


async def test_a_command_starts_its_flow_with_its_argument(desk: Desk) -> None:
    assert (await desk.office.command(HOA, OfficeCommand.PUBLISH, "x")).text == "publish starts with 'x'"


@pytest.mark.parametrize("command", DEEDS, ids=str)
async def test_a_resident_is_refused_politely_and_noted(desk: Desk, database: Database, command: OfficeCommand) -> None:
    assert "dành cho cán bộ" in (await desk.office.command(LAN, command)).text
    (attempt,) = await read_attempts(database)
    assert (attempt.staff_id, attempt.deed, attempt.is_allowed) == (LAN.id, DEEDS[command], False)


async def test_a_resident_who_presses_is_refused(desk: Desk) -> None:
    assert "dành cho cán bộ" in (await desk.office.press(LAN, "publish.go")).text
    assert "dành cho cán bộ" in (await desk.office.press(LAN, "office.dangtin.")).text
    assert desk.publish.seen == []


async def test_without_an_open_dialogue_a_message_is_not_ours(desk: Desk) -> None:
    assert await desk.office.receive(HOA, Submission("mấy giờ làm việc?")) is None


async def test_an_open_dialogue_gets_what_is_sent(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    reply = await desk.office.receive(HOA, Submission("Lịch cắt nước"))
    assert reply
    assert reply.text == "publish at first got 'Lịch cắt nước'"


async def test_what_holds_neither_words_nor_file_never_reaches_a_flow(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    reply = await desk.office.receive(HOA, Submission(""))
    assert reply
    assert "không dùng được" in reply.text
    assert len(desk.publish.seen) == 1


async def test_another_command_asks_before_it_drops_open_work(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    asked = await desk.office.command(HOA, OfficeCommand.COMPOSE, "7")
    assert "chưa mất gì" in asked.text
    assert (await desk.dialogues.find(HOA.id) or Dialogue(0, "", "")).kind == "publish"
    action = parse_action(asked.buttons[0][0].action.encode())
    assert action
    assert (await desk.office.press(HOA, action.argument)).text == "compose starts with '7'"
    assert (await desk.dialogues.find(HOA.id) or Dialogue(0, "", "")).kind == "compose"


async def test_a_button_that_opens_other_work_tells_what_it_dropped(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    assert "Đã bỏ việc đang dở: đăng tin" in (await desk.office.press(HOA, "compose.open")).text


async def test_a_button_that_opens_nothing_leaves_open_work_alone(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    assert (await desk.office.press(HOA, "compose.look")).text == "compose pressed 'look' in None"
    assert (await desk.office.press(HOA, "publish.go")).text == "publish pressed 'go' in first"


async def test_cancelling_says_what_was_dropped(desk: Desk) -> None:
    await desk.office.command(HOA, OfficeCommand.PUBLISH)
    assert "Đã hủy việc đăng tin" in (await desk.office.command(HOA, OfficeCommand.CANCEL)).text
    assert "Không có việc nào" in (await desk.office.command(HOA, OfficeCommand.CANCEL)).text
    assert await desk.office.receive(HOA, Submission("a")) is None


@pytest.mark.parametrize("argument", ["", "publish", "x.y", "office.", "office.huy.", "office.duyet.", ".", "a" * 60])
async def test_unknown_buttons_are_answered(desk: Desk, argument: str) -> None:
    assert (await desk.office.press(HOA, argument)).blocks


async def test_a_flow_s_refusal_becomes_words(desk: Desk) -> None:
    desk.compose.refuses = "role"
    assert "Vai trò" in (await desk.office.press(HOA, "compose.x")).text


async def test_every_reply_speaks_english_too(desk: Desk) -> None:
    hoa = replace(HOA, language="en")
    assert "Nothing is open" in (await desk.office.command(hoa, OfficeCommand.CANCEL)).text
