"""What an export is to hold, and whether its asker may have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.admin.periods import Span
from bot.staff import Deed, Gate


class Sheet(StrEnum):
    """What can be taken away."""

    QUESTIONS = "questions"  # one row for each question
    VISITS = "visits"  # by day, outcome and channel, from the counters
    VIEWS = "views"  # by day and announcement, from the counters


class Format(StrEnum):
    """How a file is written; the value is the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Order:
    """One export. `has_text`: with the words of the questions, which are left out unless asked for."""

    sheet: Sheet
    span: Span
    language: str = "vi"
    has_text: bool = False

    @property
    def deed(self) -> Deed:
        """Return the deed that its asker must be allowed: the words of residents are one of their own."""
        return Deed.EXPORT_TEXT if self.has_text and self.sheet is Sheet.QUESTIONS else Deed.EXPORT

    @property
    def name(self) -> str:
        """Return what its file is called, without the end."""
        return f"loa-phuong-{self.sheet}-{self.span.first}-{self.span.last}"


async def permit(gate: Gate, staff_id: int, order: Order, *, now: datetime) -> None:
    """Return when the export is allowed and noted. Raises NotAllowedError after noting the attempt."""
    await gate.require(staff_id, order.deed, f"{order.sheet} {order.span.first} {order.span.last}", now=now)
