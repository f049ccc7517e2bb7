"""A portal page reduced to what matters: the lines of its main content, its menu path and its own metadata."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.loaders.encoding import read_text
from knowledge.loaders.html_lines import read_lines
from knowledge.loaders.markdown import unwrap
from knowledge.vietnamese import clean, fold

MAX_ABOVE = 60
MAX_TAGS = 15_000  # above which the search for an unknown layout's main text takes too long


@dataclass(frozen=True, slots=True)
class Page:
    """A page's text before it is understood; every field is as the page writes it.

    `above` are the lines over the main content, nearest last; `crumbs` the menu path from the widest.
    """

    lines: list[str]
    above: list[str] = field(default_factory=list)
    title: str = ""
    crumbs: list[str] = field(default_factory=list)
    url: str = ""
    published: str = ""

    def to_json(self) -> str:
        """Return the page as JSON for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Page:
        """Return the page that `to_json` wrote."""
        return cls(**json.loads(text))


class Layout(NamedTuple):
    """Where one family of portals keeps its parts: CSS selectors, the first that matches counts."""

    family: str
    body: tuple[str, ...]
    title: tuple[str, ...]


# Source: the markup of the portal software in use by Vietnamese authorities, told apart by class names.
LAYOUTS = (
    Layout("Liferay", (".asset-full-content", ".journal-content-article"), (".header-title", ".asset-title")),
    Layout("NukeViet", ("#news-bodyhtml", ".news_column.panel", ".news_column"), ("h1.title", ".news_column h1")),
    Layout(
        "SharePoint",
        (".ms-rtestate-field", "#DeltaPlaceHolderMain", ".article-content"),
        (".article-title", ".title-news"),
    ),
    Layout("Joomla", (".item-page", ".com-content-article"), (".item-page h1", ".item-page h2", ".page-header h2")),
    Layout("WordPress", (".entry-content", ".post-content", ".td-post-content"), (".entry-title", ".post-title")),
    Layout(
        "chinhphu.vn", (".detail-content", ".detail__content", ".article__body"), (".detail-title", ".article__title")
    ),
)
_CRUMBS = (".breadcrumb li", ".breadcrumbs li", "#breadcrumbs li", ".breadcrumb a", ".breadcrumbs a")
_JUNK = (
    "script, style, noscript, template, svg, iframe, button, select, textarea, input, object, [hidden], "
    "[aria-hidden=true], .sr-only, .asset-related, .related-news, .social-share, .taglib-social-bookmarks"
)
_NO_CRUMBS = frozenset({"trang chu", "home", "trang nhat", "trang dau", "trang chinh"})


def read_page(data: bytes, *, charset: str | None = None) -> Page:
    """Return the page that an HTML file holds.

    Raises:
        RefusedError: the bytes are no readable text (see `read_text`) or hold no article.
    """
    html = read_text(data, charset=charset)
    tree = LexborHTMLParser(html)
    title, url, published = _own_title(tree), _own_url(tree), _meta(tree, "article:published_time")
    tree.strip_tags(["head"])
    for node in tree.css(_JUNK):
        node.decompose()
    crumbs = _crumbs(tree)
    root = tree.body or tree.root
    if root is None:
        return Page([])
    main, heading = _find_main(tree)
    everything = read_lines(root)
    if main is None:
        lines = _extract_unknown(html) if everything and html.count("<") <= MAX_TAGS else []
        return Page(lines or everything, everything[:MAX_ABOVE], title, crumbs, url, published)
    lines = unwrap(read_lines(main))
    above = _lines_above(everything, lines)
    return Page(lines, above, heading or title, crumbs, url, published)


def _find_main(tree: LexborHTMLParser) -> tuple[LexborNode | None, str]:
    """Return the node of the main content and the title that the layout sets apart, empty without one."""
    for layout in LAYOUTS:
        main = next((n for selector in layout.body if (n := tree.css_first(selector)) is not None), None)
        if main is not None:
            found = (n for selector in layout.title if (n := tree.css_first(selector)) is not None)
            return main, next((text for n in found if (text := _text(n))), "")
    return None, ""


def _extract_unknown(html: str) -> list[str]:
    """Return the main lines of a page in no known layout."""
    import trafilatura  # noqa: PLC0415 - heavy (120 ms, 20 MB) and only for unknown layouts

    text = trafilatura.extract(html, include_comments=False, include_tables=True) or ""
    return [line for raw in clean(text).split("\n") if (line := raw.strip("| ").strip())]


def _lines_above(everything: Sequence[str], lines: Sequence[str]) -> list[str]:
    place = everything.index(lines[0]) if lines and lines[0] in everything else 0
    return list(everything[max(0, place - MAX_ABOVE) : place])


def _crumbs(tree: LexborHTMLParser) -> list[str]:
    for selector in _CRUMBS:
        texts = [text for node in tree.css(selector) if (text := _text(node).strip(" »>/|"))]
        if texts:
            return [text for text in texts if fold(text) not in _NO_CRUMBS][:6]
    return []


def _own_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return _meta(tree, "og:title") or (_text(node) if node is not None else "")


def _own_url(tree: LexborHTMLParser) -> str:
    link = tree.css_first('link[rel="canonical"]')
    url = (link.attributes.get("href") if link is not None else None) or _meta(tree, "og:url")
    return url if url.startswith(("https://", "http://")) and len(url) <= 2000 else ""


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"]')
    return clean((node.attributes.get("content") if node is not None else None) or "").strip()


def _text(node: LexborNode) -> str:
    return " ".join(clean(node.text() or "").split())
