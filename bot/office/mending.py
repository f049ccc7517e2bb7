"""One field of a draft, typed anew: checked, and put in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from bot.office.shelf import with_id
from knowledge.announcement import Announcement, Kind
from knowledge.dates import first_day
from knowledge.loaders import RefusedError
from knowledge.loaders.encoding import refuse_secret
from knowledge.loaders.identity import make_id
from knowledge.numbers import parse_number
from knowledge.vietnamese import clean, fold

NOTHING = frozenset({"-", "–", "—", "không", "khong", "bỏ"})
MAX_TITLE_CHARS = 300
MIN_TITLE_CHARS = 8
MAX_NAME_CHARS = 200
_URL = re.compile(r"https?://[^\s/?#]+\S*")
_NUMBER = re.compile(r"[\w./-]{2,60}")


class MendError(Exception):
    """A value that does not fit; `reason` is a key of the messages under office.publish.unfit."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def mend(draft: Announcement, name: str, text: str, *, kinds: Mapping[str, Kind], paths: Paths) -> Announcement:
    """Return the draft with the field `name` as typed, "-" for nothing; raises MendError.

    `kinds` are kinds by folded name, `paths` the known categories by folded name. The id follows what it is made of.
    """
    value = " ".join(clean(text).split())
    if not value:
        raise MendError("empty")
    try:
        refuse_secret(value)
    except RefusedError as error:
        raise MendError("secret") from error
    if name == "kind":
        changed = replace(draft, kind=_kind(value, kinds))
    elif name == "category":
        changed = replace(draft, category_path=_category(value, paths))
    else:
        changed = _SETTERS[name](draft, None if fold(value) in NOTHING else value)
    return changed


def renew_id(draft: Announcement) -> Announcement:
    """Return the draft under the id that its title, number, issuer and year make."""
    number = parse_number(draft.number) if draft.number else None
    year = draft.issued_on.year if draft.issued_on else None
    return with_id(draft, make_id(draft.title, number, year, issuer=draft.issuer))


Paths = Mapping[str, tuple[str, ...]]


def _title(draft: Announcement, value: str | None) -> Announcement:
    if value is None or not MIN_TITLE_CHARS <= len(value) <= MAX_TITLE_CHARS:
        raise MendError("title")
    return replace(draft, title=value)


def _number(draft: Announcement, value: str | None) -> Announcement:
    number = value and value.replace(" ", "")
    if number and (not _NUMBER.fullmatch(number) or parse_number(number) is None):
        raise MendError("number")
    return replace(draft, number=number)


def _issued_on(draft: Announcement, value: str | None) -> Announcement:
    return replace(draft, issued_on=_day(value))


def _expires_on(draft: Announcement, value: str | None) -> Announcement:
    return replace(draft, expires_on=_day(value))


def _issuer(draft: Announcement, value: str | None) -> Announcement:
    return replace(draft, issuer=_name(value))


def _department(draft: Announcement, value: str | None) -> Announcement:
    return replace(draft, department=_name(value))


def _url(draft: Announcement, value: str | None) -> Announcement:
    if value and (not _URL.fullmatch(value) or len(value) > 2000):
        raise MendError("url")
    return replace(draft, url=value)


_SETTERS: Mapping[str, Callable[[Announcement, str | None], Announcement]] = {
    "title": _title,
    "number": _number,
    "issuer": _issuer,
    "issued_on": _issued_on,
    "expires_on": _expires_on,
    "department": _department,
    "url": _url,
}
FIELDS = ("title", "number", "kind", "issuer", "issued_on", "category", "department", "expires_on", "url")


def _day(value: str | None) -> date | None:
    day = first_day(value) if value else None
    if value and (day is None or not 1945 <= day.year <= 2100):
        raise MendError("day")
    return day


def _name(value: str | None) -> str | None:
    if value and len(value) > MAX_NAME_CHARS:
        raise MendError("long")
    return value


def _kind(value: str, kinds: Mapping[str, Kind]) -> Kind:
    if fold(value) not in kinds:
        raise MendError("kind")
    return kinds[fold(value)]


def _category(value: str, paths: Paths) -> tuple[str, ...]:
    if fold(value) in NOTHING:
        return ()
    if len(value) > 80:
        raise MendError("long")
    return paths.get(fold(value), (value,))
