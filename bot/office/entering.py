"""/bangdieukhien: a one-time link to the desk on the web."""

from __future__ import annotations

from bot.admin.access import DESK_PATH, LINK_LIFE, Access, door_url
from bot.catalogue import Catalogue
from bot.office.dialogue import Dialogue
from bot.office.flow import Staffer, Submission
from bot.reply import Block, Launch, Reply, Span

MINI_PATH = f"{DESK_PATH}/mini"


class Entering:
    """The flow of /bangdieukhien; `address` is where the web face is found."""

    def __init__(self, access: Access, catalogue: Catalogue, address: str) -> None:
        self._access = access
        self._catalogue = catalogue
        self._address = address.rstrip("/")

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return "enter"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Return a fresh link, and over https a button that opens the desk as a Mini App."""
        url = door_url(self._address, await self._access.make_link(staff.id))
        minutes = LINK_LIFE.seconds // 60
        blocks = self._catalogue.blocks("office.enter.link", staff.language, minutes=minutes)
        label = self._catalogue.text("office.enter.open", staff.language)
        launch = Launch(label, f"{self._address}{MINI_PATH}") if self._address.startswith("https://") else None
        return Reply((*blocks, Block((Span(url, url=url),))), launch=launch)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Return another link: no words are awaited here."""
        return await self.start(staff, "")

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Return another link."""
        return await self.start(staff, "")
