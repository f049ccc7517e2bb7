"""The service in numbers for a monitor, as Prometheus reads them: nothing personal, few labels, none from outside.

Source: prometheus.io/docs/practices/naming.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.broadcasts.broadcast import BroadcastState
from bot.broadcasts.delivery import DeliveryState
from bot.database import Database
from bot.interactions import Event, Interaction
from bot.tables import BROADCAST, DELIVERY, INBOX
from knowledge.base import KnowledgeBase

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
RATE_WINDOW = timedelta(minutes=1)
RECENT = timedelta(days=1)  # so long the deliveries of a broadcast that is over are shown
_INBOX_STATES = {0: "pending", 2: "dead"}


@dataclass(frozen=True, slots=True)
class Updates:
    """What became of a channel's updates since the start."""

    handled: int = 0
    failures: int = 0
    dead: int = 0


class Metrics:
    """Counts what happens in this process, and reads at each scrape how the database stands."""

    def __init__(self, database: Database, base: KnowledgeBase, clock: Callable[[], datetime], *, rate: float) -> None:
        self._database = database
        self._base = base
        self._clock = clock
        self.read_updates: Callable[[], Updates] = Updates
        self._registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self._registry)
        self._visits = Counter(
            "loa_visits", "Recorded visits.", ("channel", "outcome", "counted"), registry=self._registry
        )
        self._answers = Histogram(
            *("loa_answer_seconds", "From a question's arrival to its finished answer."),
            labelnames=("channel",),
            buckets=BUCKETS_S,
            registry=self._registry,
        )
        self._updates = self._gauge("loa_telegram_updates", "Updates since the start, by what became of them.", "fate")
        self._inbox = self._gauge("loa_inbox_updates", "Updates in the inbox: waiting, or given up.", "state")
        self._deliveries = self._gauge("loa_deliveries", "Deliveries of broadcasts under way or just over.", "state")
        self._running = self._gauge("loa_broadcasts_running", "Broadcasts that are being sent.")
        self._rate = self._gauge("loa_sender_rate_per_second", "Deliveries settled a second in the last minute.")
        self._gauge("loa_sender_rate_limit_per_second", "What the settings allow.").set(rate)
        self._index = self._gauge("loa_index_size", "What can be found.", "what")
        self._is_up = self._gauge("loa_database_up", "Whether the database can be read.")

    def observe(self, interaction: Interaction) -> None:
        """Count a visit that was recorded."""
        visitor = interaction.visitor
        counted = "yes" if visitor.is_counted else "no"
        self._visits.labels(visitor.channel.value, interaction.outcome.value, counted).inc()
        if interaction.event is Event.QUESTION:
            self._answers.labels(visitor.channel.value).observe(interaction.latency_ms / 1000)

    async def render(self) -> bytes:
        """Return everything as Prometheus text; where the database is out of reach, what it knows is left out."""
        updates = self.read_updates()
        for fate in ("handled", "failures", "dead"):
            self._updates.labels(fate).set(getattr(updates, fate))
        self._index.labels("announcements").set(len(self._base))
        self._index.labels("sections").set(self._base.section_count)
        try:
            async with self._database.read() as connection:
                await self._read(connection)
            self._is_up.set(1)
        except SQLAlchemyError:
            self._is_up.set(0)
            for gauge in (self._inbox, self._deliveries):
                gauge.clear()
        return generate_latest(self._registry)

    async def _read(self, connection: AsyncConnection) -> None:
        waiting = select(INBOX.c.state, func.count()).where(INBOX.c.state.in_(_INBOX_STATES)).group_by(INBOX.c.state)
        _set(self._inbox, _INBOX_STATES, (await connection.execute(waiting)).all())
        recent = self._clock() - RECENT
        is_shown = or_(BROADCAST.c.state == BroadcastState.SENDING, BROADCAST.c.finished_at > recent)
        shown = DELIVERY.c.broadcast_id.in_(select(BROADCAST.c.id).where(is_shown))
        states = {int(state): state.name.lower() for state in DeliveryState}
        deliveries = select(DELIVERY.c.state, func.count()).where(shown).group_by(DELIVERY.c.state)
        _set(self._deliveries, states, (await connection.execute(deliveries)).all())
        running = select(func.count()).select_from(BROADCAST).where(BROADCAST.c.state == BroadcastState.SENDING)
        self._running.set(await connection.scalar(running) or 0)
        since = self._clock() - RATE_WINDOW
        settled = select(func.count()).select_from(DELIVERY).where(shown, DELIVERY.c.settled_at > since)
        self._rate.set((await connection.scalar(settled) or 0) / RATE_WINDOW.total_seconds())

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self._registry)


def _set(gauge: Gauge, names: Mapping[int, str], counts: Iterable[Any]) -> None:
    found: dict[int, int] = dict(counts)
    for number, name in names.items():
        gauge.labels(name).set(found.get(number, 0))
