"""The steps of the dialogue as the argument of a button.

"<step>.<page>.<value>" changes the message under which the button stands. A plain word comes from elsewhere: STOP from
under a broadcast, a topic's or an area's slug from a poster, nothing from a menu; it gets a message of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.reply import Action, Verb

STOP = "stop"
MAX_PAGE = 99


class Step(StrEnum):
    """What a button of the dialogue is about."""

    HOME = "h"
    TOPICS = "t"  # value: "+slug", "-slug", "*" for all, "" to look
    AREA = "a"  # value: a slug, "*" for the whole unit, "" to look
    DIGEST = "d"  # value: of Digest
    QUIET = "q"  # value: "from-until" in minutes, "*" for the unit's own
    LANGUAGE = "l"
    WANT = "n"  # value: the slug that unclear words meant, "*" for everything
    STOP = "x"
    UNDO = "u"


@dataclass(frozen=True, slots=True)
class Move:
    """One press: where, on which page of a list, and what."""

    step: Step
    value: str = ""
    page: int = 0

    @property
    def action(self) -> Action:
        """Return the action of a button that makes this move."""
        return Action(Verb.SUBSCRIBE, f"{self.step.value}.{self.page}.{self.value}")


def is_move(argument: str) -> bool:
    """Return whether a button's argument changes the message that it stands under."""
    return "." in argument


def read_move(argument: str) -> Move | None:
    """Return the move that a button's argument means, None for anything else."""
    step, _, rest = argument.partition(".")
    page, dot, value = rest.partition(".")
    if not dot or not (page.isascii() and page.isdecimal()) or int(page[:4]) > MAX_PAGE:
        return None
    try:
        return Move(Step(step), value, int(page[:4]))
    except ValueError:
        return None
