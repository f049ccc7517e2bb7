"""What handlers get with every update: typed, without casts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from telegram import Message, Update, User
from telegram.ext import CallbackContext, ContextTypes, ExtBot

from bot.broadcasts.broadcasts import Broadcasts
from bot.conversation import Conversation
from bot.office.office import Office
from bot.subscribing.dialogue import Subscribing
from bot.telegram.courier import Courier
from bot.telegram.menu import StaffMenu
from bot.tickets.room import TicketRoom
from bot.visitor import Channel, Visitor, person_key

SEQ_FIELD = "inbox_seq"  # travels with an update from the inbox to its handler
MAX_ALBUMS = 1000
Data = dict[Any, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """How people become visitors.

    The language is the unit's, whatever the app's: many phones in a ward are set to English, their owners ask in
    Vietnamese.
    """

    secret: bytes
    language: str = "vi"
    staff_ids: Container[int] = ()

    def visitor(self, user: User) -> Visitor:
        """Return who asks; staff and bots are not counted."""
        is_counted = not user.is_bot and user.id not in self.staff_ids
        person = person_key(self.secret, Channel.TELEGRAM, user.id)
        return Visitor(person, Channel.TELEGRAM, self.language, is_counted, chat_id=user.id)

    def channel(self, chat_id: int) -> Visitor:
        """Return the visitor for a channel whose administrators write in its name: nobody's visit, not counted."""
        person = person_key(self.secret, Channel.TELEGRAM, chat_id)
        return Visitor(person, Channel.TELEGRAM, self.language, is_counted=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a handler works with."""

    conversation: Conversation
    courier: Courier
    identity: Identity
    office: Office
    menu: StaffMenu
    broadcasts: Broadcasts
    subscribing: Subscribing
    tickets: TicketRoom
    albums: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def is_first_of_album(self, album: str | None, key: str) -> bool:
        """Return whether this update is the one of its album that gets the reply; without an album it is."""
        if album is None:
            return True
        first = self.albums.setdefault(album, key)
        while len(self.albums) > MAX_ALBUMS:
            self.albums.popitem(last=False)
        return first == key


@dataclass(frozen=True, slots=True)
class Visit:
    """One message of a visitor and the key under which it is recorded."""

    message: Message
    visitor: Visitor
    key: str

    @property
    def is_in_group(self) -> bool:
        """Return whether others read along."""
        return self.message.chat.type != "private"


class Context(CallbackContext[ExtBot[None], Data, Data, Data]):
    """The library's context with our desk."""

    desk: Desk

    def visit(self, update: Update) -> Visit:
        """Return the message of an update with its visitor; raises LookupError when it has none."""
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            raise LookupError("the update holds no message of a user")
        return Visit(message, self.desk.identity.visitor(user), key_of(update))


def key_of(update: Update) -> str:
    """Return the key under which the interaction of an update is recorded once."""
    return f"tg{int(update.api_kwargs[SEQ_FIELD])}"


def make_context_types(desk: Desk) -> ContextTypes[Context, Data, Data, Data]:
    """Return the library's configuration that gives handlers a Context with this desk."""
    bound = type("DeskContext", (Context,), {"desk": desk})
    return ContextTypes(context=bound)
