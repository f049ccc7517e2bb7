"""Every command and button against residents, officials, admins and former staff: only what is meant passes.

The tables below are compared with the enums and the flows of the office: a new member that they do not name fails.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import App
from bot.audit import read_attempts
from bot.command import Command
from bot.office.booth import Notify
from bot.office.files import FetchFile
from bot.office.office import OWN, Office, OfficeCommand
from bot.office_opening import open_office
from bot.reply import Reply, Verb
from bot.staff import Member, StaffRole, list_members
from bot.tables import TICKET
from bot.telegram.reduction import GROUP_COMMAND
from bot.tickets.ticket import TicketState
from tests.servers.resident import Resident
from tests.servers.sent import SentMessage
from tests.servers.server import BotApiServer
from tests.telegram.house import House, hire, open_house


class May(StrEnum):
    """Who may use a command or button."""

    EVERYBODY = "everybody"
    STAFF = "officials and admins"
    ADMINS = "admins"


COMMANDS = {
    Command.START: May.EVERYBODY,
    Command.HELP: May.EVERYBODY,
    Command.NEWEST: May.EVERYBODY,
    Command.CATEGORIES: May.EVERYBODY,
    Command.STATISTICS: May.EVERYBODY,
    Command.SUBSCRIBE: May.EVERYBODY,
    Command.UNSUBSCRIBE: May.EVERYBODY,
    Command.PRIVACY: May.EVERYBODY,
    Command.DATA: May.EVERYBODY,
    Command.ERASE: May.EVERYBODY,
    Command.ASK_OFFICIAL: May.EVERYBODY,
    Command.REPORT: May.EVERYBODY,
    Command.FOLLOW: May.EVERYBODY,
}
OFFICE_COMMANDS = {
    OfficeCommand.PUBLISH: May.STAFF,
    OfficeCommand.COMPOSE: May.STAFF,
    OfficeCommand.APPROVE: May.STAFF,
    OfficeCommand.REPORT: May.STAFF,
    OfficeCommand.ANSWER: May.STAFF,
    OfficeCommand.LOG: May.STAFF,
    OfficeCommand.DESK: May.STAFF,
    OfficeCommand.YESTERDAY: May.STAFF,
    OfficeCommand.STAFF: May.ADMINS,
    OfficeCommand.CANCEL: May.EVERYBODY,  # ends what is one's own
}
VERBS = {
    Verb.OPEN: May.EVERYBODY,
    Verb.ANNOUNCEMENT: May.EVERYBODY,
    Verb.OTHERS: May.EVERYBODY,
    Verb.MEANT: May.EVERYBODY,
    Verb.USEFUL: May.EVERYBODY,
    Verb.USELESS: May.EVERYBODY,
    Verb.CATEGORIES: May.EVERYBODY,
    Verb.CATEGORY: May.EVERYBODY,
    Verb.NEWEST: May.EVERYBODY,
    Verb.STATISTICS: May.EVERYBODY,
    Verb.HELP: May.EVERYBODY,
    Verb.SUBSCRIBE: May.EVERYBODY,
    Verb.READ: May.EVERYBODY,
    Verb.TICKET: May.EVERYBODY,
    Verb.OFFICE: May.STAFF,  # kind by kind below
}
KINDS = {
    "publish": May.STAFF,
    "compose": May.STAFF,
    "approve": May.STAFF,
    "report": May.STAFF,
    "ticket": May.STAFF,
    "log": May.STAFF,
    "enter": May.STAFF,
    "yesterday": May.STAFF,
    "staff": May.ADMINS,
}
OTHER_ID = 123456  # somebody whom a button would make an admin


@dataclass(frozen=True, slots=True)
class Town:
    """A running bot with its office and one person of each sort; all but the resident are heard as staff."""

    house: House
    offices: list[Office]
    resident: Resident
    official: Resident
    admin: Resident
    revoked: Resident

    def who(self, name: str) -> Resident:
        """Return the person of that name."""
        return {"resident": self.resident, "official": self.official, "admin": self.admin, "revoked": self.revoked}[
            name
        ]

    @property
    def office(self) -> Office:
        """Return the office that the bot works with."""
        return self.offices[0]

    async def send(self, who: Resident, text: str) -> list[SentMessage]:
        """Return what a message leads to."""
        count = len(who.messages)
        await who.send(text)
        await self.house.settle()
        return who.messages[count:]

    async def press(self, who: Resident, message: SentMessage, data: str) -> list[SentMessage]:
        """Return the messages that a tap leads to; it must be answered on the button."""
        count = len(who.messages)
        await (await who.press_data(message, data)).answered()
        await self.house.settle()
        return who.messages[count:]

    def is_refused(self, who: Resident, said: list[SentMessage]) -> bool:
        """Return whether one of the messages is the office's refusal."""
        reasons = ("not_staff", "role", "topic", "unit", "not_staff_yet")
        words = self.house.app.catalogue
        refusals = {Reply(words.blocks(f"office.refused.{each}", "vi", id=who.id)).text for each in reasons}
        return any(message.plain in refusals for message in said)

    async def refusals(self, who: Resident) -> int:
        """Return how many refused attempts of the person the audit holds."""
        attempts = await read_attempts(self.house.app.database, limit=1000)
        return sum(each.staff_id == who.id and not each.is_allowed for each in attempts)


