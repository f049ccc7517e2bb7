"""Posters for the bot itself, a topic or an announcement, with the link that their code holds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.deep_link import make_link
from bot.formats import show_day
from bot.posters.poster import MAX_LINK_BYTES, Poster
from bot.reply import Action, Verb
from bot.subscribing.choices import Choice
from knowledge.announcement import Announcement
from knowledge.base import KnowledgeBase


class NoLinkError(Exception):
    """Nothing that a code could lead to; the message names the mend."""


@dataclass(frozen=True, slots=True)
class _Lead:
    link: str
    is_telegram: bool


class Posters:
    """Composes posters of one unit in one language.

    `username` is the bot's name on Telegram; without one a poster leads to the web page at `site_url`.
    """

    def __init__(
        self, base: KnowledgeBase, catalogue: Catalogue, *, unit_id: str, language: str, site_url: str = ""
    ) -> None:
        self._base = base
        self._catalogue = catalogue
        self._unit_id = unit_id
        self._language = language
        self._site_url = site_url.rstrip("/")

    def of_bot(self, username: str = "") -> Poster:
        """Return the poster that leads to the bot itself; raises NoLinkError."""
        lead = self._lead(make_link(username) if username else None)
        return self._poster("loa-phuong", lead, self._text("bot"))

    def of_topic(self, topic: Choice, username: str = "") -> Poster:
        """Return the poster with which people subscribe to a topic; raises NoLinkError.

        The web page sends no bulletins: there the poster promises to look things up only.
        """
        lead = self._lead(make_link(username, Action(Verb.SUBSCRIBE, topic.slug)) if username else None)
        call = self._text("topic" if lead.is_telegram else "topic_on_page")
        return self._poster(topic.slug, lead, call, subject=topic.name)

    def of_announcement(self, announcement: Announcement, username: str = "") -> Poster:
        """Return the poster that leads to an announcement's front page; raises NoLinkError."""
        action = Action(Verb.ANNOUNCEMENT, announcement.id)
        lead = self._lead(make_link(username, action) if username else None, f"/thong-bao/{announcement.id}")
        call, note = self._text("announcement"), self._note(announcement)
        return self._poster(announcement.id, lead, call, subject=announcement.title, note=note)

    def _poster(self, name: str, lead: _Lead, call: str, *, subject: str = "", note: str = "") -> Poster:
        unit = self._base.unit(self._unit_id)
        return Poster(
            name=name,
            unit=unit.name if unit else "",
            heading=self._text("heading"),
            call=call,
            link=lead.link,
            subject=subject,
            note=note,
            hint=self._text("hint" if lead.is_telegram else "hint_on_page"),
            footer=(self._text("machine"), self._text("emergency")),
        )

    def _lead(self, telegram_link: str | None, path: str = "/") -> _Lead:
        if telegram_link:
            return _Lead(telegram_link, is_telegram=True)
        link = f"{self._site_url}{path}"
        if not self._site_url:
            raise NoLinkError("no link possible: give the bot's username (--bot) or set web.url in config.yaml")
        if not link.startswith(("https://", "http://")) or len(link.encode()) > MAX_LINK_BYTES:
            raise NoLinkError(
                f"web.url: {self._site_url[:80]!r} cannot stand in a code; write an address like "
                f"https://hoi.phuong-mau.vn, at most {MAX_LINK_BYTES} bytes with the page's own part"
            )
        return _Lead(link, is_telegram=False)

    def _note(self, announcement: Announcement) -> str:
        number = announcement.number
        day = show_day(announcement.issued_on) if announcement.issued_on else ""
        key = "number_and_day" if number and day else "number" if number else "day"
        note = self._text(key, number=number, day=day) if number or day else ""
        return f"{note} {self._text('sample')}".strip() if announcement.is_sample else note

    def _text(self, key: str, **values: object) -> str:
        return self._catalogue.text(f"poster.{key}", self._language, **values)
