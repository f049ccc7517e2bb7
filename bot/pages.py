"""What visitors read when they browse: welcome, newest, categories, one announcement, one section, the numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, tzinfo

from bot.answers.quotes import Quotes, label_of
from bot.catalogue import Catalogue
from bot.formats import show_moment, show_number
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.settings import PrivacySettings
from bot.statistics import Visits
from bot.subscribers import KEPT_STOPPED
from knowledge.announcement import Announcement, Role, Section, Unit
from knowledge.base import KnowledgeBase

LISTED = 8
LABEL_CHARS = 60
MAX_CATEGORIES = 60


class Pages:
    """Composes the replies that show something on request, in one language each call."""

    def __init__(
        self,
        base: KnowledgeBase,
        catalogue: Catalogue,
        quotes: Quotes,
        *,
        unit_id: str,
        zone: tzinfo,
        today: Callable[[], date],
        privacy: PrivacySettings = PrivacySettings(),  # noqa: B008 - frozen
        delivery_days: int = 90,
    ) -> None:
        self._base = base
        self._catalogue = catalogue
        self._quotes = quotes
        self._unit_id = unit_id
        self._zone = zone
        self._today = today
        self._kept_days = {
            "days": KEPT_STOPPED.days,
            "text_days": privacy.text_days,
            "interaction_days": privacy.interaction_days,
            "delivery_days": delivery_days,
        }

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
        blocks = self._catalogue.blocks("chat.privacy", language, unit=self.unit.name, **self._kept_days)
        return Reply(blocks)

    def newest(self, language: str, offset: int = 0) -> Reply:
        """Return the newest announcements after the first `offset` as buttons."""
        found = self._base.newest(limit=LISTED + 1, offset=offset)
        return self._listing("chat.newest", language, found, Action(Verb.NEWEST, str(offset + LISTED)))

    def categories(self, language: str) -> Reply:
        """Return the categories as buttons."""
        found = self._base.categories()
        if not found:
            return self.empty(language)
        buttons = [Button(f"{_cut(c.name)} ({c.count})", Action(Verb.CATEGORY, c.slug)) for c in found[:MAX_CATEGORIES]]
        rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
        return Reply(self._catalogue.blocks("chat.categories", language), rows)

    def category(self, place: str, language: str) -> Reply | None:
        """Return a category's announcements as buttons, None for an unknown one.

        `place` is the category's slug, and after an "@" how many of the newest were seen already.
        """
        slug, _, seen = place.partition("@")
        offset = int(seen) if seen.isdecimal() else 0
        name = next((c.name for c in self._base.categories() if c.slug == slug), None)
        if name is None:
            return None
        found = self._base.in_category(slug, limit=LISTED + 1, offset=offset)
        return self._listing("chat.category", language, found, Action(Verb.CATEGORY, f"{slug}@{offset + LISTED}"), name)

    def empty(self, language: str) -> Reply:
        """Return that nothing is published yet."""
        return Reply(self._catalogue.blocks("chat.empty", language))

    def announcement(self, announcement: Announcement, language: str) -> Reply:
        """Return an announcement's front page: its fields, where it comes from and its sections as buttons."""
        sections = [s for s in announcement.sections if s.role in (Role.BODY, Role.ANNEX)]
        rows = tuple((_opening(announcement, s, is_one=True),) for s in sections[: 2 * LISTED])
        title = Block((Span(announcement.title, bold=True),))
        return Reply((title, *self._facts(announcement, language), *self._origin(announcement, None, language)), rows)

    def section(self, announcement: Announcement, section: Section, language: str, *, key: str) -> Reply:
        """Return one section in full, verbatim, with where it stands and the section after it."""
        heading = " › ".join(section.heading_path)
        blocks = [Block((Span(heading, bold=True),))] if heading else []
        blocks += [Block((Span(part),), is_quote=True) for part in section.text.split("\n\n") if part.strip()]
        whole = Button(self._catalogue.text("chat.whole", language), Action(Verb.ANNOUNCEMENT, announcement.id))
        rows = ((*self._next(announcement, section, language), whole), self._quotes.votes(key, language))
        return Reply((*blocks, *self._origin(announcement, section, language)), rows)

    def sections(self, section_ids: Iterable[str], language: str) -> Reply | None:
        """Return sections to pick from as buttons, None where none is left."""
        sections = [s for s in map(self._base.section, section_ids) if s]
        found = [(a, s) for s in sections if (a := self._base.announcement(s.announcement_id))]
        if not found:
            return None
        return Reply(self._catalogue.blocks("chat.others", language), self._quotes.choices(found[:LISTED]))

    def statistics(self, visits: Visits, views: Mapping[str, int], language: str) -> Reply:
        """Return the portal footer's numbers and the announcements seen most."""
        numbers = {
            name: show_number(getattr(visits, name), language) for name in ("online", "week", "month", "year", "total")
        }
        blocks = list(self._catalogue.blocks("chat.statistics", language, **numbers))
        seen = [(self._base.announcement(i), n) for i, n in sorted(views.items(), key=lambda item: (-item[1], item[0]))]
        top = [(a, n) for a, n in seen if a][:LISTED]
        if top:
            blocks += self._catalogue.blocks("chat.most_seen", language)
            lines = [f"{n}. {a.title} — {show_number(v, language)}" for n, (a, v) in enumerate(top, 1)]
            blocks.append(Block((Span("\n".join(lines)),)))
        return Reply(tuple(blocks))

    def _menu(self, language: str) -> tuple[tuple[Button, ...], ...]:
        verbs = (Verb.NEWEST, Verb.CATEGORIES), (Verb.SUBSCRIBE,), (Verb.STATISTICS, Verb.HELP)
        return tuple(
            tuple(
                Button(self._catalogue.text(f"chat.menu.{verb.name.lower()}", language), Action(verb)) for verb in row
            )
            for row in verbs
        )

    def _listing(
        self, message: str, language: str, found: tuple[Announcement, ...], more: Action, name: str = ""
    ) -> Reply:
        """Return LISTED of `found` as buttons; one more than that in it leads on to `more`."""
        if not found:
            return self.empty(language)
        rows = [(Button(_cut(a.title), Action(Verb.ANNOUNCEMENT, a.id)),) for a in found[:LISTED]]
        if len(found) > LISTED:
            rows.append((Button(self._catalogue.text("chat.more", language), more),))
        return Reply(self._catalogue.blocks(message, language, name=name), tuple(rows))

    def _facts(self, announcement: Announcement, language: str) -> tuple[Block, ...]:
        published = announcement.published_at
        facts = {
            "published_at": show_moment(published, self._zone) if published else None,
            "department": announcement.department,
            "category": announcement.category,
            "portal_views": announcement.portal_views,
        }
        lines = [
            f"{self._catalogue.text(f'chat.fields.{k}', language)}: {v}" for k, v in facts.items() if v is not None
        ]
        return (Block((Span("\n".join(lines)),)),) if lines else ()

    def _origin(self, announcement: Announcement, section: Section | None, language: str) -> tuple[Block, ...]:
        citation = self._quotes.citation(announcement, section, language)
        return citation, *self._quotes.remarks(announcement, self._today(), language)

    def _next(self, announcement: Announcement, section: Section, language: str) -> tuple[Button, ...]:
        later = [s for s in announcement.sections if s.position > section.position and s.role is Role.BODY]
        if not later:
            return ()
        return (Button(self._catalogue.text("chat.next", language), Action(Verb.OPEN, later[0].id)),)


def _opening(announcement: Announcement, section: Section, *, is_one: bool) -> Button:
    return Button(label_of(announcement, section, is_one=is_one), Action(Verb.OPEN, section.id))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LABEL_CHARS else text[: LABEL_CHARS - 1].rsplit(" ", 1)[0] + "…"
