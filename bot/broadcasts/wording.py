"""The words of one recipient's bulletin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from itertools import groupby

from bot.broadcasts.broadcast import Content, Note
from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.reply import Action, Block, Button, Reply, Span, Verb
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase, shown_on

MAX_TOLD = 20
MAX_BUTTONS = 8
LABEL_CHARS = 60
AREA_MARK = "@"


class BulletinWords:
    """Composes bulletins from what is published now: what was withdrawn meanwhile is left out."""

    def __init__(self, base: KnowledgeBase, catalogue: Catalogue, *, unit_id: str, zone: tzinfo) -> None:
        self._base = base
        self._catalogue = catalogue
        self._unit_id = unit_id
        self._zone = zone

    def compose(self, content: Content, wishes: tuple[str, ...], language: str) -> Reply:
        """Return the bulletin for who wants the topics in `wishes` (none: all), and of areas the one behind "@"."""
        mine = [note for note in content.notes if _is_for(note, wishes)]
        found = [(note, self._base.announcement(note.announcement_id or "")) for note in mine]
        announced = [announcement for note, announcement in found if announcement]
        spoken = [note.text for note in mine if note.announcement_id is None]
        blocks = [*self._announced(announced[:MAX_TOLD], language)]
        if spoken:
            blocks.append(self._list("bulletin.spoken", language, spoken[: MAX_TOLD - len(announced[:MAX_TOLD])]))
        left = len(announced) + len(spoken) - MAX_TOLD
        if left > 0:
            blocks += self._catalogue.blocks("bulletin.more", language, count=left)
        unit = self._base.unit(self._unit_id)
        heading = self._catalogue.blocks("bulletin.heading", language, unit=unit.name if unit else "")
        return Reply((*heading, *blocks), tuple(_button(each) for each in announced[:MAX_BUTTONS]))

    def _announced(self, announced: list[Announcement], language: str) -> Iterator[Block]:
        other = self._catalogue.text("bulletin.other", language)
        ordered = sorted(announced, key=lambda each: each.category or "")
        for category, group in groupby(ordered, key=lambda each: each.category or other):
            yield _listing(category, (self._line(each, language) for each in group))

    def _line(self, announcement: Announcement, language: str) -> str:
        facts = [show_day(shown_on(announcement))] if announcement.published_at or announcement.issued_on else []
        if announcement.number:
            facts.insert(0, self._catalogue.text("answer.number", language, number=announcement.number))
        return f"{announcement.title} ({', '.join(facts)})" if facts else announcement.title

    def _list(self, key: str, language: str, lines: list[str]) -> Block:
        return _listing(self._catalogue.text(key, language), lines)


def _is_for(note: Note, wishes: tuple[str, ...]) -> bool:
    """Return whether a subscriber with these wishes wants the note; the same as the audience that was chosen."""
    topics = {wish for wish in wishes if not wish.startswith(AREA_MARK)}
    areas = {wish.removeprefix(AREA_MARK) for wish in wishes if wish.startswith(AREA_MARK)}
    is_topic = not note.topic or not topics or note.topic in topics
    return is_topic and (not note.area or not areas or note.area in areas)


def _listing(heading: str, lines: Iterable[str]) -> Block:
    return Block((Span(heading, bold=True), Span("".join(f"\n• {line}" for line in lines))))


def _button(announcement: Announcement) -> tuple[Button, ...]:
    title = announcement.title
    label = title if len(title) <= LABEL_CHARS else f"{title[: LABEL_CHARS - 1]}…"
    return (Button(label, Action(Verb.ANNOUNCEMENT, announcement.id)),)
