"""What is kept of messages about tickets: to which ticket staff reply, the photo and the place of a report.

Source: core.telegram.org/bots/api#message, #location.
"""

from __future__ import annotations

import re
from typing import Any

from bot.telegram.handed_in import keep_handed_in

TICKET_MARK = "#"
_TICKET = re.compile(r"[^\n]{0,40}?#(\w{3}-\w{3})\b")  # in the first line of what the bot says to staff of a ticket

Json = dict[str, Any]


def read_ticket_code(replied: object, bot_id: int) -> str:
    """Return the code in the first line of a message of the bot, "" without one."""
    author = replied.get("from") if isinstance(replied, dict) else None
    if not isinstance(replied, dict) or not isinstance(author, dict) or author.get("id") != bot_id:
        return ""
    words = replied.get("text") or replied.get("caption")
    found = _TICKET.match(words) if isinstance(words, str) else None
    return found[1] if found else ""


def keep_evidence(message: Json) -> Json | None:
    """Return the photo or the place of a report as the library reads them, None for neither."""
    location = message.get("location")
    if isinstance(location, dict) and "venue" not in message:
        point = {name: location.get(name) for name in ("latitude", "longitude")}
        is_good = all(type(value) in (int, float) and abs(value) <= 180 for value in point.values())  # type: ignore[arg-type]
        return {"location": point} if is_good else None
    return keep_handed_in({"photo": message["photo"]}) if "photo" in message else None