@pytest.fixture
async def town(server: BotApiServer, tmp_path: Path) -> AsyncIterator[Town]:
    people = [server.resident(name) for name in ("Lan", "Hoa", "Tuấn", "Bình")]
    offices: list[Office] = []

    def make_office(app: App, fetch: FetchFile, notify: Notify, read_username: object) -> Office:
        offices.append(open_office(app, fetch, notify, read_username))  # type: ignore[arg-type]
        return offices[-1]

    staff = frozenset(each.id for each in people[1:])
    async with open_house(tmp_path, server, staff=staff, make_office=make_office) as house:
        _, official, admin, revoked = people
        await hire(house.app, official.id)
        for each in (admin, revoked):
            await hire(house.app, each.id, StaffRole.ADMIN)
        await house.app.roster.revoke(admin.id, revoked.id)
        yield Town(house, offices, *people)


def may(name: str, what: May) -> bool:
    """Return whether the person of that name may."""
    return what is May.EVERYBODY or name == "admin" or (name == "official" and what is May.STAFF)


def missing(known: Iterable[str], named: Iterable[str]) -> set[str]:
    return set(known) ^ set(named)


EVERYBODY = ("resident", "official", "admin", "revoked")


def test_the_tables_name_everything(town: Town) -> None:
    assert missing(Command, COMMANDS) == set()
    assert missing(OfficeCommand, OFFICE_COMMANDS) == set()
    assert missing(Verb, VERBS) == set()
    flows = town.office._flows
    assert missing((flow.kind for flow in flows.values()), KINDS) == set()
    assert {command: KINDS[flow.kind] for command, flow in flows.items()} == {
        command: what for command, what in OFFICE_COMMANDS.items() if command is not OfficeCommand.CANCEL
    }


@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_command_is_heard_from_whom_it_is_meant_for(town: Town, name: str) -> None:
    who = town.who(name)
    for command, what in (COMMANDS | OFFICE_COMMANDS).items():
        noted = await town.refusals(who)
        said = await town.send(who, f"/{command}")
        assert said, command
        assert town.is_refused(who, said) is not may(name, what), command
        assert await town.refusals(who) == noted + (not may(name, what)), f"the audit of {command}"


@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_button_is_heard_from_whom_it_is_meant_for(town: Town, name: str) -> None:
    who = town.who(name)
    message, *_ = await town.send(who, "/help")
    buttons = {f"{verb}:x": what for verb, what in VERBS.items() if verb is not Verb.OFFICE}
    buttons |= {f"{Verb.OFFICE}:{kind}.x": what for kind, what in KINDS.items()}
    buttons |= {f"{Verb.OFFICE}:{OWN}.{command}.": what for command, what in OFFICE_COMMANDS.items()}
    for data, what in buttons.items():
        noted = await town.refusals(who)
        said = await town.press(who, message, data)
        assert town.is_refused(who, said) is not may(name, what), data
        assert await town.refusals(who) == noted + (not may(name, what)), f"the audit of {data}"


@pytest.mark.parametrize("name", ["resident", "official", "revoked"])
async def test_no_button_of_an_admin_gives_or_takes_a_role_for_others(town: Town, name: str) -> None:
    who, before = town.who(name), await list_members(town.house.app.database)
    message, *_ = await town.send(who, "/help")
    for step in (f"role.{who.id}.admin", f"role.{OTHER_ID}.admin", f"gone.{town.admin.id}", f"drop.{town.admin.id}"):
        assert town.is_refused(who, await town.press(who, message, f"f:staff.{step}")), step
    assert await list_members(town.house.app.database) == before


async def test_the_same_buttons_work_for_an_admin(town: Town) -> None:
    message, *_ = await town.send(town.admin, "/help")
    await town.press(town.admin, message, f"f:staff.role.{OTHER_ID}.admin")
    assert Member(OTHER_ID, StaffRole.ADMIN) in await list_members(town.house.app.database)


async def test_words_into_work_left_open_are_refused_with_the_role(town: Town) -> None:
    await town.send(town.official, "/phatloa")
    await town.house.app.roster.revoke(town.admin.id, town.official.id)
    await town.send(town.official, "Mai phường cắt nước.")
    assert await town.house.app.broadcasts.listed(limit=1) == ()


@pytest.mark.parametrize("name", EVERYBODY)
async def test_only_an_admin_chooses_the_group_of_tickets(town: Town, name: str) -> None:
    who = town.who(name)
    group, noted = await town.house.server.group("Tổ 5", who), await town.refusals(who)
    await who.send(f"/{GROUP_COMMAND}", chat=group)
    await town.house.settle()
    async with town.house.app.database.read() as connection:
        chats = await town.house.app.tickets.group.chats(connection)
    assert (group.id in chats) is (name == "admin")
    assert await town.refusals(who) == noted + (name != "admin")


@pytest.mark.parametrize("name", EVERYBODY)
async def test_in_the_group_too_tickets_are_taken_by_staff_only(town: Town, name: str) -> None:
    who = town.who(name)
    group = await town.house.server.group("Cán bộ", town.admin)
    group.add(who.user)
    await town.admin.send(f"/{GROUP_COMMAND}", chat=group)
    await group.next_message()
    await town.send(town.resident, "/hoicanbo Sân bóng phường mở cửa lúc mấy giờ?")
    await group.wait_until(lambda: any("Sân bóng" in each.plain for each in group.messages), 15)
    card = next(each for each in group.messages if "Sân bóng" in each.plain)
    await (await who.press(card, "Nhận việc")).answered()
    await town.house.settle()
    async with town.house.app.database.read() as connection:
        state = (await connection.execute(select(TICKET.c.state))).scalar_one()
    assert (state != TicketState.OPEN) is may(name, May.STAFF)
