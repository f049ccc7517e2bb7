"""An announcement as a JSON-ready record, and back."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from knowledge.announcement import Announcement


def to_record(announcement: Announcement) -> dict[str, Any]:
    """Return every field of an announcement, ready for JSON."""
    record: dict[str, Any] = _adapter().dump_python(announcement, mode="json")
    return record


def from_record(record: dict[str, Any]) -> Announcement:
    """Return the announcement of which `to_record` made the record."""
    return _adapter().validate_python(record)


@cache
def _adapter() -> TypeAdapter[Announcement]:
    return TypeAdapter(Announcement)
