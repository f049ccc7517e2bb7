"""Stable ids of announcements and the kind that a title or number tells."""

from __future__ import annotations

from knowledge.announcement import MAX_ANNOUNCEMENT_ID, Kind, content_digest
from knowledge.document_types import DOCUMENT_TYPES
from knowledge.headings import slug
from knowledge.numbers import DocumentNumber, parse_number
from knowledge.vietnamese import fold


def make_id(title: str, number: DocumentNumber | None, year: int | None, *, issuer: str | None = None) -> str:
    """Return "310-kh-ubnd-2022-1a2b" for a numbered announcement, else the title's slug; digits of a digest end both.

    The digest of title and issuer keeps apart two units' documents of one number, and two pages about one document.
    """
    if number is not None and (number.year or year):
        own = slug(number.key.removesuffix(f"/{number.year}"), MAX_ANNOUNCEMENT_ID)
        whole = fold(f"{title}\n{issuer or ''}")
        made = f"{own if number.year else f'{own}-{year}'}-{content_digest(whole)[:4]}"
        if len(made) <= MAX_ANNOUNCEMENT_ID:
            return made
    return f"{slug(title, MAX_ANNOUNCEMENT_ID - 9) or 'van-ban'}-{content_digest(fold(title))[:8]}"


def stem_id(stem: str) -> str:
    """Return the id that a content file's name gives; a longer one is cut and gets 4 digits of its digest."""
    made = slug(stem, 200)
    if len(made) <= MAX_ANNOUNCEMENT_ID:
        return made or f"van-ban-{content_digest(stem)[:8]}"
    return f"{slug(stem, MAX_ANNOUNCEMENT_ID - 5)}-{content_digest(made)[:4]}"


def kind_of(title: str, number: str | None) -> Kind:
    """Return the kind that the number's type code tells, else the type that the title begins with, else OTHER."""
    parsed = parse_number(number) if number else None
    code = parsed.type_code if parsed else None
    by_code = next((t.kind for t in DOCUMENT_TYPES if t.code == code), Kind.OTHER)
    if parsed and code is None:
        return Kind.DISPATCH
    return by_code if by_code is not Kind.OTHER else kind_of_title(title)


def kind_of_title(title: str) -> Kind:
    """Return the kind of the document type, or of "thủ tục" or "lịch", that the title begins with, else OTHER."""
    folded = fold(title).lstrip(" \"'“(")
    if folded.startswith(("thu tuc", "ho so ", "quy trinh")):
        return Kind.PROCEDURE
    if folded.startswith("lich "):
        return Kind.CALENDAR
    return next((t.kind for t in DOCUMENT_TYPES if folded.startswith(f"{t.name} ")), Kind.OTHER)
