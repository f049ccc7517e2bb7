"""The hatch between the conversation and the counter: when an official is offered, and what leads there."""

from __future__ import annotations

from dataclasses import replace

from bot.interactions import Event, Interaction
from bot.outcome import Outcome
from bot.reply import Block, Button, Reply
from bot.shown import Shown
from bot.tickets.counter import Attachment, Counter
from bot.tickets.ticket import TicketKind
from bot.visitor import Visitor
from knowledge.base import KnowledgeBase

ASK = "a"  # begins the argument of the button that hands over what was asked before
UNSETTLED = frozenset({Outcome.RELATED, Outcome.CLARIFY, Outcome.NOT_FOUND})  # an official may know more
HUMAN_TOPICS = frozenset({"official", "personal_case"})  # of small talk that asks for an official


class Hatch:
    """Turns what the counter says into what the conversation shows; the log learns no word of it."""

    def __init__(self, counter: Counter, base: KnowledgeBase) -> None:
        self._counter = counter
        self._base = base

    async def hear(
        self, visitor: Visitor, text: str, *, key: str, attachment: Attachment | None = None
    ) -> Shown | None:
        """Return what an open conversation with the counter makes of it, None where it is not meant for one."""
        return _shown(await self._counter.hear(visitor, text, key=key, attachment=attachment))

    async def begin(self, visitor: Visitor, kind: TicketKind, typed: str, *, key: str) -> Shown | None:
        """Return what follows on a wish for an official, None where the words are a cry for help."""
        return _shown(await self._counter.begin(visitor, kind, typed, key=key))

    async def follow(self, visitor: Visitor, code: str) -> Shown | None:
        """Return where the ticket of a code stands."""
        return _shown(await self._counter.show(visitor, code))

    async def news(self, visitor: Visitor) -> tuple[Reply, ...]:
        """Return what a visitor of the page has not been shown yet, noted as told."""
        return await self._counter.news(visitor)

    async def press(self, visitor: Visitor, argument: str, asked: Interaction | None) -> Shown | None:
        """Return what a button leads to; `asked` is the person's own question that it names."""
        if asked is None or not asked.text:
            return _shown(await self._counter.press(visitor, argument))
        topics = (self._topic(each) for each in asked.announcement_ids)
        topic = next(filter(None, topics), "")
        return _shown(await self._counter.ask(visitor, asked.text, key=asked.key, topic=topic))

    async def offer(self, visitor: Visitor, shown: Shown, *, key: str) -> Shown:
        """Return an answer with the way to an official where it does not settle the question."""
        if shown.outcome not in UNSETTLED and shown.detail.get("topic") not in HUMAN_TOPICS:
            return shown
        told: tuple[Block, ...] = ()
        if shown.outcome is Outcome.NOT_FOUND and visitor.is_counted:
            told = await self._counter.forward(visitor, shown.text, key=key)
        rows = () if told else self.rows(key, visitor.language)
        reply = shown.reply
        return replace(shown, reply=replace(reply, blocks=(*reply.blocks, *told), buttons=(*reply.buttons, *rows)))

    def rows(self, key: str, language: str) -> tuple[tuple[Button, ...], ...]:
        """Return the row with the button that hands the question of interaction `key` to an official."""
        return ((self._counter.words.offer(key, language),),) if key else ()

    def _topic(self, announcement_id: str) -> str | None:
        announcement = self._base.announcement(announcement_id)
        return announcement.category if announcement else None


def _shown(reply: Reply | None) -> Shown | None:
    return Shown(reply, Outcome.NOTED, Event.TAP, detail={"about": "ticket"}) if reply else None
