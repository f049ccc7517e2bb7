"""A ticket's question and answer as one published text: masked, dated, attributed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.privacy import MASK, mask
from bot.tickets.ticket import Ticket
from knowledge.announcement import Announcement, Kind, Section, Unit

MAX_TITLE_CHARS = 200
_CALLABLE = re.compile(r"\d(?:[\d .\-]{6,16})\d")
_STAND_IN = "⟦{}⟧"


@dataclass(frozen=True, slots=True)
class Wording:
    """What would be published; `is_masked` tells that personal identifiers were taken out."""

    announcement: Announcement
    is_masked: bool


class Wordings:
    """Makes announcements of tickets; `issuer` signs the answers."""

    def __init__(self, catalogue: Catalogue, *, issuer: str) -> None:
        self._catalogue = catalogue
        self._issuer = issuer

    def compose(self, ticket: Ticket, unit: Unit, askers: tuple[str, ...], *, now: datetime, today: date) -> Wording:
        """Return the published text of an answered ticket; other ways in which it was asked find it too."""
        title = mask(ticket.title or _as_title(ticket.text)).text
        answer, is_masked = mask_but(ticket.wording or ticket.answer or "", f"{unit.contact}\n{unit.hours}")
        own, issuer = f"hoi-dap-{ticket.code.lower()}", self._issuer or unit.name
        signed = self._catalogue.text("tickets.signed", "vi", issuer=issuer, day=show_day(today))
        section = Section(f"{own}/tra-loi", own, 0, f"{answer}\n\n{signed}", (title,))
        ways = dict.fromkeys(mask(each).text for each in (ticket.text, *askers) if each.strip())
        announcement = Announcement(
            id=own,
            title=title,
            kind=Kind.ANSWER,
            issuer=issuer,
            unit_id=unit.id,
            issued_on=today,
            published_at=now,
            category_path=(self._catalogue.text("tickets.category", "vi"), *((ticket.topic,) if ticket.topic else ())),
            department=issuer,
            aliases=tuple(each for each in ways if each != title),
            sections=(section,),
        )
        return Wording(announcement, is_masked or MASK in title or MASK in answer)


def mask_but(text: str, public: str) -> tuple[str, bool]:
    """Return `text` with personal identifiers masked, and whether there were any; numbers in `public` stay."""
    known = sorted({found for found in _CALLABLE.findall(public) if found in text}, key=len, reverse=True)
    for number, each in enumerate(known):
        text = text.replace(each, _STAND_IN.format(chr(0x3B1 + number)))
    masked = mask(text)
    plain = masked.text
    for number, each in enumerate(known):
        plain = plain.replace(_STAND_IN.format(chr(0x3B1 + number)), each)
    return plain, bool(masked.kinds)


def _as_title(text: str) -> str:
    """Return a question as a heading: one line, begun with a capital."""
    line = " ".join(text.split())
    line = line if len(line) <= MAX_TITLE_CHARS else line[: MAX_TITLE_CHARS - 1].rsplit(" ", 1)[0] + "…"
    return line[:1].upper() + line[1:]
