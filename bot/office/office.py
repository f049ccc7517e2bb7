"""The office: hands commands, messages and taps of staff to the flow that they belong to, and refuses everyone else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from bot.catalogue import Catalogue
from bot.database import Database
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Flow, Staffer, Submission
from bot.reply import MAX_ACTION_BYTES, Action, Button, Reply, Verb
from bot.staff import Deed, Gate, NotAllowedError

OWN = "office"  # the kind under which the office's own buttons are addressed
MAX_TEXT_CHARS = 4096


class OfficeCommand(StrEnum):
    """What staff can call by name; the value is what they type after the slash."""

    PUBLISH = "dangtin"
    COMPOSE = "phatloa"
    APPROVE = "duyet"
    REPORT = "baocao"
    ANSWER = "traloi"
    LOG = "nhatky"
    DESK = "bangdieukhien"
    STAFF = "nhansu"
    YESTERDAY = "homqua"
    CANCEL = "huy"


DEEDS: Mapping[OfficeCommand, Deed] = {
    OfficeCommand.PUBLISH: Deed.PUBLISH,
    OfficeCommand.COMPOSE: Deed.COMPOSE,
    OfficeCommand.APPROVE: Deed.APPROVE,
    OfficeCommand.REPORT: Deed.REPORT,
    OfficeCommand.ANSWER: Deed.ANSWER,
    OfficeCommand.LOG: Deed.READ_LOG,
    OfficeCommand.DESK: Deed.ENTER,
    OfficeCommand.YESTERDAY: Deed.INSPECT,
}  # /nhansu guards itself: the first admin comes to it without a role
# These open a dialogue at once, so they wait for a word about another one that is open.
_OPENING = frozenset({OfficeCommand.PUBLISH, OfficeCommand.COMPOSE})


class Office:
    """All flows of staff; `clock` tells the aware UTC time."""

    def __init__(
        self,
        flows: Mapping[OfficeCommand, Flow],
        dialogues: Dialogues,
        database: Database,
        catalogue: Catalogue,
        clock: Callable[[], datetime],
    ) -> None:
        self._flows = flows
        self._commands = {flow.kind: command for command, flow in flows.items()}
        self._dialogues = dialogues
        self._database = database
        self._gate = Gate(database)
        self._catalogue = catalogue
        self._clock = clock

    async def command(self, staff: Staffer, command: OfficeCommand, argument: str = "") -> Reply:
        """Return the answer to a command; `argument` is what was typed after it."""
        if command is OfficeCommand.CANCEL:
            return await self._cancel(staff)
        try:
            await self._admit(staff, command)
            return await self._start(staff, command, argument[:MAX_TEXT_CHARS])
        except NotAllowedError as error:
            return self._refuse(staff, error)

    async def receive(self, staff: Staffer, submission: Submission) -> Reply | None:
        """Return the answer to what was sent into an open dialogue, None when none is open."""
        dialogue = await self._dialogues.find(staff.id)
        if dialogue is None or dialogue.kind not in self._commands:
            return None
        command = self._commands[dialogue.kind]
        try:
            await self._admit(staff, command)
            if not submission.text and submission.media is None:
                return self._say("office.unreadable", staff)
            return await self._flows[command].receive(staff, dialogue, submission)
        except NotAllowedError as error:
            return self._refuse(staff, error)

    async def awaiting(self, staff: Staffer) -> OfficeCommand | None:
        """Return the command whose open dialogue takes words."""
        dialogue = await self._dialogues.find(staff.id)
        return self._commands.get(dialogue.kind) if dialogue else None

    async def press(self, staff: Staffer, argument: str) -> Reply:
        """Return the answer to a tap on a button with the action "<kind>.<rest>"."""
        kind, _, rest = argument.partition(".")
        try:
            if kind == OWN:
                return await self._press_own(staff, rest)
            if kind not in self._commands:
                return self._stale(staff)
            command = self._commands[kind]
            await self._admit(staff, command)
            return await self._press(staff, command, rest)
        except NotAllowedError as error:
            return self._refuse(staff, error)

    def unshowable(self, staff: Staffer, reason: str) -> Reply:
        """Return the words for a preview that the channel refused, with its reason."""
        return self._say("office.unshowable", staff, reason=reason)

    async def _start(self, staff: Staffer, command: OfficeCommand, argument: str) -> Reply:
        flow = self._flows.get(command)
        if flow is None:
            return self._stale(staff)
        found = await self._dialogues.find(staff.id)
        if found and found.kind != flow.kind and found.kind in self._commands and command in _OPENING:
            return self._ask_to_drop(staff, found, command, argument)
        return await flow.start(staff, argument)

    async def _press(self, staff: Staffer, command: OfficeCommand, rest: str) -> Reply:
        flow, before = self._flows[command], await self._dialogues.find(staff.id)
        is_own = before is not None and before.kind == flow.kind
        reply = await flow.press(staff, before if is_own else None, rest)
        after = await self._dialogues.find(staff.id)
        if before and not is_own and (after is None or after.kind != before.kind) and before.kind in self._commands:
            dropped = self._catalogue.blocks("office.dropped", staff.language, work=self._work(staff, before))
            return Reply((*dropped, *reply.blocks), reply.buttons, reply.toast, reply.previews, reply.files)
        return reply

    async def _press_own(self, staff: Staffer, rest: str) -> Reply:
        """Drop the open dialogue and start what was asked for; "<command>.<argument>"."""
        name, _, argument = rest.partition(".")
        if name not in frozenset(OfficeCommand) or OfficeCommand(name) not in self._flows:
            return self._stale(staff)
        command = OfficeCommand(name)
        await self._admit(staff, command)
        found = await self._dialogues.find(staff.id)
        if found and found.kind != self._flows[command].kind:
            await self._dialogues.end(staff.id)
        return await self._flows[command].start(staff, argument)

    async def _cancel(self, staff: Staffer) -> Reply:
        dialogue = await self._dialogues.find(staff.id)
        if dialogue is None:
            return self._say("office.nothing_open", staff)
        await self._dialogues.end(staff.id)
        return self._say("office.cancelled", staff, work=self._work(staff, dialogue))

    async def _admit(self, staff: Staffer, command: OfficeCommand) -> None:
        """Return when the person may work at the command; raises NotAllowedError after noting the attempt.

        The flows note the deeds themselves; steps on the way there are no deeds.
        """
        deed = DEEDS.get(command)
        if deed is None:
            return
        async with self._database.read() as connection:
            reason = await self._gate.refusal(connection, staff.id, deed)
        if reason:
            await self._gate.require(staff.id, deed, f"/{command}", now=self._clock())

    def _ask_to_drop(self, staff: Staffer, found: Dialogue, command: OfficeCommand, argument: str) -> Reply:
        action = Action(Verb.OFFICE, f"{OWN}.{command}.{argument}")
        if len(f"{action.verb}:{action.argument}".encode()) > MAX_ACTION_BYTES:
            action = Action(Verb.OFFICE, f"{OWN}.{command}.")
        label = self._catalogue.text("office.drop", staff.language, work=self._work(staff, found), command=command)
        blocks = self._catalogue.blocks(
            "office.busy", staff.language, work=self._work(staff, found), command=command, other=self._name(found)
        )
        return Reply(blocks, ((Button(label, action),),))

    def _refuse(self, staff: Staffer, error: NotAllowedError) -> Reply:
        return self._say(f"office.refused.{error.reason}", staff, id=staff.id)

    def _stale(self, staff: Staffer) -> Reply:
        return self._say("office.stale", staff)

    def _work(self, staff: Staffer, dialogue: Dialogue) -> str:
        return self._catalogue.text(f"office.work.{self._name(dialogue)}", staff.language)

    def _name(self, dialogue: Dialogue) -> str:
        return self._commands.get(dialogue.kind, OfficeCommand.CANCEL)

    def _say(self, key: str, staff: Staffer, **values: object) -> Reply:
        return Reply(self._catalogue.blocks(key, staff.language, **values))
