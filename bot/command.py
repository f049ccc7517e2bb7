"""What residents can call by name, and what may come instead of words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.tickets.ticket import TicketKind


class Command(StrEnum):
    """What residents can call by name; the value is what they type after the slash."""

    START = "start"
    HELP = "help"
    NEWEST = "moinhat"
    CATEGORIES = "chuyenmuc"
    STATISTICS = "thongke"
    SUBSCRIBE = "dangky"
    UNSUBSCRIBE = "huydangky"
    PRIVACY = "quyenriengtu"
    DATA = "dulieu"
    ERASE = "xoa"
    ASK_OFFICIAL = "hoicanbo"
    REPORT = "phananh"
    FOLLOW = "theodoi"


WISHES: Mapping[Command, TicketKind] = {
    Command.ASK_OFFICIAL: TicketKind.QUESTION,
    Command.REPORT: TicketKind.REPORT,
}
ARGUED = frozenset({*WISHES, Command.FOLLOW})  # what takes words after it
OWN_RIGHTS = frozenset({Command.PRIVACY, Command.DATA, Command.ERASE})  # never refused


class Unreadable(StrEnum):
    """What came instead of words."""

    STICKER = "sticker"
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"
