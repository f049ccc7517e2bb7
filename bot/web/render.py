"""Pages from templates: every value is escaped, every link is checked, every sentence comes from the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.catalogue import Catalogue
from bot.formats import show_day, show_moment, show_number
from bot.reply import Reply, Verb
from knowledge.announcement import Section


class Renderer:
    """Renders the templates of bot/web/templates in a visitor's language."""

    def __init__(self, catalogue: Catalogue, zone: tzinfo, asset: Callable[[str], str]) -> None:
        self._catalogue = catalogue
        environment = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["asset"] = asset
        environment.filters |= {
            "link": safe_link,
            "page": find_page,
            "day": show_day,
            "moment": lambda moment: show_moment(moment, zone),
            "number": show_number,
        }
        self._environment = environment

    def render(self, template: str, language: str, **values: Any) -> str:
        """Return a page; inside it, `say(key, ...)` is the message web.<key> and `tell(key, ...)` the message <key>."""

        def tell(key: str, **words: object) -> str:
            return self._catalogue.text(key, language, **words)

        def say(key: str, **words: object) -> str:
            return tell(f"web.{key}", **words)

        page = self._environment.get_template(template)
        return page.render(language=language, say=say, tell=tell, **values)

    def render_reply(self, reply: Reply, language: str) -> str:
        """Return a reply as it stands in the conversation, empty without paragraphs and buttons."""
        return self.render("reply.html", language, reply=reply).strip()

    def message(self, key: str, language: str, **values: object) -> Reply:
        """Return the message web.<key> as a reply."""
        return Reply(self._catalogue.blocks(f"web.{key}", language, **values))


def safe_link(url: str | None) -> str | None:
    """Return `url` when it is an http(s) address with a host, else None: the one place where text becomes a link."""
    if not url or any(character <= " " or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def find_page(reply: Reply) -> str | None:
    """Return the address of our own page with the text that a reply quotes.

    None where it quotes nothing, or leads there already.
    """
    actions = [button.action for row in reply.buttons for button in row]
    whole = next((a.argument for a in actions if a.verb is Verb.ANNOUNCEMENT), None)
    passage = whole or next((a.argument for a in actions if a.verb is Verb.OPEN), None)
    if passage is None or not any(block.is_quote for block in reply.blocks):
        return None
    announcement_id, _, key = passage.partition("/")
    page = f"/thong-bao/{quote(announcement_id)}"
    if any(page in (span.url or "") for block in reply.blocks for span in block.spans):
        return None
    return page + (f"#{quote(key)}" if key else "")


def section_key(section: Section) -> str:
    """Return the anchor of a section on its announcement's page."""
    return section.id.partition("/")[2]


def new_headings(path: tuple[str, ...], before: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Return the headings that `path` opens after `before`, each with its depth from 0."""
    shared = 0
    while shared < min(len(path), len(before)) and path[shared] == before[shared]:
        shared += 1
    return tuple(enumerate(path))[shared:]
