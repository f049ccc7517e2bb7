"""What a question became: the answer's record and the sources that it quotes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from bot.outcome import Outcome
from bot.reply import Block, Button, Reply
from knowledge.announcement import Announcement, Section

_WORDS_AT_AN_END = 5
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip")


@dataclass(frozen=True, slots=True)
class Source:
    """A section that an answer rests on, verbatim; `issued_on` is an ISO date, `url` leads to the passage itself."""

    announcement_id: str
    section_id: str | None
    title: str
    number: str | None
    issued_on: str | None
    url: str | None
    heading: str
    text: str
    confidence: float

    def as_json(self) -> dict[str, Any]:
        """Return the fields ready for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """Outcome, what to show and what it rests on.

    `confidence` in [0, 1] is that of the best section, None where nothing was looked for. `detail` is small and
    JSON-ready: matches with scores, expected facts, did_you_mean, the topic of small talk.
    """

    outcome: Outcome
    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: float | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def announcement_ids(self) -> tuple[str, ...]:
        """Return the announcements whose words are shown, each once."""
        return tuple(dict.fromkeys(source.announcement_id for source in self.sources))

    @property
    def section_id(self) -> str | None:
        """Return the first quoted section."""
        return next((s.section_id for s in self.sources if s.section_id), None)

    @property
    def reply(self) -> Reply:
        """Return what a face shows."""
        return Reply(self.blocks, self.buttons)


def make_source(announcement: Announcement, section: Section | None, confidence: float) -> Source:
    """Return the source for a section, or for the announcement as a whole without one."""
    text = section.text if section else ""
    return Source(
        announcement_id=announcement.id,
        section_id=section.id if section else None,
        title=announcement.title,
        number=announcement.number,
        issued_on=announcement.issued_on.isoformat() if announcement.issued_on else None,
        url=passage_url(announcement.url, text),
        heading=" › ".join(section.heading_path) if section else "",
        text=text,
        confidence=round(confidence, 3),
    )


def passage_url(url: str | None, text: str) -> str | None:
    """Return `url` with a text fragment that scrolls to `text`; files and bare hosts come back as they are.

    Source: the text fragment syntax `#:~:text=start,end` (WICG scroll-to-text-fragment), where a comma, an ampersand
    and a hyphen within the words are percent-encoded.
    """
    if not url or not text.strip():
        return url
    path = urlsplit(url).path
    if path in ("", "/") or path.lower().endswith(_FILES):
        return url
    lines = [line.split() for line in text.splitlines() if line.strip()]
    first, last = lines[0][:_WORDS_AT_AN_END], lines[-1][-_WORDS_AT_AN_END:]
    is_short = len(lines) == 1 and len(lines[0]) <= 2 * _WORDS_AT_AN_END
    words = [lines[0]] if is_short else [first, last]
    return f"{url}{'' if '#' in url else '#'}:~:text={','.join(_encode(' '.join(w)) for w in words)}"


def _encode(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")
