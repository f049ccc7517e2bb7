"""/homqua and the daily digest: the numbers of yesterday, on request and in the morning to whoever wants them.

Each digest is written down for its day and reader before it is sent, under a key that exists once: whichever process
comes first sends it, and after a restart it is not sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.admin.digest import describe, read_day
from bot.admin.naming import Names
from bot.admin.recent import RecentPicture
from bot.database import Database, insert_new
from bot.office.booth import Notify
from bot.office.dialogue import Dialogue
from bot.office.flow import Staffer, Submission
from bot.reply import Action, Button, Reply, Verb
from bot.settings import DigestSettings
from bot.staff import Deed, Gate, Member, StaffRole, list_members
from bot.tables import DIGEST_CHOICE, DIGEST_SENT

CHECK_EVERY_S = 20.0
KEPT = timedelta(days=30)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DigestTools:
    """What the digest is made with; `clock` tells the aware UTC time."""

    database: Database
    names: Names
    picture: RecentPicture
    settings: DigestSettings
    zone: ZoneInfo
    clock: Callable[[], datetime]
    language: str = "vi"

    async def compose(self, day: date, staff: Staffer) -> Reply:
        """Return the numbers of `day` with the picture and the switch of the one who reads."""
        blocks = describe(await read_day(self.database, day, self.zone), self.names, staff.language)
        files = await self.picture.show(staff.language)
        return Reply(blocks, ((await self._switch(staff),),), files=files)

    async def wants(self, member: Member) -> bool:
        """Return whether a member of staff gets the digest: by own choice, else admins do."""
        query = select(DIGEST_CHOICE.c.is_wanted).where(DIGEST_CHOICE.c.staff_id == member.telegram_id)
        async with self.database.read() as connection:
            chosen: bool | None = await connection.scalar(query)
        return member.role is StaffRole.ADMIN if chosen is None else chosen

    async def choose(self, staff_id: int, *, is_wanted: bool) -> None:
        """Store the choice of a member of staff."""
        async with self.database.write() as connection:
            await connection.execute(delete(DIGEST_CHOICE).where(DIGEST_CHOICE.c.staff_id == staff_id))
            await connection.execute(insert(DIGEST_CHOICE).values(staff_id=staff_id, is_wanted=is_wanted))

    async def _switch(self, staff: Staffer) -> Button:
        members = {member.telegram_id: member for member in await list_members(self.database)}
        is_on = staff.id in members and await self.wants(members[staff.id])
        name, values = ("off", {}) if is_on else ("on", {"at": self.settings.at})
        label = self.names.catalogue.text(f"digest.button.{name}", staff.language, **values)
        return Button(label, Action(Verb.OFFICE, f"{Yesterday.kind}.{name}"))


class Yesterday:
    """The flow of /homqua."""

    kind = "yesterday"

    def __init__(self, tools: DigestTools) -> None:
        self._tools = tools
        self._gate = Gate(tools.database)

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Show yesterday."""
        await self._enter(staff)
        today = self._tools.clock().astimezone(self._tools.zone).date()
        return await self._tools.compose(today - timedelta(days=1), staff)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Show yesterday: this flow awaits no words."""
        return await self.start(staff, "")

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Switch the daily digest on or off."""
        await self._enter(staff)
        is_wanted = argument == "on"
        await self._tools.choose(staff.id, is_wanted=is_wanted)
        key = f"digest.switched_{'on' if is_wanted else 'off'}"
        return Reply(self._tools.names.catalogue.blocks(key, staff.language, at=self._tools.settings.at))

    async def _enter(self, staff: Staffer) -> None:
        await self._gate.require(staff.id, Deed.INSPECT, "yesterday", now=self._tools.clock())


class DailyDigest:
    """Sends the digest of yesterday once a day to everyone of staff who wants it."""

    def __init__(self, tools: DigestTools) -> None:
        self._tools = tools

    async def run(self, stop: asyncio.Event, notify: Notify) -> None:
        """Send what is due until `stop`; a database out of reach is tried again."""
        while not stop.is_set():
            try:
                await self.send_due(notify)
            except SQLAlchemyError:
                _LOG.exception("the daily digest waits; trying again in %.0f s", CHECK_EVERY_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), CHECK_EVERY_S)

    async def send_due(self, notify: Notify) -> int:
        """Send the digest of yesterday where it is time and was not done, and return how many were sent."""
        local = self._tools.clock().astimezone(self._tools.zone)
        settings, day, sent = self._tools.settings, local.date() - timedelta(days=1), 0
        if not settings.is_on or local.hour * 60 + local.minute < settings.at_min:
            return 0
        for member in await self._untold(day):
            if await self._claim(day, member):
                reply = await self._tools.compose(day, Staffer(member.telegram_id, self._tools.language))
                await notify(member.telegram_id, reply)
                await self._note(day, member)
                sent += 1
        return sent

    async def _untold(self, day: date) -> list[Member]:
        query = select(DIGEST_SENT.c.staff_id).where(DIGEST_SENT.c.day == day)
        async with self._tools.database.read() as connection:
            told = set((await connection.scalars(query)).all())
        members = await list_members(self._tools.database)
        return [each for each in members if each.telegram_id not in told and await self._tools.wants(each)]

    async def _claim(self, day: date, member: Member) -> bool:
        """Return whether the digest of that day is ours to send to a member; only one process is told so, once."""
        async with self._tools.database.write() as connection:
            row = {"day": day, "staff_id": member.telegram_id, "told_at": None}
            claimed = insert_new(connection, DIGEST_SENT).values(row).returning(DIGEST_SENT.c.staff_id)
            await connection.execute(delete(DIGEST_SENT).where(DIGEST_SENT.c.day < day - KEPT))
            return (await connection.execute(claimed)).first() is not None

    async def _note(self, day: date, member: Member) -> None:
        mine = (DIGEST_SENT.c.day == day) & (DIGEST_SENT.c.staff_id == member.telegram_id)
        async with self._tools.database.write() as connection:
            await connection.execute(update(DIGEST_SENT).where(mine).values(told_at=self._tools.clock()))
