"""What an official sent becomes the content of a broadcast, or is refused with the reason.

Lengths are code points and offsets UTF-16 units, as Telegram counts them: core.telegram.org/bots/api#messageentity.
"""

from __future__ import annotations

import re

from bot.broadcasts.broadcast import MAX_CAPTION_CHARS, MAX_TEXT_CHARS, Content, Entity, Media
from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.office.flow import Submission
from knowledge.announcement import Announcement, Role

QUOTED_CHARS = 600
_BLANK = re.compile(r"\[(?!\d+\])[^\[\]\n]{1,60}\]")
_UNSEEN = frozenset("\u2800\u3164\uffa0\u115f\u1160")  # letters by their class, and nothing to look at


class ContentError(Exception):
    """What cannot be broadcast; `reason` is a key of the messages under office.compose.refused."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


def read_content(submission: Submission) -> Content:
    """Return what was sent with its styles and file; raises ContentError for nothing and for too much."""
    content = Content(submission.text, submission.entities, submission.media)
    demand_fit(content)
    return content


def demand_fit(content: Content) -> None:
    """Return when the content has something to show and is within the limits. Raises ContentError."""
    if content.media is None and not has_words(content.text):
        raise ContentError("empty")
    limit = max_chars(content.media)
    if len(content.text) > limit:
        reason = "text_long" if content.media is None else "caption_long"
        raise ContentError(reason, chars=len(content.text), limit=limit)


def max_chars(media: Media | None) -> int:
    """Return how long the words may be beside that file, or alone."""
    return MAX_TEXT_CHARS if media is None else MAX_CAPTION_CHARS


def has_words(text: str) -> bool:
    """Return whether there is anything to see: blanks and invisible letters are nothing."""
    return any(letter.isprintable() and not letter.isspace() and letter not in _UNSEEN for letter in text)


def find_blanks(content: Content) -> tuple[str, ...]:
    """Return the places [like this] that must still be filled; the verbatim words of an announcement have none."""
    return () if content.announcement_id else blanks_of(content.text)


def blanks_of(text: str) -> tuple[str, ...]:
    """Return the places [like this] of a text in their order."""
    return tuple(_BLANK.findall(text))


def fill_blanks(template: str, typed: str) -> str | None:
    """Return the template filled with the typed lines in order, None where a whole text was typed instead.

    A line that is a single dash leaves its place open. Raises ContentError when the lines do not fit the places.
    """
    places, lines = blanks_of(template), [line.strip() for line in typed.splitlines() if line.strip()]
    opening = template[: template.index(places[0])].split() if places else []
    if opening and typed.split()[: len(opening)] == opening:
        return None
    if len(lines) != len(places):
        if len(typed) >= len(template) // 2:
            return None
        raise ContentError("lines", wanted=len(places), got=len(lines))
    answers = iter(lines)

    def fill(place: re.Match[str]) -> str:
        answer = next(answers)
        return place.group() if answer == "-" else answer

    return _BLANK.sub(fill, template)


def announce(announcement: Announcement, catalogue: Catalogue, language: str) -> Content:
    """Return a message about an announcement: title, number and day, then its first lines verbatim."""
    facts = []
    if announcement.number:
        facts.append(catalogue.text("answer.number", language, number=announcement.number))
    if announcement.issued_on:
        facts.append(catalogue.text("answer.issued_on", language, day=show_day(announcement.issued_on)))
    title, opening = announcement.title.strip(), _first_lines(announcement)
    head = f"{title}\n{' · '.join(facts)}" if facts else title
    styles = (Entity("bold", 0, utf16_length(title)),)
    if not opening:
        return Content(head, styles, announcement_id=announcement.id)
    quote = Entity("blockquote", utf16_length(head) + 2, utf16_length(opening))
    return Content(f"{head}\n\n{opening}", (*styles, quote), announcement_id=announcement.id)


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text has, which is how entities are counted."""
    return len(text.encode("utf-16-le")) // 2


def _first_lines(announcement: Announcement) -> str:
    """Return whole lines from the beginning, at most QUOTED_CHARS; a longer first one is cut at a word."""
    body = "\n".join(section.text for section in announcement.sections if section.role is Role.BODY)
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    kept = ""
    for line in lines:
        longer = f"{kept}\n{line}" if kept else line
        if len(longer) > QUOTED_CHARS:
            break
        kept = longer
    if not kept and lines:
        kept = lines[0][:QUOTED_CHARS].rsplit(" ", 1)[0]
    is_whole = kept == "\n".join(lines)
    return kept if is_whole else f"{kept} …"
