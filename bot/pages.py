"""What visitors read when they browse: welcome, newest, categories, one announcement, one section, the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo

from bot.answer import make_source
from bot.catalogue import Catalogue
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.statistics import Visits
from knowledge.announcement import Announcement, Role, Section, Unit
from knowledge.base import KnowledgeBase

LISTED = 8
LABEL_CHARS = 60


class Pages:
    """Composes the replies that show something on request, in one language each call."""

    def __init__(self, base: KnowledgeBase, catalogue: Catalogue, *, unit_id: str, zone: tzinfo) -> None:
        self._base = base
        self._catalogue = catalogue
        self._unit_id = unit_id
        self._zone = zone

    @property
    def unit(self) -> Unit:
        """Return the unit that runs the bot."""
        return self._base.unit(self._unit_id) or Unit(self._unit_id, self._unit_id)

    def start(self, language: str) -> Reply:
        """Return the welcome: a machine answers, what it knows, what is stored."""
        blocks = self._catalogue.blocks("chat.start", language, unit=self.unit.name, count=len(self._base))
        return Reply(blocks, self._menu(language))

    def help(self, language: str) -> Reply:
        """Return how to ask."""
        return Reply(self._catalogue.blocks("chat.help", language), self._menu(language))

    def privacy(self, language: str) -> Reply:
        """Return what is stored, why and how to erase it."""
        return Reply(self._catalogue.blocks("chat.privacy", language, unit=self.unit.name))

    def newest(self, language: str) -> Reply:
        """Return the newest announcements as buttons."""
        return self._listing("chat.newest", language, self._base.newest(limit=LISTED))

    def categories(self, language: str) -> Reply:
        """Return the categories as buttons."""
        found = self._base.categories()
        if not found:
            return self.empty(language)
        rows = tuple(
            (Button(f"{_cut(c.name)} ({c.count})", Action(Verb.CATEGORY, c.slug)),) for c in found[: 2 * LISTED]
        )
        return Reply(self._catalogue.blocks("chat.categories", language), rows)

    def category(self, slug: str, language: str) -> Reply | None:
        """Return a category's announcements as buttons, None for an unknown one."""
        name = next((c.name for c in self._base.categories() if c.slug == slug), None)
        if name is None:
            return None
        found = self._base.in_category(slug, limit=LISTED)
        return self._listing("chat.category", language, found, name=name)

    def empty(self, language: str) -> Reply:
        """Return that nothing is published yet."""
        return Reply(self._catalogue.blocks("chat.empty", language))

    def announcement(self, announcement: Announcement, language: str) -> Reply:
        """Return an announcement's front page: its fields, how it begins and its sections as buttons."""
        sections = [s for s in announcement.sections if s.role in (Role.BODY, Role.ANNEX)]
        blocks = [Block((Span(announcement.title, bold=True),)), *self._facts(announcement, language)]
        rows = tuple((Button(_label(s), Action(Verb.OPEN, s.id)),) for s in sections[: 2 * LISTED])
        return Reply((*blocks, *self._origin(announcement, None, language)), rows)

    def section(self, announcement: Announcement, section: Section, language: str, *, key: str) -> Reply:
        """Return one section in full, verbatim, with where it stands and the section after it."""
        heading = " › ".join(section.heading_path)
        title = Span(announcement.title, bold=True)
        blocks = [Block((title, Span(f"\n{heading}")) if heading else (title,))]
        blocks += [Block((Span(part),), is_quote=True) for part in section.text.split("\n\n") if part.strip()]
        feedback = (
            Button(self._catalogue.text("chat.useful", language), Action(Verb.USEFUL, key)),
            Button(self._catalogue.text("chat.useless", language), Action(Verb.USELESS, key)),
        )
        whole = Button(self._catalogue.text("chat.whole", language), Action(Verb.ANNOUNCEMENT, announcement.id))
        rows = ((*self._next(announcement, section, language), whole), feedback)
        return Reply((*blocks, *self._origin(announcement, section, language)), rows)

    def sections(self, section_ids: Iterable[str], language: str) -> Reply | None:
        """Return sections to pick from as buttons, None where none is left."""
        found = [s for s in map(self._base.section, section_ids) if s]
        if not found:
            return None
        rows = tuple((Button(self._name(s), Action(Verb.OPEN, s.id)),) for s in found[:LISTED])
        return Reply(self._catalogue.blocks("chat.others", language), rows)

    def statistics(self, visits: Visits, views: Mapping[str, int], language: str) -> Reply:
        """Return the portal footer's numbers and the announcements seen most."""
        numbers = {
            name: _grouped(getattr(visits, name), language) for name in ("online", "week", "month", "year", "total")
        }
        blocks = list(self._catalogue.blocks("chat.statistics", language, **numbers))
        seen = [(self._base.announcement(i), n) for i, n in sorted(views.items(), key=lambda item: (-item[1], item[0]))]
        top = [(a, n) for a, n in seen if a][:LISTED]
        if top:
            blocks += self._catalogue.blocks("chat.most_seen", language)
            blocks += [Block((Span(f"{n}. {a.title} — {_grouped(v, language)}"),)) for n, (a, v) in enumerate(top, 1)]
        return Reply(tuple(blocks))

    def contact(self, language: str) -> tuple[Block, ...]:
        """Return how to reach a human."""
        return self._catalogue.blocks("chat.contact", language, contact=self.unit.contact, hours=self.unit.hours)

    def _menu(self, language: str) -> tuple[tuple[Button, ...], ...]:
        verbs = (Verb.NEWEST, Verb.CATEGORIES), (Verb.STATISTICS, Verb.HELP)
        return tuple(
            tuple(
                Button(self._catalogue.text(f"chat.menu.{verb.name.lower()}", language), Action(verb)) for verb in row
            )
            for row in verbs
        )

    def _listing(self, message: str, language: str, found: tuple[Announcement, ...], **values: str) -> Reply:
        if not found:
            return self.empty(language)
        rows = tuple((Button(_cut(a.title), Action(Verb.ANNOUNCEMENT, a.id)),) for a in found)
        return Reply(self._catalogue.blocks(message, language, **values), rows)

    def _facts(self, announcement: Announcement, language: str) -> list[Block]:
        published = announcement.published_at
        facts = {
            "number": announcement.number,
            "issuer": announcement.issuer,
            "issued_on": _day(announcement.issued_on),
            "published_at": published and f"{published.astimezone(self._zone):%d/%m/%Y %H:%M}",
            "department": announcement.department,
            "category": announcement.category,
            "portal_views": announcement.portal_views,
        }
        lines = [
            f"{self._catalogue.text(f'chat.fields.{k}', language)}: {v}" for k, v in facts.items() if v is not None
        ]
        return [Block((Span("\n".join(lines)),))] if lines else []

    def _origin(self, announcement: Announcement, section: Section | None, language: str) -> list[Block]:
        source = make_source(announcement, section, 0.0)
        written = " · ".join(filter(None, (announcement.number, _day(announcement.issued_on), announcement.issuer)))
        blocks = [Block((Span(written),))] if section and written else []
        if announcement.is_sample:
            blocks.append(Block((Span(self._catalogue.text("chat.sample", language), italic=True),)))
        if source.url:
            blocks.append(Block((Span(self._catalogue.text("chat.source", language), url=source.url),)))
        return blocks

    def _next(self, announcement: Announcement, section: Section, language: str) -> tuple[Button, ...]:
        later = [s for s in announcement.sections if s.position > section.position and s.role is Role.BODY]
        if not later:
            return ()
        return (Button(self._catalogue.text("chat.next", language), Action(Verb.OPEN, later[0].id)),)

    def _name(self, section: Section) -> str:
        announcement = self._base.announcement(section.announcement_id)
        title = announcement.title if announcement else ""
        return _cut(f"{section.heading_path[-1]} — {title}" if section.heading_path else title)


def _label(section: Section) -> str:
    return _cut(section.heading_path[-1] if section.heading_path else section.text)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LABEL_CHARS else text[: LABEL_CHARS - 1].rsplit(" ", 1)[0] + "…"


def _day(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None


def _grouped(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "." if language == "vi" else ",")
