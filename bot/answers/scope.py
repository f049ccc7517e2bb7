"""Whose place and which year a question is about, and whether a found passage is about the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.announcement import Announcement, Kind, Section, Unit
from knowledge.numbers import AskedNumber
from knowledge.places import Place, bare_name, find_places
from knowledge.vietnamese import fold

_YEAR = re.compile(r"(?<![\w/.-])(?:19|20)\d{2}(?![\w.]|/\w)")
_YEAR_ANYWHERE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_BORN = re.compile(r"\bsinh(?: nam)? $|\btu nam $|\btruoc nam $")
_MONTH = re.compile(r"\bthang (1[0-2]|0?[1-9])\b(?! (?:tuoi|nua|nay))|(?<![\d/])\d{1,2}/(1[0-2]|0?[1-9])(?![\d/])")
_DAY = re.compile(r"(?<![\d/])(0?[1-9]|[12]\d|3[01])(?:/| thang )(1[0-2]|0?[1-9])(?!\d)")
_MONTH_ANYWHERE = re.compile(
    r"\bthang (1[0-2]|0?[1-9])\b|(?<![\d/])\d{1,2}/(1[0-2]|0?[1-9])(?!\d)|(?<![\d/])(1[0-2]|0?[1-9])/20\d\d"
)
_LEVELS = "phuong|quan|huyen|xa|tinh|thi tran|thi xa|thanh pho"
_LASTING = frozenset({Kind.PROCEDURE, Kind.RECORD, Kind.DECISION, Kind.RESOLUTION, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class Scope:
    """The places, years, months (1 to 12) and days (month, day) that a question names."""

    places: tuple[Place, ...] = ()
    years: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    days: tuple[tuple[int, int], ...] = ()


def read_scope(question: str, *, numbers: Iterable[AskedNumber], units: Iterable[Unit]) -> Scope:
    """Return what the question names; years within document numbers and years of birth are left out."""
    taken = [(n.start, n.end) for n in numbers]
    folded = fold(question)
    years = [
        int(m.group())
        for m in _YEAR.finditer(question)
        if not any(start <= m.start() < end for start, end in taken)
        and not _BORN.search(folded[max(0, m.start() - 12) : m.start()])
    ]
    names = (name for unit in units for name in names_of(unit))
    return Scope(
        find_places(question, known=names),
        tuple(dict.fromkeys(years)),
        tuple(_months(_MONTH, folded)),
        tuple(_days(folded)),
    )


def names_of(unit: Unit) -> tuple[str, ...]:
    """Return the present and the former names of a unit."""
    return (unit.name, *(former.name for former in unit.former_names))


def owner_of(announcement: Announcement, units: Iterable[Unit]) -> Unit | None:
    """Return the unit that issued the announcement by its written issuer, else the one that owns it today."""
    units = tuple(units)
    issuer = f" {' '.join(fold(announcement.issuer or '').split())} "
    named = (u for u in units if any(f" {_whole_name(name)} " in issuer for name in names_of(u)))
    return next(named, None) or next((u for u in units if u.id == announcement.unit_id), None)


def foreign_places(
    scope: Scope, announcement: Announcement, section: Section, *, home: Unit, owner: Unit | None
) -> tuple[str, ...]:
    """Return the named places that are neither the home unit's nor told by the passage, its title or its issuer."""
    if not scope.places:
        return ()
    own = {bare_name(name) for name in names_of(home)}
    owners = names_of(owner) if owner else ()
    told = (announcement.issuer or "", announcement.title, *owners, *section.heading_path, section.text)
    passage = " ".join(fold("\n".join(told)).split())
    return tuple(p.text for p in scope.places if p.name not in own and not _is_told(p, passage))


def missed_years(scope: Scope, announcement: Announcement, section: Section) -> tuple[int, ...]:
    """Return the asked years that a dated text is not about; lasting texts miss a year only if they name others."""
    if not scope.years:
        return ()
    told = "\n".join((announcement.title, announcement.number or "", *section.heading_path, section.text))
    years = {int(year) for year in _YEAR_ANYWHERE.findall(told)}
    if not years and announcement.kind in _LASTING:
        return ()
    if announcement.issued_on:
        years.add(announcement.issued_on.year)
    return tuple(year for year in scope.years if years and year not in years)


def missed_days(scope: Scope, announcement: Announcement) -> tuple[tuple[int, int], ...]:
    """Return the asked days when all of them lie before the first or behind the last that the announcement tells."""
    if not scope.days:
        return ()
    told = _days(fold("\n".join((announcement.title, *(s.text for s in announcement.sections)))))
    is_within = not told or any(min(told) <= day <= max(told) for day in scope.days)
    return () if is_within else scope.days


def missed_months(scope: Scope, announcement: Announcement, section: Section) -> tuple[int, ...]:
    """Return the asked months when the title, headings and text name months, but none of the asked ones."""
    if not scope.months:
        return ()
    told = _months(_MONTH_ANYWHERE, fold("\n".join((announcement.title, *section.heading_path, section.text))))
    return () if not told or not told.isdisjoint(scope.months) else scope.months


def _days(folded: str) -> set[tuple[int, int]]:
    return {(int(match[2]), int(match[1])) for match in _DAY.finditer(folded)}


def _months(pattern: re.Pattern[str], folded: str) -> set[int]:
    return {int(next(filter(None, match.groups()))) for match in pattern.finditer(folded)}


def _whole_name(name: str) -> str:
    return " ".join(fold(name.partition("(")[0]).split())


def _is_told(place: Place, passage: str) -> bool:
    """Return whether the passage names the place, and not only another one of that name ("quận" for "phường")."""
    name = re.escape(place.name)
    if not re.search(rf"\b{name}\b", passage):
        return False
    if not place.level or re.search(rf"\b{place.level} {name}\b", passage):
        return True
    return re.search(rf"\b(?:{_LEVELS}) {name}\b", passage) is None
