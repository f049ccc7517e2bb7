"""What stands on a poster, and the papers it is printed on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MAX_LINK_BYTES = 140  # more squares cannot be read from a notice board; t.me links have at most 116


class Paper(Enum):
    """A sheet, upright; the value is its width and height in millimetres. Both have the same proportions."""

    A4 = (210.0, 297.0)
    A5 = (148.0, 210.0)


@dataclass(frozen=True, slots=True)
class Poster:
    """Words from top to bottom, the code of `link` in their middle.

    `name` goes into file names (ASCII words joined by hyphens). `call` says what the code does with `subject`, `note`
    holds the subject's number and date, `hint` says how to use the code. Raises ValueError for a link beyond
    MAX_LINK_BYTES or none at all.
    """

    name: str
    unit: str
    heading: str
    call: str
    link: str
    subject: str = ""
    note: str = ""
    hint: str = ""
    footer: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.link.encode()) <= MAX_LINK_BYTES:
            raise ValueError(f"a poster's link has 1 to {MAX_LINK_BYTES} bytes, this one {len(self.link.encode())}")
