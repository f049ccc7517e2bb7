"""Who opens the desk as a Mini App: the data that Telegram signed for our bot, fresh and for one use.

Source: core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_CHARS = 8000
LIFE = timedelta(minutes=10)
AHEAD = timedelta(minutes=1)  # how far the clocks may disagree


@dataclass(frozen=True, slots=True)
class Proof:
    """A person that Telegram vouches for. `credential` is the same for every spelling of the same data."""

    telegram_id: int
    credential: str
    expires_at: datetime


def read_proof(init_data: str, token: str, *, now: datetime) -> Proof | None:
    """Return whom the data proves; None when it is forged, old, of another bot, or about nobody."""
    # Read when somebody comes this way: most processes never need it.
    from init_data_py import validate_by_hash  # noqa: PLC0415
    from init_data_py.errors import InvalidInitDataError  # noqa: PLC0415

    if not token or len(init_data) > MAX_CHARS:
        return None
    try:
        data = validate_by_hash(init_data, token, expires_in=LIFE, now=now)
        signed_at = data.issued_at
    except (InvalidInitDataError, OverflowError, ValueError, OSError):
        return None
    if data.user is None or data.user.is_bot or signed_at > now + AHEAD:
        return None
    return Proof(data.user.id, f"mini {data.hash}", signed_at + LIFE)
