"""The loudspeaker's conversations for tests: the real office, flows, rules and tables; people who type and tap."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Broadcast, Entity, Media
from bot.catalogue import load_catalogue
from bot.database import Database
from bot.office.booth import Booth
from bot.office.dialogue import Dialogues
from bot.office.flow import Staffer, Submission
from bot.office.flows import make_flows
from bot.office.office import Office, OfficeCommand
from bot.reply import Reply
from bot.staff import Gate
from bot.subscribing.choices import Choices
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.broadcasts.station import Station
from tests.bot.cast import HANOI
from tests.bot.house import CERTIFICATION, WARD, WASTE

# After how many commits the process dies, run after run: right after each of them, then further on.
DEATHS = (0, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7)


class KilledError(Exception):
    """The process is gone."""


class MortalDatabase(Database):
    """A database whose process dies right after so many more commits; it lives while `commits_left` is None."""

    commits_left: int | None = None

    @classmethod
    def over(cls, database: Database) -> MortalDatabase:
        """Return one over the engines of `database`."""
        return cls(database._writer, database._reader)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give a transaction, and die after its commit when the time has come."""
        if self.commits_left == 0:
            raise KilledError
        async with super().write() as connection:
            yield connection
        if self.commits_left is not None:
            self.commits_left -= 1
            if self.commits_left == 0:
                raise KilledError


@dataclass
class Studio:
    """People at work over one station; `told` are the replies brought to somebody who did not ask."""

    station: Station
    told: list[tuple[int, Reply]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the office."""
        station, clock = self.station, self.station.clock
        self.dialogues = Dialogues(station.database, clock)
        base = KnowledgeBase(SearchIndex(load_lexicon()), [replace(WARD, areas=("Tổ 1", "Tổ 2"))])
        base.change((CERTIFICATION, WASTE))
        self.parts = Booth(
            broadcasts=station.broadcasts,
            dialogues=self.dialogues,
            gate=Gate(station.database),
            database=station.database,
            catalogue=load_catalogue(),
            base=base,
            choices=Choices(base, WARD.id),
            settings=station.settings,
            zone=HANOI,
            clock=clock,
            notify=self._tell,
        )
        self.words = self.parts.words("vi")
        flows = make_flows(self.parts)
        self.office = Office(flows, self.dialogues, station.database, self.parts.catalogue, clock)

    async def command(self, who: int, command: OfficeCommand, argument: str = "") -> Reply:
        """Return the answer to a command."""
        return await self.office.command(Staffer(who), command, argument)

    async def send(self, who: int, text: str, entities: tuple[Entity, ...] = (), media: Media | None = None) -> Reply:
        """Return the answer to a message, which must be awaited by somebody."""
        reply = await self.office.receive(Staffer(who), Submission(text, entities, media))
        assert reply is not None
        return reply

    async def press(self, who: int, action: str) -> Reply:
        """Return the answer to an action as a button carries it."""
        return await self.office.press(Staffer(who), action)

    async def tap(self, who: int, reply: Reply, label: str) -> Reply:
        """Return the answer to the button of `reply` whose label holds `label`."""
        return await self.press(who, action_of(reply, label))

    async def compose(self, who: int, text: str = "Mai phường cắt nước.") -> tuple[Broadcast, Reply]:
        """Return a draft made in the chat, and its panel."""
        await self.command(who, OfficeCommand.COMPOSE)
        panel = await self.send(who, text)
        (newest,) = await self.station.broadcasts.listed(limit=1)
        return newest, panel

    async def found(self, number: int) -> Broadcast:
        """Return the broadcast of that number."""
        return await self.station.found(number)

    @property
    def now(self) -> datetime:
        """Return the moment."""
        return self.station.clock.now

    async def _tell(self, who: int, reply: Reply) -> None:
        self.told.append((who, reply))


def action_of(reply: Reply, label: str) -> str:
    """Return the action of the one button whose label holds `label`."""
    (button,) = [button for row in reply.buttons for button in row if label in button.label]
    return button.action.argument


def labels(reply: Reply) -> list[str]:
    """Return the labels of all buttons."""
    return [button.label for row in reply.buttons for button in row]
