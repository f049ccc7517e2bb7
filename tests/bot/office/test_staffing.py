"""/nhansu by its buttons: whom an admin makes what, for which topics, and what is refused in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.admin.founding import Founding
from bot.admin.roster import MAX_ID, MAX_NAME_CHARS, Roster
from bot.audit import read_attempts
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.office.dialogue import Dialogues
from bot.office.flow import Staffer, Submission
from bot.office.office import Office, OfficeCommand
from bot.office.staff_pages import topic_mark
from bot.office.staffing import Hall, Staffing
from bot.reply import MAX_ACTION_BYTES, Reply, parse_action
from bot.staff import Member, StaffRole, add_member
from bot.subscribing.choices import Choices
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import NOON
from tests.bot.house import CERTIFICATION, WARD, WASTE

HOA, TUAN, LAN = 501, 502, 601  # an official, an admin, a resident
LONGEST_ID = MAX_ID


@dataclass(slots=True)
class StaffRoom:
    """The office with the one flow of roles."""

    office: Office
    roster: Roster
    founding: Founding
    choices: Choices
    database: Database

    async def call(self, who: int, argument: str = "") -> Reply:
        """Type /nhansu."""
        return await self.office.command(Staffer(who), OfficeCommand.STAFF, argument)

    async def send(self, who: int, text: str) -> Reply:
        """Send words into the open dialogue."""
        reply = await self.office.receive(Staffer(who), Submission(text))
        assert reply is not None
        return reply

    async def press(self, who: int, argument: str) -> Reply:
        """Press a button with that action."""
        return await self.office.press(Staffer(who), f"staff.{argument}")

    async def tap(self, who: int, reply: Reply, label: str) -> Reply:
        """Press the first button of `reply` whose label holds `label`, as the channel carries it."""
        button = next(each for row in reply.buttons for each in row if label in each.label)
        action = parse_action(button.action.encode())
        assert action is not None
        return await self.office.press(Staffer(who), action.argument)


@pytest.fixture
async def room(database: Database) -> StaffRoom:
    base = KnowledgeBase(SearchIndex(load_lexicon()), [replace(WARD, areas=("Tổ 1", "Tổ 2"))])
    base.change((CERTIFICATION, WASTE))
    catalogue, choices = load_catalogue(), Choices(base, WARD.id)
    roster, founding = Roster(database, lambda: NOON), Founding(database, lambda: NOON)
    dialogues = Dialogues(database, lambda: NOON)
    flow = Staffing(Hall(roster, founding, dialogues, database, catalogue, choices, lambda: NOON))
    office = Office({OfficeCommand.STAFF: flow}, dialogues, database, catalogue, lambda: NOON)
    return StaffRoom(office, roster, founding, choices, database)


@pytest.fixture
async def manned(room: StaffRoom) -> StaffRoom:
    await add_member(room.database, Member(HOA, StaffRole.OFFICIAL, "Hoa"), now=NOON)
    await add_member(room.database, Member(TUAN, StaffRole.ADMIN, "Tuấn"), now=NOON)
    return room


def labels(reply: Reply) -> str:
    return " | ".join(button.label for row in reply.buttons for button in row)


async def test_the_first_admin_comes_with_the_code_and_adds_an_official(room: StaffRoom) -> None:
    code = await room.founding.offer() or ""
    for _ in range(2):  # the step may come twice after a restart
        assert "quản trị viên" in (await room.call(TUAN, code)).text
    offer = await room.call(TUAN, f"{LAN}  Trần   Thị Lan ")
    assert "Trần Thị Lan" in offer.text
    await room.tap(TUAN, offer, "Cán bộ")
    assert await room.roster.find(LAN) == Member(LAN, StaffRole.OFFICIAL, "Trần Thị Lan")


async def test_a_wrong_code_is_told(room: StaffRoom) -> None:
    await room.founding.offer()
    assert "không đúng" in (await room.call(LAN, "AAAA-BBBB-CCCC-DDDD-EEEE")).text
    assert await room.roster.members() == ()


async def test_an_official_becomes_an_admin_and_loses_topics(manned: StaffRoom) -> None:
    listing = await manned.call(TUAN)
    shown = await manned.tap(TUAN, listing, "Hoa")
    topics = await manned.tap(TUAN, shown, "Chuyên mục")
    topic = manned.choices.topics()[0]
    switched = await manned.tap(TUAN, topics, topic.name)
    assert (await manned.roster.find(HOA) or Member(0, StaffRole.ADMIN)).topics == (topic.slug,)
    back = await manned.tap(TUAN, switched, "Quay lại")
    assert topic.name in back.text
    await manned.tap(TUAN, back, "Quản trị")
    assert await manned.roster.find(HOA) == Member(HOA, StaffRole.ADMIN, "Hoa")


async def test_a_topic_is_switched_off_by_the_same_button(manned: StaffRoom) -> None:
    mark = topic_mark(manned.choices.topics()[0].slug)
    before = await manned.roster.find(HOA)
    for _ in range(2):
        await manned.press(TUAN, f"topic.{HOA}.{mark}")
    assert await manned.roster.find(HOA) == before


async def test_a_role_is_taken_after_a_question(manned: StaffRoom) -> None:
    shown = await manned.tap(TUAN, await manned.call(TUAN), "Hoa")
    asked = await manned.tap(TUAN, shown, "Thu quyền")
    assert await manned.roster.find(HOA), "a question takes nothing"
    assert "Hoa" in (await manned.tap(TUAN, asked, "Thu quyền ngay")).text
    assert await manned.roster.find(HOA) is None
    assert "không còn" in (await manned.press(TUAN, f"gone.{HOA}")).text


async def test_nobody_changes_their_own_role(manned: StaffRoom) -> None:
    await manned.roster.grant(TUAN, Member(HOA, StaffRole.ADMIN, "Hoa"))
    for step in (f"gone.{TUAN}", f"role.{TUAN}.official"):
        reply = await manned.press(TUAN, step)
        assert "Không ai tự đổi quyền" in reply.text
        assert "Tuấn" in reply.text
    assert await manned.roster.find(TUAN) == Member(TUAN, StaffRole.ADMIN, "Tuấn")


@pytest.mark.parametrize(("who", "words"), [(HOA, "chưa được làm"), (LAN, f"{LAN}")])
async def test_others_are_refused_and_written_down(manned: StaffRoom, who: int, words: str) -> None:
    before = await manned.roster.members()
    for reply in (await manned.call(who), await manned.press(who, f"role.{who}.admin")):
        assert words in reply.text
    assert await manned.roster.members() == before
    attempts = await read_attempts(manned.database)
    assert [(each.staff_id, each.is_allowed) for each in attempts] == [(who, False)] * 2


@pytest.mark.parametrize("words", ["Hoa", "12x Hoa", "-5", "0", "٣٤", str(MAX_ID + 1), "9" * 4000, "1.5"])
async def test_what_is_no_id_is_told(manned: StaffRoom, words: str) -> None:
    assert "chưa đọc được" in (await manned.call(TUAN, words)).text


@pytest.mark.parametrize("number", ["", "x", "-1", "0", str(MAX_ID + 1), f"{'0' * 16}{'9' * 30}", "٣"])
@pytest.mark.parametrize("step", ["show", "role", "gone", "topic", "nonsense"])
async def test_a_broken_button_lists_the_staff(manned: StaffRoom, step: str, number: str) -> None:
    reply = await manned.press(TUAN, f"{step}.{number}.admin")
    assert "Hoa" in labels(reply)
    assert len(await manned.roster.members()) == 2


async def test_another_person_may_be_named_before_the_role_is_chosen(manned: StaffRoom) -> None:
    await manned.call(TUAN, f"{LAN} Lan")
    offer = await manned.send(TUAN, f"{LAN + 1} Minh")
    await manned.tap(TUAN, offer, "Quản trị")
    assert await manned.roster.find(LAN) is None
    assert await manned.roster.find(LAN + 1) == Member(LAN + 1, StaffRole.ADMIN, "Minh")


async def test_after_the_list_words_are_no_step(manned: StaffRoom) -> None:
    await manned.call(TUAN)
    assert await manned.office.awaiting(Staffer(TUAN)) is None


async def test_a_name_is_cut_and_every_button_fits(manned: StaffRoom) -> None:
    offer = await manned.call(TUAN, f"{LONGEST_ID} {'Nguyễn ' * 40}")
    shown = await manned.tap(TUAN, offer, "Cán bộ")
    found = await manned.roster.find(LONGEST_ID)
    assert found
    assert len(found.name) <= MAX_NAME_CHARS
    for reply in (shown, await manned.tap(TUAN, shown, "Chuyên mục"), await manned.call(TUAN)):
        actions = [button.action.encode() for row in reply.buttons for button in row]
        assert all(len(each.encode()) <= MAX_ACTION_BYTES for each in actions)


async def test_hostile_names_stay_words(manned: StaffRoom) -> None:
    offer = await manned.call(TUAN, f"{LAN} **Lan** {{id}} <b>")
    await manned.tap(TUAN, offer, "Cán bộ")
    assert (await manned.roster.find(LAN) or Member(0, StaffRole.ADMIN)).name == "**Lan** {id} <b>"
    assert "{id} <b>" in (await manned.press(TUAN, f"show.{LAN}")).text
