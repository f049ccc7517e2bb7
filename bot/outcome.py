"""How a visit ended: a closed list, so that the log can be counted."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one visit."""

    ANSWERED = "answered"  # the passage holds what was asked
    RELATED = "related"  # a passage on the topic that may not contain the asked fact
    CLARIFY = "clarify"  # several passages are as likely: the resident picks
    NOT_FOUND = "not_found"
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"  # about the bot itself: person or machine, what is stored
    EMERGENCY = "emergency"
    REFUSED = "refused"  # abuse, commands to the machine, personal cases: a human contact instead
    UNREADABLE = "unreadable"  # no words to look for: emoji, stickers, photos, empty text
    TOO_LONG = "too_long"
    LIMITED = "limited"  # over the fair-use limit
    SHOWN = "shown"  # opened, browsed or read on request
    NOTED = "noted"  # feedback taken
    STALE = "stale"  # a button of something that no longer exists
