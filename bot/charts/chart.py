"""What a chart shows, before anything is drawn: names, numbers, and the same as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """How the lines of a chart are drawn."""

    COLUMNS = "columns"  # side by side
    STACK = "stack"  # upon each other: their sum is meant
    BARS = "bars"  # lying, for long names


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of the drawing in pixels."""

    width: int
    height: int

    @property
    def is_narrow(self) -> bool:
        """Return whether it is meant for a phone."""
        return self.width < 600


WIDE, NARROW = Size(960, 420), Size(420, 400)


@dataclass(frozen=True, slots=True)
class Line:
    """One named row of numbers, one for each label of its chart."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Whole numbers at least 0 under `labels`; `title` is one line. Everything is in the reader's language."""

    title: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    shape: Shape = Shape.COLUMNS
    language: str = "vi"

    def __post_init__(self) -> None:
        if any(len(line.values) != len(self.labels) for line in self.lines):
            raise ValueError("every line needs one value for each label")

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing but zeros."""
        return not any(any(line.values) for line in self.lines)

    def rows(self) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Give the chart as a table: each label with its value in every line."""
        for number, label in enumerate(self.labels):
            yield label, tuple(line.values[number] for line in self.lines)
