"""What looks wrong with a draft before it is published: each thing named, with where it stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.formats import show_day
from bot.privacy import MASK, mask
from knowledge.announcement import Announcement, Kind
from knowledge.base import KnowledgeBase
from knowledge.numbers import asked_numbers
from knowledge.vietnamese import fold

LEAST_QUALITY = 0.75  # share of legal syllables
LEAST_CHARS = 80
MAX_PLACES = 3
SNIPPET_CHARS = 60
_PAPERS = frozenset({Kind.PLAN, Kind.NOTICE, Kind.DECISION, Kind.RESOLUTION, Kind.DISPATCH, Kind.REPORT})
# Numbers and mailboxes of offices are no private matter.
_OFFICES = re.compile(
    r"(?:\(?(?:\+|00)?84[ .\-]?|\(?0)2\d{1,2}\)?(?:[ .\-]?\d){7,8}(?!\d)|1[89]00(?:[ .]?\d){4,6}"
    r"|[\w.%+-]{1,64}@[\w.-]{1,80}\.(?:gov\.vn|example)\b"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that looks wrong: `name` is a key of the messages under office.publish.problem, with its values.

    `same_id` is the announcement that the draft seems to change, `category` the name that was perhaps meant.
    """

    name: str
    values: Mapping[str, object] = field(default_factory=dict)
    same_id: str = ""
    category: str = ""


def find_problems(draft: Announcement, base: KnowledgeBase, today: date, *, replaces: str = "") -> tuple[Problem, ...]:
    """Return what looks wrong, the gravest first; `replaces` is the announcement that the draft is to change."""
    return tuple(_problems(draft, base, today, replaces))


def _problems(draft: Announcement, base: KnowledgeBase, today: date, replaces: str) -> Iterator[Problem]:
    yield from _twins(draft, base, replaces)
    yield from _private(draft)
    if draft.quality < LEAST_QUALITY:
        yield Problem("damaged", {"share": round(100 * draft.quality)})
    if draft.expires_on and draft.expires_on < today:
        yield Problem("expired", {"day": show_day(draft.expires_on)})
    if draft.issued_on and draft.issued_on > today:
        yield Problem("future", {"day": show_day(draft.issued_on)})
    if draft.kind in _PAPERS and not draft.number:
        yield Problem("no_number")
    if draft.kind in _PAPERS and not draft.issued_on:
        yield Problem("no_date")
    yield from _category(draft, base)
    if sum(len(section.text) for section in draft.sections) < LEAST_CHARS:
        yield Problem("short")
    if draft.title.isupper():
        yield Problem("capitals")


def _twins(draft: Announcement, base: KnowledgeBase, replaces: str) -> Iterator[Problem]:
    numbers = [asked for asked in asked_numbers(draft.number or "") if not asked.is_bare]
    found = [twin for asked in numbers[:1] for twin in base.numbered(asked) if twin.id != replaces]
    if found and _may_be_one(found[0], draft):
        yield Problem("same_number", {"number": draft.number, "title": found[0].title}, same_id=found[0].id)
        return
    others = (known for known in base.newest(limit=len(base)) if known.id != replaces)
    known = next((each for each in others if each.id == draft.id or fold(each.title) == fold(draft.title)), None)
    if known:
        name = "same_text" if known.id == draft.id else "same_title"
        yield Problem(name, {"title": known.title}, same_id=known.id)


def _may_be_one(twin: Announcement, draft: Announcement) -> bool:
    """Return whether two papers of one number can be the same: numbers begin anew every year."""
    years = {paper.issued_on.year for paper in (twin, draft) if paper.issued_on}
    return len(years) < 2


def _private(draft: Announcement) -> Iterator[Problem]:
    lines = [line for section in draft.sections for line in section.text.split("\n")]
    places = []
    for line in lines:
        masked = mask(_OFFICES.sub("…", line))
        if masked.kinds:
            start = max(masked.text.find(MASK) - SNIPPET_CHARS // 2, 0)
            places.append("“" + masked.text[start : start + SNIPPET_CHARS].strip() + "”")
    if places:
        yield Problem("private", {"count": len(places), "places": "; ".join(places[:MAX_PLACES])})


def _category(draft: Announcement, base: KnowledgeBase) -> Iterator[Problem]:
    known = {fold(category.name): category.name for category in base.categories()}
    if draft.category is None:
        if known:
            yield Problem("no_category")
    elif known and fold(draft.category) not in known:
        near = difflib.get_close_matches(fold(draft.category), known, 1, 0.5)
        nearest = known[near[0]] if near else base.categories()[0].name
        yield Problem("new_category", {"name": draft.category, "nearest": nearest}, category=nearest)
