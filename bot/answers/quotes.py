"""Compose what a resident reads of a section: the verbatim quote, where it comes from, and the buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.answers.answer import passage_url
from bot.answers.scope import owner_of
from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.reply import Action, Block, Button, Span, Verb
from knowledge.announcement import Announcement, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.facts import Fact
from knowledge.summary import summarise

LABEL_CHARS = 60


class Quotes:
    """Blocks and buttons about sections, in one language each call."""

    def __init__(self, base: KnowledgeBase, catalogue: Catalogue, *, summary_chars: int, site_url: str = "") -> None:
        self._base = base
        self._catalogue = catalogue
        self._summary_chars = summary_chars
        self._site_url = site_url.rstrip("/")

    def quote(self, section: Section, *, words: Iterable[str], facts: Iterable[Fact]) -> Block:
        """Return the verbatim extract under its heading, what matched in bold."""
        extract = summarise(section, words=words, max_chars=self._summary_chars, facts=tuple(facts))
        spans = [Span(run.text, bold=run.is_marked) for run in extract.runs]
        if section.heading_path and not section.text.startswith(section.heading_path[-1]):
            spans.insert(0, Span(f"{section.heading_path[-1]}\n", bold=True))
        return Block(tuple(spans), is_quote=True)

    def citation(self, announcement: Announcement, section: Section | None, language: str) -> Block:
        """Return one line with title, number, day and issuer, then a link.

        The link leads to the passage on its source, else on our own page where that has an address, else to the
        issuer's portal.
        """
        facts = [announcement.title]
        if announcement.number:
            facts.append(self._text("answer.number", language, number=announcement.number))
        if announcement.issued_on:
            facts.append(self._text("answer.issued_on", language, day=show_day(announcement.issued_on)))
        if announcement.issuer:
            facts.append(announcement.issuer)
        spans = [Span(self._text("answer.source", language)), Span(" " + " · ".join(facts))]
        if announcement.is_sample:
            spans.append(Span(" " + self._text("answer.sample", language), italic=True))
        link = self._link(announcement, section, language)
        return Block((*spans, Span("\n"), link) if link else tuple(spans))

    def remarks(self, announcement: Announcement, today: date, language: str) -> tuple[Block, ...]:
        """Return what a reader must know of the source: its unit has ended, its time is over."""
        blocks: tuple[Block, ...] = ()
        owner = owner_of(announcement, self._base.units())
        if owner and owner.ended_on and owner.ended_on <= today:
            blocks += self._catalogue.blocks(
                "answer.ended_unit",
                language,
                issuer=announcement.issuer or owner.name,
                day=show_day(owner.ended_on),
                successors=self.successors(owner) or self._text("answer.successors_unknown", language),
            )
        if announcement.expires_on and announcement.expires_on < today:
            blocks += self._catalogue.blocks("answer.expired", language, day=show_day(announcement.expires_on))
        elif announcement.is_over(today):
            blocks += self._catalogue.blocks("answer.over", language)
        return blocks

    def buttons(
        self, section: Section | None, announcement: Announcement, *, language: str, key: str, has_others: bool
    ) -> tuple[tuple[Button, ...], ...]:
        """Return the rows under a quote: open, other matches, useful or not; the latter need the interaction's key."""
        opening = Action(Verb.OPEN, section.id) if section else Action(Verb.ANNOUNCEMENT, announcement.id)
        first = [Button(self._text("answer.button.open", language), opening)]
        if not key:
            return (tuple(first),)
        if has_others:
            first.append(Button(self._text("answer.button.others", language), Action(Verb.OTHERS, key)))
        return tuple(first), self.votes(key, language)

    def votes(self, key: str, language: str) -> tuple[Button, ...]:
        """Return the row that asks whether the interaction `key` was useful."""
        return (
            Button(self._text("answer.button.useful", language), Action(Verb.USEFUL, key)),
            Button(self._text("answer.button.useless", language), Action(Verb.USELESS, key)),
        )

    def choices(self, found: Sequence[tuple[Announcement, Section]]) -> tuple[tuple[Button, ...], ...]:
        """Return one row for each section, its label as short as tells them apart."""
        is_one = len({announcement.id for announcement, _ in found}) == 1
        return tuple(
            (Button(label_of(announcement, section, is_one=is_one), Action(Verb.OPEN, section.id)),)
            for announcement, section in found
        )

    def successors(self, unit: Unit) -> str:
        """Return the units that took over, with their contacts, parted by semicolons; empty where none is known."""
        units = (self._base.unit(unit_id) for unit_id in unit.successors)
        return "; ".join(f"{u.name} ({u.contact})" if u.contact else u.name for u in units if u)

    def _link(self, announcement: Announcement, section: Section | None, language: str) -> Span | None:
        if announcement.url:
            url = passage_url(announcement.url, section.text if section else "")
            return Span(self._text("answer.link", language), url=url)
        if self._site_url:
            anchor = f"#{section.id.partition('/')[2]}" if section else ""
            url = f"{self._site_url}/thong-bao/{announcement.id}{anchor}"
            return Span(self._text("answer.page", language), url=url)
        owner = owner_of(announcement, self._base.units())
        if owner and owner.portal:
            return Span(self._text("answer.portal", language), url=owner.portal)
        return None

    def _text(self, key: str, language: str, **values: object) -> str:
        return self._catalogue.text(key, language, **values)


def label_of(announcement: Announcement, section: Section, *, is_one: bool) -> str:
    """Return a button's label: the heading, before it the title unless all choices share it."""
    heading = section.heading_path[-1] if section.heading_path else ""
    first_words = section.text.strip().partition("\n")[0]
    if is_one:
        return _cut(heading or first_words, LABEL_CHARS)
    return _cut(f"{_cut(announcement.title, 36)}: {heading}" if heading else announcement.title, LABEL_CHARS)


def _cut(text: str, chars: int) -> str:
    return text if len(text) <= chars else text[: chars - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
