"""Days, moments and numbers as people read them."""

from __future__ import annotations

from datetime import date, datetime, tzinfo


def show_day(day: date) -> str:
    """Return a day as dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def show_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in the unit's time zone as "hh:mm, dd/mm/yyyy"."""
    return f"{moment.astimezone(zone):%H:%M, %d/%m/%Y}"


def show_number(number: int, language: str) -> str:
    """Return a number with its thousands apart: 1.234 in Vietnamese, 1,234 in English."""
    return f"{number:,}".replace(",", "." if language == "vi" else ",")
