"""The driver: makes the residents, groups and channels that tests play."""

from __future__ import annotations

from typing import Any

from tests.servers.backend import Backend
from tests.servers.clock import Clock
from tests.servers.group import Group
from tests.servers.resident import Resident
from tests.servers.world import CHANNEL, IN_CHAT, SUPERGROUP


class Driver:
    """Plays people towards the bot, without HTTP."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self._residents: dict[int, Resident] = {}

    @property
    def clock(self) -> Clock:
        """Return the server's clock; `advance` it to make messages or queries old."""
        return self.backend.clock

    @property
    def bot_name(self) -> str:
        """Return the bot's user name, without @."""
        return self.backend.world.bot.username

    def resident(self, first_name: str = "Lan", *, has_started: bool = False, **details: Any) -> Resident:
        """Return a new resident; `details`: user_id, last_name, username, language_code.

        `has_started` lets the bot write first, as if /start had been sent long ago.
        """
        user = self.backend.world.add_user(first_name, **details)
        user.has_started = has_started
        return self._residents.setdefault(user.id, Resident(self.backend, user))

    def residents(self, number: int, *, has_started: bool = True) -> list[Resident]:
        """Return `number` new residents."""
        return [self.resident(f"Resident {count}", has_started=has_started) for count in range(1, number + 1)]

    def find_resident(self, user_id: int) -> Resident | None:
        """Return the resident with this id."""
        return self._residents.get(user_id)

    async def group(
        self, title: str, *members: Resident, kind: str = SUPERGROUP, bot_status: str = "member", username: str = ""
    ) -> Group:
        """Return a new group; its first member owns it and adds the bot, unless `bot_status` is `left`."""
        chat = self.backend.world.add_chat(title, kind, username=username)
        group = Group(self.backend, chat)
        owner = members[0] if members else self.resident("Owner")
        group.add(*(member.user for member in members))
        group.add(owner.user, status="creator")
        if bot_status in IN_CHAT:
            await group.set_bot_status(bot_status, owner.user)
        return group

    def quiet_groups(self, number: int, *, kind: str = SUPERGROUP) -> list[Group]:
        """Return `number` new groups in which the bot has been for long: nothing tells of it."""
        owner = self.resident("Owner")
        groups = [Group(self.backend, self.backend.world.add_chat(f"Tổ {n}", kind)) for n in range(1, number + 1)]
        for group in groups:
            group.add(owner.user, status="creator")
            group.chat.bot_status = "member"
        return groups

    async def channel(self, title: str, owner: Resident | None = None, *, username: str = "") -> Group:
        """Return a new channel with the bot as administrator."""
        members = [owner] if owner else []
        return await self.group(title, *members, kind=CHANNEL, bot_status="administrator", username=username)
