"""What a second person sees of a broadcast that waits: itself, its author, whom it reaches, when, until when."""

from __future__ import annotations

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Tier
from bot.office.booth import Booth
from bot.office.describing import labelled
from bot.office.panel import Panel
from bot.reply import Block, Button, Reply


class ApprovalCard:
    """Composes the card and its questions, in one language."""

    def __init__(self, parts: Booth, language: str) -> None:
        self._parts = parts
        self._words = parts.words(language)
        self._panel = Panel(parts, language)

    async def show(self, broadcast: Broadcast, viewer_id: int, *, said: tuple[Block, ...] = ()) -> Reply:
        """Return the message exactly as it will be received, then the card with what `viewer_id` may do."""
        size = await self._parts.size(broadcast)
        blocks = (*said, *self._panel.summary(broadcast, size, self._parts.clock()), *await self._people(broadcast))
        previews = (self._words.preview(broadcast),)
        if broadcast.state is not BroadcastState.WAITING:
            return Reply(blocks, previews=previews)
        if broadcast.author_id == viewer_id:
            return Reply((*blocks, *self._words.blocks("refused.author")), self._withdraw(broadcast), previews=previews)
        return Reply(blocks, (self._decide(broadcast, size.now),), previews=previews)

    async def confirm(self, broadcast: Broadcast) -> Reply:
        """Return the question before the approval of what is more than ordinary: the button names the people."""
        size, words = await self._parts.size(broadcast), self._words
        values = {"now": words.number(size.now), "number": broadcast.id, "tier": words.tier(broadcast.tier)}
        sure = words.button("approve.button.sure", f"approve.sure.{broadcast.id}.{size.now}", **values)
        back = words.button("compose.button.back", f"approve.show.{broadcast.id}")
        when = words.when(broadcast, self._parts.clock())
        return Reply(words.blocks("approve.confirm", when=when, **values), ((sure,), (back,)))

    def confirm_refusal(self, broadcast: Broadcast) -> Reply:
        """Return the question before a refusal: it cannot be taken back."""
        words = self._words
        sure = words.button("approve.button.deny", f"approve.deny.{broadcast.id}")
        back = words.button("compose.button.back", f"approve.show.{broadcast.id}")
        return Reply(words.blocks("approve.confirm_refusal", number=broadcast.id), ((sure,), (back,)))

    def _decide(self, broadcast: Broadcast, count: int) -> tuple[Button, ...]:
        words, number = self._words, broadcast.id
        if broadcast.tier is Tier.ORDINARY:
            yes = words.button("approve.button.sure", f"approve.sure.{number}.{count}", now=words.number(count))
        else:
            yes = words.button("approve.button.agree", f"approve.yes.{number}")
        return yes, words.button("approve.button.decline", f"approve.no.{number}")

    def _withdraw(self, broadcast: Broadcast) -> tuple[tuple[Button, ...], ...]:
        return ((self._words.button("compose.button.drop", f"compose.drop.{broadcast.id}"),),)

    async def _people(self, broadcast: Broadcast) -> tuple[Block, ...]:
        words = self._words
        blocks = [labelled(words.text("approve.label.author"), str(broadcast.author_id))]
        for each in await self._parts.broadcasts.approvals(broadcast.id):
            label = words.text("approve.label.approved" if each.is_approved else "approve.label.refused")
            blocks.append(labelled(label, f"{each.staff_id}, {words.moment(each.at)}"))
        return tuple(blocks)
