"""The author's panel of one broadcast: always in words to whom, how urgent, when and what is missing, then buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.broadcasts.audience import AudienceSize
from bot.broadcasts.broadcast import Broadcast, BroadcastKind, BroadcastState, Tier
from bot.office.booth import Booth
from bot.office.contents import find_blanks
from bot.office.describing import in_pairs, labelled, line
from bot.reply import Action, Block, Button, Reply, Verb
from bot.subscribing.choices import Choice

MAX_CHOICES = 40
LABEL_CHARS = 50
EVERY = "*"  # every topic, or the whole unit
_ON = "✅ "
_TIERS = (Tier.ORDINARY, Tier.PRIORITY, Tier.EMERGENCY)

Rows = tuple[tuple[Button, ...], ...]


class Panel:
    """Composes what an author sees of his broadcast, in one language."""

    def __init__(self, parts: Booth, language: str) -> None:
        self._parts = parts
        self._words = parts.words(language)

    async def show(self, broadcast: Broadcast, *, said: tuple[Block, ...] = (), with_preview: bool = False) -> Reply:
        """Return the panel under `said`, below the message itself where `with_preview`."""
        size, now = await self._parts.size(broadcast), self._parts.clock()
        previews = (self._words.preview(broadcast),) if with_preview else ()
        blocks = (*said, *self.summary(broadcast, size, now))
        return Reply(blocks, self._rows(broadcast), previews=previews)

    def summary(self, broadcast: Broadcast, size: AudienceSize, now: datetime) -> tuple[Block, ...]:
        """Return the broadcast in words."""
        words = self._words
        tier = f"{words.tier(broadcast.tier)}. {words.tier_meaning(broadcast.tier)}"
        if broadcast.kind is BroadcastKind.CORRECTION:
            tier = f"{words.tier(broadcast.tier)}. {words.text('compose.silent')}"
        return (
            labelled(f"{words.kind(broadcast)}:", words.state(broadcast.state)),
            labelled(words.text("compose.label.to"), words.to_whom(broadcast, size)),
            labelled(words.text("compose.label.tier"), tier),
            labelled(words.text("compose.label.when"), words.when(broadcast, now)),
            *self._standing(broadcast),
        )

    def confirm(self, broadcast: Broadcast, size: AudienceSize) -> Reply:
        """Return the question before an emergency is handed in: the count is said again, and stands on the button."""
        words, count = self._words, size.now + size.later
        values = {"now": words.number(size.now), "number": broadcast.id}
        sure = words.button("compose.button.sure", f"compose.sure.{broadcast.id}.{count}", **values)
        back = words.button("compose.button.back", f"compose.show.{broadcast.id}")
        return Reply(words.blocks("compose.confirm", **values), ((sure,), (back,)))

    def audience(self, broadcast: Broadcast) -> Reply:
        """Return the topics and areas to choose from, the chosen ones marked."""
        number, audience = broadcast.id, broadcast.audience
        topics = self._choices("topic", number, self._parts.choices.topics(), audience.topic, "compose.to.all_topics")
        areas = self._choices("area", number, self._parts.choices.areas(), audience.area, "compose.to.all_areas")
        back = self._words.button("compose.button.back", f"compose.show.{number}")
        return Reply(self._words.blocks("compose.pick.audience"), (*topics, *areas, (back,)))

    def moments(self, broadcast: Broadcast) -> Reply:
        """Return the ways to say when."""
        rows = [
            (self._words.button(f"compose.button.{what}", f"compose.{what}.{broadcast.id}"),)
            for what in ("now", "moment", "period")
        ]
        back = self._words.button("compose.button.back", f"compose.show.{broadcast.id}")
        return Reply(self._words.blocks("compose.pick.moment"), (*rows, (back,)))

    def _standing(self, broadcast: Broadcast) -> tuple[Block, ...]:
        """Return what is missing, or what comes next."""
        words = self._words
        until = words.moment(broadcast.expires_at) if broadcast.expires_at else ""
        if broadcast.state is BroadcastState.WAITING:
            return words.blocks("compose.waiting", count=broadcast.approvers_needed, until=until)
        if broadcast.state is not BroadcastState.DRAFT:
            return ()
        if blanks := find_blanks(broadcast.content):
            return (labelled(words.text("compose.label.missing"), ", ".join(blanks)),)
        is_emergency = broadcast.tier is Tier.EMERGENCY
        count = self._parts.settings.emergency_approvers if is_emergency else 1
        return (line(words.text("compose.ready", count=count, until=until)),)

    def _rows(self, broadcast: Broadcast) -> Rows:
        number, button = broadcast.id, self._words.button
        report = (button("compose.button.report", f"report.show.{number}"),)
        drop = (button("compose.button.drop", f"compose.drop.{number}"),)
        look = tuple(button(f"compose.button.{what}", f"compose.{what}.{number}") for what in ("see", "test"))
        if broadcast.state is BroadcastState.WAITING:
            return ((button("compose.button.see", f"compose.see.{number}"),), drop)
        if broadcast.state is not BroadcastState.DRAFT:
            return (report,)
        edit = button("compose.button.edit", f"compose.edit.{number}")
        submit = button("compose.button.submit", f"compose.submit.{number}")
        if broadcast.target_id is not None:
            return look, (edit,), (submit,), drop
        tiers = tuple(self._tier(broadcast, tier) for tier in _TIERS)
        to = button("compose.button.to", f"compose.to.{number}")
        when = button("compose.button.when", f"compose.when.{number}")
        return tiers, (to, when), look, (edit,), (submit,), drop

    def _tier(self, broadcast: Broadcast, tier: Tier) -> Button:
        mark = _ON if broadcast.tier is tier else ""
        return Button(f"{mark}{self._words.tier(tier)}", Action(Verb.OFFICE, f"compose.tier.{broadcast.id}.{tier}"))

    def _choices(self, what: str, number: int, there: Sequence[Choice], chosen: str, every: str) -> Rows:
        mark = "" if chosen else _ON
        whole = Button(f"{mark}{self._words.text(every)}", Action(Verb.OFFICE, f"compose.{what}.{number}.{EVERY}"))
        buttons = [
            Button(
                f"{_ON if each.slug == chosen else ''}{each.name[:LABEL_CHARS]}",
                Action(Verb.OFFICE, f"compose.{what}.{number}.{each.slug}"),
            )
            for each in there[:MAX_CHOICES]
        ]
        return (whole,), *in_pairs(buttons)
