"""/nhansu: admins give, change and take roles; the first one becomes admin by the code that `run` printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.admin.founding import Founding, read_code
from bot.admin.roster import MAX_ID, MAX_NAME_CHARS, Roster, RosterError
from bot.catalogue import Catalogue
from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Staffer, Submission
from bot.office.staff_pages import StaffPages, topic_mark
from bot.reply import Reply
from bot.staff import Deed, Gate, Member, NotAllowedError, StaffRole
from bot.subscribing.choices import Choices

GRANT = "grant"  # the step at which a role is chosen for who is no staff yet


@dataclass(frozen=True, slots=True)
class Hall:
    """What the flow works with; `clock` tells the aware UTC time."""

    roster: Roster
    founding: Founding
    dialogues: Dialogues
    database: Database
    catalogue: Catalogue
    choices: Choices
    clock: Callable[[], datetime]


class Staffing:
    """The flow of /nhansu."""

    def __init__(self, parts: Hall) -> None:
        self._parts = parts
        self._gate = Gate(parts.database)
        self._pages = StaffPages(parts.catalogue, parts.choices)

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return "staff"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """List the staff; `argument` may be the first admin's code, or the id and name of a person."""
        if code := read_code(argument):
            return await self._found(staff, code)
        await self._admit(staff)
        if argument:
            return await self._named(staff, argument)
        return self._pages.listing(await self._parts.roster.members(), staff.language)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the id and the name of a person."""
        await self._admit(staff)
        return await self._named(staff, submission.text)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Show a person or change what the button names."""
        await self._admit(staff)
        what, _, rest = argument.partition(".")
        number, _, value = rest.partition(".")
        if not _is_id(number):
            return await self.start(staff, "")
        try:
            return await self._press(staff, dialogue, what, int(number), value)
        except RosterError as error:
            found = await self._parts.roster.find(int(number))
            return self._pages.refused(error.reason, found, staff.language)

    async def _press(self, staff: Staffer, dialogue: Dialogue | None, what: str, number: int, value: str) -> Reply:
        roster, pages = self._parts.roster, self._pages
        found = await roster.find(number)
        if what == "role" and value in frozenset(StaffRole):
            role, name = StaffRole(value), _name_in(dialogue, number)
            changed = replace(found, role=role) if found else Member(number, role, name)
            if role is StaffRole.ADMIN:
                changed = replace(changed, topics=(), unit_id="")
            await roster.grant(staff.id, changed)
            await self._parts.dialogues.end(staff.id)
            return pages.member(changed, staff.language, said="granted")
        if found is None:
            raise RosterError("unknown")
        if what == "topic":
            return await self._toggle(staff, found, value)
        if what == "gone":
            await roster.revoke(staff.id, number)
            return pages.gone(found, staff.language)
        if what == "drop":
            return pages.confirm(found, staff.language)
        return pages.topics(found, staff.language) if what == "topics" else pages.member(found, staff.language)

    async def _toggle(self, staff: Staffer, found: Member, mark: str) -> Reply:
        topic = next((each.slug for each in self._parts.choices.topics() if topic_mark(each.slug) == mark), None)
        if topic is not None:
            left = tuple(each for each in found.topics if each != topic)
            topics = left if topic in found.topics else tuple(sorted((*left, topic)))
            found = replace(found, topics=topics)
            await self._parts.roster.grant(staff.id, found)
        return self._pages.topics(found, staff.language)

    async def _named(self, staff: Staffer, words: str) -> Reply:
        number, _, name = " ".join(words.split()).partition(" ")
        if not _is_id(number):
            return self._pages.unread(staff.language)
        found = await self._parts.roster.find(int(number))
        if found is not None:
            return self._pages.member(found, staff.language)
        kept = {"id": int(number), "name": name[:MAX_NAME_CHARS]}
        await self._parts.dialogues.put(Dialogue(staff.id, self.kind, GRANT, kept))
        return self._pages.offer(int(number), name[:MAX_NAME_CHARS], staff.language)

    async def _found(self, staff: Staffer, code: str) -> Reply:
        if await self._parts.founding.claim(staff.id, code):
            return self._pages.founded(staff.language)
        mine = await self._parts.roster.find(staff.id)
        is_done = mine is not None and mine.role is StaffRole.ADMIN  # the step came twice
        return self._pages.founded(staff.language) if is_done else self._pages.wrong_code(staff.language)

    async def _admit(self, staff: Staffer) -> None:
        """Return when the person may; raises NotAllowedError after noting the attempt."""
        async with self._parts.database.read() as connection:
            if not await self._gate.refusal(connection, staff.id, Deed.APPOINT):
                return
        try:
            await self._gate.require(staff.id, Deed.APPOINT, "/nhansu", now=self._parts.clock())
        except NotAllowedError as error:
            raise NotAllowedError("not_staff_yet" if error.reason == "not_staff" else error.reason) from error


def _is_id(text: str) -> bool:
    """Return whether a person on Telegram can have that id."""
    return text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID)) and 0 < int(text) <= MAX_ID


def _name_in(dialogue: Dialogue | None, number: int) -> str:
    """Return the name that was given for a new member."""
    is_theirs = dialogue is not None and dialogue.step == GRANT and dialogue.data.get("id") == number
    return str(dialogue.data.get("name", "")) if dialogue is not None and is_theirs else ""
