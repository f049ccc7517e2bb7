"""unit.yaml -> units: names, former names, successors, departments, areas, contact and hours."""

from __future__ import annotations

import re

from knowledge.announcement import FormerName, Unit
from knowledge.loaders.result import LoadResult, Refusal
from knowledge.loaders.yaml_fields import Fields

UNIT_FIELDS = (
    "id",
    "name",
    "former_names",
    "successors",
    "ended_on",
    "departments",
    "areas",
    "contact",
    "hours",
    "portal",
    "sample",
)
_ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


def read_units(source: str, entries: tuple[Fields, ...]) -> LoadResult:
    """Return the units that the entries of a unit file describe; a wrong entry is refused alone."""
    units: list[Unit] = []
    refusals: list[Refusal] = []
    for entry in entries:
        unit = _read_unit(entry)
        if entry.problems or unit is None:
            refusals.extend(Refusal(source, f"{source}: {problem}") for problem in entry.problems)
            entry.problems.clear()
        else:
            units.append(unit)
    return LoadResult(units=tuple(units), refusals=tuple(refusals))


def is_unit_id(text: str) -> bool:
    """Return whether `text` can be a unit's id: lower-case ASCII words joined by hyphens."""
    return len(text) <= 40 and _ID.match(text) is not None


def _read_unit(entry: Fields) -> Unit | None:
    entry.refuse_unknown(UNIT_FIELDS)
    unit_id, name = entry.text("id", max_chars=40), entry.text("name", max_chars=200)
    if unit_id is None or not is_unit_id(unit_id):
        entry.report("id", "must be lower-case letters, digits and hyphens; write e.g. phuong-hoa-sua")
    if name is None:
        entry.report("name", 'is missing; write the unit\'s full name, e.g. "Phường Hoa Sữa"')
    former = tuple(_read_former_name(below) for below in entry.mappings("former_names"))
    unit = Unit(
        id=unit_id or "",
        name=name or "",
        former_names=tuple(f for f in former if f is not None),
        successors=entry.texts("successors"),
        ended_on=entry.day("ended_on"),
        departments=entry.texts("departments"),
        areas=entry.texts("areas"),
        contact=entry.text("contact") or "",
        hours=entry.text("hours") or "",
        portal=entry.text("portal") or "",
        is_sample=entry.flag("sample"),
    )
    return unit if unit_id and name else None


def _read_former_name(entry: Fields) -> FormerName | None:
    entry.refuse_unknown(("name", "until"))
    name = entry.text("name", max_chars=200)
    if name is None:
        entry.report("name", "is missing; write the former name")
        return None
    return FormerName(name, entry.day("until"))
