"""Quiet hours: what is not an emergency waits until they end, for each subscriber by their own hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import Broadcast, Tier
from bot.broadcasts.delivery import DeliveryState, is_in
from bot.broadcasts.ledger import Claim, OwnQuiet
from bot.broadcasts.schedule import quiet_until
from bot.tables import DELIVERY


@dataclass(frozen=True, slots=True)
class Quiet:
    """The unit's quiet hours, in minutes of its day, for subscribers without hours of their own."""

    from_min: int
    until_min: int
    zone: tzinfo

    def end(self, claim: Claim, now: datetime) -> datetime | None:
        """Return when quiet hours end for a claimed delivery, None where it may go out now.

        An emergency passes, and so does a change of a message that is there already: it makes no sound.
        """
        if claim.parcel.tier is Tier.EMERGENCY or claim.parcel.original_id is not None:
            return None
        return self._end(claim.quiet, now)

    async def defer(self, connection: AsyncConnection, broadcast: Broadcast, now: datetime) -> None:
        """Put off at once whatever of a broadcast waits where it is quiet now, so that nobody is claimed in vain."""
        if broadcast.tier is Tier.EMERGENCY:
            return
        audible = and_(
            DELIVERY.c.broadcast_id == broadcast.id, is_in(DeliveryState.PENDING), DELIVERY.c.original_id.is_(None)
        )
        hours = select(DELIVERY.c.quiet_from, DELIVERY.c.quiet_until).where(audible).distinct()
        for own_from, own_until in (await connection.execute(hours)).all():
            end = self._end((own_from, own_until), now)
            if end is not None:
                theirs = and_(
                    audible,
                    DELIVERY.c.quiet_from.is_not_distinct_from(own_from),
                    DELIVERY.c.quiet_until.is_not_distinct_from(own_until),
                    DELIVERY.c.next_at < end,
                )
                await connection.execute(update(DELIVERY).where(theirs).values(next_at=end, code=None))

    def _end(self, own: OwnQuiet, now: datetime) -> datetime | None:
        own_from, own_until = own
        if own_from is None or own_until is None:
            return quiet_until(now, self.zone, self.from_min, self.until_min)
        return quiet_until(now, self.zone, own_from, own_until)
