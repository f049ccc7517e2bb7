"""Daily and weekly bulletins: made by the machine from what is published already, once for each day or week.

What counts is the moment at which a bulletin is due, not the one at which it is made: whoever makes it, and however
late, it tells the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import BroadcastKind, BroadcastState, Content, Draft, Note, Tier
from bot.broadcasts.register import add_broadcast, has_key
from bot.settings import BroadcastSettings
from bot.subscribers import Digest
from bot.tables import BROADCAST
from knowledge.announcement import Status
from knowledge.base import slug
from knowledge.store import ANNOUNCEMENT, CHANGE

MACHINE = 0  # the author of what nobody wrote
MAX_NOTES = 200
MAX_NOTE_CHARS = 160
NO_TOPIC = "-"  # no category has this slug: for those who want everything
_SHOWN = tuple(status for status in Status if status.is_shown)
_NOT_TOLD = (BroadcastState.STOPPED, BroadcastState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a digest goes out: every day at `at_min`, or on one `weekday` (Monday 0) of each week."""

    digest: Digest
    at_min: int
    weekday: int | None = None

    @property
    def patience(self) -> timedelta:
        """Return how late it may still be made after a standstill."""
        return timedelta(days=1 if self.weekday is None else 2)

    def last_due(self, now: datetime, zone: tzinfo) -> datetime:
        """Return the latest moment up to `now` at which it was due."""
        day = now.astimezone(zone).date()
        while True:
            due = datetime.combine(day, time(self.at_min // 60, self.at_min % 60), zone)
            if due <= now and self.weekday in (None, day.weekday()):
                return due
            day -= timedelta(days=1)

    def key(self, due: datetime) -> str:
        """Return the name of the bulletin that is due then."""
        return f"{self.digest}:{due:%Y-%m-%d}" if self.weekday is None else f"{self.digest}:{due:%G-W%V}"


def read_rhythms(settings: BroadcastSettings) -> tuple[Rhythm, ...]:
    """Return the rhythms of the settings."""
    return (
        Rhythm(Digest.DAILY, settings.daily_at_min),
        Rhythm(Digest.WEEKLY, settings.weekly_at_min, settings.weekly_on_day),
    )


async def make_bulletins(connection: AsyncConnection, rhythms: tuple[Rhythm, ...], now: datetime, zone: tzinfo) -> None:
    """Make every bulletin that is due, was not made, and has something to tell; it is sent as any broadcast."""
    for rhythm in rhythms:
        due = rhythm.last_due(now, zone)
        if now - due >= rhythm.patience or await has_key(connection, rhythm.key(due)):
            continue
        since = await _told_until(connection, rhythm)
        notes = await _announced(connection, since, due) + await _broadcast(connection, since, due)
        if notes:
            draft = Draft(MACHINE, Content("", notes=notes[:MAX_NOTES]), Tier.ORDINARY, BroadcastKind.BULLETIN)
            await add_broadcast(
                connection,
                draft,
                state=BroadcastState.APPROVED,
                now=now,
                key=rhythm.key(due),
                send_at=due,
                approvers_needed=0,
            )


async def _told_until(connection: AsyncConnection, rhythm: Rhythm) -> datetime | None:
    """Return up to when earlier bulletins of this rhythm told, at first the moment of the very first load.

    What a new installation loads at its start is no news.
    """
    last = select(func.max(BROADCAST.c.send_at)).where(BROADCAST.c.key.like(f"{rhythm.digest}:%"))
    first_load = select(func.min(CHANGE.c.at))
    told: datetime | None = await connection.scalar(last) or await connection.scalar(first_load)
    return told


async def _announced(connection: AsyncConnection, since: datetime | None, due: datetime) -> tuple[Note, ...]:
    """Return what was published for the first time in a span, the newest first: a later change is no news."""
    if since is None:
        return ()
    first = select(CHANGE.c.announcement_id, func.min(CHANGE.c.at).label("at")).group_by(CHANGE.c.announcement_id)
    shown = first.subquery()
    query = (
        select(ANNOUNCEMENT.c.id, ANNOUNCEMENT.c.title, ANNOUNCEMENT.c.category_path)
        .join(shown, shown.c.announcement_id == ANNOUNCEMENT.c.id)
        .where(shown.c.at > since, shown.c.at <= due, ANNOUNCEMENT.c.status.in_(_SHOWN))
        .order_by(shown.c.at.desc(), ANNOUNCEMENT.c.id)
        .limit(MAX_NOTES)
    )
    return tuple(
        Note(row.title[:MAX_NOTE_CHARS], slug(row.category_path[-1]) if row.category_path else NO_TOPIC, "", row.id)
        for row in await connection.execute(query)
    )


async def _broadcast(connection: AsyncConnection, since: datetime | None, due: datetime) -> tuple[Note, ...]:
    """Return the ordinary broadcasts of a span, which readers of bulletins did not get at once; none taken back."""
    if since is None:
        return ()
    recalled = select(BROADCAST.c.target_id).where(BROADCAST.c.kind == BroadcastKind.RECALL)
    told = and_(
        BROADCAST.c.kind == BroadcastKind.MESSAGE,
        BROADCAST.c.tier == Tier.ORDINARY,
        BROADCAST.c.started_at > since,
        BROADCAST.c.started_at <= due,
        BROADCAST.c.state.not_in(_NOT_TOLD),
        BROADCAST.c.id.not_in(recalled),
    )
    query = select(BROADCAST.c.content, BROADCAST.c.topic, BROADCAST.c.area).where(told).order_by(BROADCAST.c.id)
    rows = await connection.execute(query.limit(MAX_NOTES))
    found = ((Content.from_json(row.content), row.topic, row.area) for row in rows)
    return tuple(
        Note(" ".join(content.text.split())[:MAX_NOTE_CHARS], topic, area, content.announcement_id)
        for content, topic, area in found
    )
