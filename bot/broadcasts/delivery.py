"""What is known of one delivery."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import ColumnElement, Integer, literal_column

from bot.tables import DELIVERY


class DeliveryState(IntEnum):
    """Where one recipient's message stands; pending and sending are not settled yet."""

    PENDING = 0
    SENDING = 1
    SENT = 2
    FAILED = 3
    BLOCKED = 4
    UNCERTAIN = 5
    CANCELLED = 6


def is_in(state: DeliveryState) -> ColumnElement[bool]:
    """Return the condition, with a literal: for a bound parameter PostgreSQL does not use a partial index."""
    return DELIVERY.c.state == literal_column(str(int(state)), Integer)
