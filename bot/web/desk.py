"""What every page works with, and how a visitor's turn becomes a reply."""

from __future__ import annotations

import math
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.command import ARGUED, Command
from bot.conversation import Conversation
from bot.fair_use import FairUse
from bot.health import Health
from bot.reply import Action, Reply, parse_action
from bot.settings import Settings
from bot.web.guests import Guest, meet
from bot.web.render import Renderer
from knowledge.announcement import Unit
from knowledge.base import KnowledgeBase

VISITORS_PER_ADDRESS = 10  # mobile networks put many residents behind one address


class Wish(StrEnum):
    """What a turn carries; the value is the form field's name."""

    TEXT = "text"
    ACTION = "action"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that a visitor sent."""

    wish: Wish
    value: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Windows per visitor, per client without a cookie, and per address."""

    visitors: FairUse
    strangers: FairUse
    addresses: FairUse

    def wait_s(self, guest: Guest) -> float:
        """Count one request of `guest` and return 0, or the seconds until the next one is allowed."""
        wait = self.addresses.wait_s(guest.address)
        if wait > 0:
            return wait
        return self.visitors.wait_s(guest.session) if guest.has_cookie else self.strangers.wait_s(guest.address)


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts behind the pages."""

    conversation: Conversation
    base: KnowledgeBase
    settings: Settings
    secret: bytes
    health: Callable[[], Awaitable[Health]]
    renderer: Renderer
    limits: Limits

    @property
    def unit(self) -> Unit:
        """Return the unit that runs the page."""
        unit_id = self.settings.unit.id
        return self.base.unit(unit_id) or Unit(unit_id, unit_id)

    def meet(self, request: Request) -> Guest:
        """Return who sent `request`."""
        return meet(request, self.settings, self.secret)

    async def reply(self, guest: Guest, turn: Turn) -> Reply:
        """Return the heart's reply to `turn`; raises HTTPException 429 over the limits."""
        wait = self.limits.wait_s(guest)
        if wait > 0:
            raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait))})
        visitor, key = guest.visitor, new_key()
        command, argument = _find_command(turn)
        if command:
            return await self.conversation.command(visitor, command, key=key, argument=argument)
        if turn.wish is Wish.TEXT:
            return await self.conversation.ask(visitor, turn.value, key=key)
        action = parse_action(turn.value) if turn.wish is Wish.ACTION else None
        return await self.conversation.press(visitor, action, key=key)

    async def record_view(self, guest: Guest, action: Action) -> None:
        """Count a view of an announcement's page; one beyond the limits is shown but not counted."""
        if self.limits.addresses.wait_s(guest.address) <= 0:
            await self.conversation.press(guest.visitor, action, key=new_key())


def _find_command(turn: Turn) -> tuple[Command | None, str]:
    """Return the command that a turn calls, and what was typed after it where it takes words."""
    name, _, argument = turn.value.strip().partition(" ")
    if turn.wish is Wish.TEXT:  # typed as on other channels: "/xoa"
        name = name.removeprefix("/") if name.startswith("/") else ""
    is_known = turn.wish is not Wish.ACTION and name.lower() in {command.value for command in Command}
    command = Command(name.lower()) if is_known else None
    return (None, "") if argument and command not in ARGUED else (command, argument)


def desk_of(request: Request) -> Desk:
    """Return the desk of the site that serves `request`."""
    return cast(Desk, request.app.state.desk)


def new_key() -> str:
    """Return a fresh key of an incoming event."""
    return f"web{secrets.token_hex(11)}"


def clean(text: str) -> str:
    """Return `text` without what no database and no page can hold: NUL and halves of surrogate pairs."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode()
