"""Quiet hours: what is not an emergency waits until they end, for each subscriber by their own hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Broadcast, Tier
from bot.broadcasts.delivery import DeliveryState, is_in
from bot.broadcasts.schedule import quiet_until
from bot.tables import DELIVERY


@dataclass(frozen=True, slots=True)
class Quiet:
    """The unit's quiet hours, in minutes of its day, for subscribers without hours of their own."""

    from_min: int
    until_min: int
    zone: tzinfo

    async def defer(self, connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
        """Put off what is due of a broadcast where it is quiet now.

        An emergency passes, and so does a change of a message that is there already: it makes no sound.
        """
        if broadcast.tier is Tier.EMERGENCY:
            return
        audible = and_(
            DELIVERY.c.broadcast_id == broadcast.id, is_in(DeliveryState.PENDING), DELIVERY.c.original_id.is_(None)
        )
        hours = select(DELIVERY.c.quiet_from, DELIVERY.c.quiet_until).where(audible).distinct()
        for own_from, own_until in (await connection.execute(hours)).all():
            has_own = own_from is not None and own_until is not None
            from_min, until_min = (own_from, own_until) if has_own else (self.from_min, self.until_min)
            end = quiet_until(now, self.zone, from_min, until_min)
            if end is not None:
                theirs = and_(
                    audible,
                    DELIVERY.c.quiet_from.is_not_distinct_from(own_from),
                    DELIVERY.c.quiet_until.is_not_distinct_from(own_until),
                    DELIVERY.c.next_at < end,
                )
                await connection.execute(update(DELIVERY).where(theirs).values(next_at=end))
