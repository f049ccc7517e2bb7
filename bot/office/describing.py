"""A broadcast in words for officials: what, to whom, how urgent, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil

from bot.broadcasts.audience import AudienceSize
from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState, Tier
from bot.broadcasts.explaining import explain_schedule
from bot.broadcasts.schedule import next_runs
from bot.catalogue import Catalogue
from bot.formats import show_moment, show_number
from bot.reply import Action, Block, Button, Preview, Span, Verb
from bot.settings import BroadcastSettings
from bot.subscribing.choices import Choices, Kind

RUNS = 3
LABEL_CHARS = 40


@dataclass(frozen=True, slots=True)
class Sayings:
    """What words are made of: the messages, the names of topics and areas, the unit's hours and time zone."""

    catalogue: Catalogue
    choices: Choices
    settings: BroadcastSettings
    zone: tzinfo


class Words:
    """Describes broadcasts in one language."""

    def __init__(self, parts: Sayings, language: str) -> None:
        self._parts = parts
        self.language = language

    def text(self, key: str, **values: object) -> str:
        """Return a message under office."""
        return self._parts.catalogue.text(f"office.{key}", self.language, **values)

    def blocks(self, key: str, **values: object) -> tuple[Block, ...]:
        """Return a message under office as paragraphs."""
        return self._parts.catalogue.blocks(f"office.{key}", self.language, **values)

    def button(self, key: str, action: str, /, **values: object) -> Button:
        """Return a button with the label `key` (under office) and the action of a flow."""
        return Button(self.text(key, **values), Action(Verb.OFFICE, action))

    def number(self, count: int) -> str:
        """Return a count with its thousands apart."""
        return show_number(count, self.language)

    def decimal(self, value: float) -> str:
        """Return a figure with one place after the point."""
        return f"{value:.1f}".replace(".", "," if self.language == "vi" else ".")

    def duration(self, seconds: float) -> str:
        """Return a time left, rounded up to minutes beyond one."""
        if seconds < 60:
            return self.text("report.seconds", count=max(1, ceil(seconds)))
        minutes = ceil(seconds / 60)
        if minutes < 60:
            return self.text("report.minutes", count=minutes)
        return self.text("report.hours", hours=minutes // 60, minutes=minutes % 60)

    def moment(self, moment: datetime) -> str:
        """Return a moment in the unit's time zone."""
        return show_moment(moment, self._parts.zone)

    def preview(self, broadcast: Broadcast) -> Preview:
        """Return what its recipients get."""
        return Preview(broadcast.content, broadcast.tier, broadcast.kind, self.language)

    def label(self, broadcast: Broadcast) -> str:
        """Return the number and the first words of a message, what else it is otherwise."""
        if broadcast.kind is not BroadcastKind.MESSAGE:
            return self.kind(broadcast)
        words = " ".join(broadcast.content.text.split())
        if len(words) > LABEL_CHARS:
            words = words[: LABEL_CHARS - 1].rsplit(" ", 1)[0] + "…"
        if not words and broadcast.content.media:
            words = self.text(f"compose.media.{broadcast.content.media.kind}")
        return f"#{broadcast.id} {words}".strip()

    def state(self, state: BroadcastState) -> str:
        """Return where a broadcast stands."""
        return self.text(f"report.states.{state}")

    def kind(self, broadcast: Broadcast) -> str:
        """Return what sort of broadcast it is, with its number."""
        return self.text(f"compose.kinds.{broadcast.kind}", number=broadcast.id, target=broadcast.target_id or "")

    def tier(self, tier: Tier) -> str:
        """Return the name of a tier."""
        return self.text(f"compose.tiers.{tier}.name")

    def tier_meaning(self, tier: Tier) -> str:
        """Return what a tier means for the people who get it."""
        settings = self._parts.settings
        hours = {"quiet_from": settings.quiet_from, "quiet_until": settings.quiet_until}
        return self.text(f"compose.tiers.{tier}.meaning", **hours)

    def to_whom(self, broadcast: Broadcast, size: AudienceSize) -> str:
        """Return whom a broadcast reaches and how many chats that is now, and later in bulletins."""
        now, later = self.number(size.now), self.number(size.later)
        if broadcast.target_id is not None:
            return self.text(f"compose.to.{broadcast.kind}", target=broadcast.target_id, now=now)
        audience, choices = broadcast.audience, self._parts.choices
        topic = (
            self.text("compose.to.topic", name=choices.name(Kind.TOPIC, audience.topic))
            if audience.topic
            else self.text("compose.to.every_topic")
        )
        area = (
            self.text("compose.to.area", name=choices.name(Kind.AREA, audience.area))
            if audience.area
            else self.text("compose.to.whole_unit")
        )
        count = "nobody" if not size.now and not size.later else "later" if size.later else "now"
        return f"{topic}, {area}. {self.text(f'compose.to.{count}', now=now, later=later)}"

    def when(self, broadcast: Broadcast, now: datetime) -> str:
        """Return when a broadcast goes out."""
        if broadcast.cron:
            runs = next_runs(broadcast.cron, max(now, broadcast.created_at), self._parts.zone, RUNS)
            schedule = explain_schedule(broadcast.cron, self.language, self._parts.catalogue)
            return self.text("compose.at.series", schedule=schedule, runs="; ".join(map(self.moment, runs)))
        if broadcast.send_at > now:
            return self.text("compose.at.moment", moment=self.moment(broadcast.send_at))
        if broadcast.started_at is not None:
            return self.text("compose.at.started", moment=self.moment(broadcast.started_at))
        return self.text("compose.at.now" if broadcast.state is BroadcastState.APPROVED else "compose.at.once")


def line(text: str) -> Block:
    """Return one plain paragraph."""
    return Block((Span(text),))


def labelled(label: str, text: str) -> Block:
    """Return one paragraph that begins with a bold label."""
    return Block((Span(label, bold=True), Span(f" {text}")))


def in_pairs(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Return buttons in rows of two."""
    row = tuple(buttons)
    return tuple(row[start : start + 2] for start in range(0, len(row), 2))
