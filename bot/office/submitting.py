"""Hand a draft in for approval, once, and tell those who may approve it; or take it back."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcasts.broadcast import BroadcastState, Tier
from bot.broadcasts.broadcasts import StateError
from bot.office.approval_card import ApprovalCard
from bot.office.booth import Booth, is_near
from bot.office.contents import ContentError, demand_fit, find_blanks
from bot.office.flow import Staffer
from bot.office.panel import Panel
from bot.office.telling import Deeds, Telling
from bot.reply import Reply

_NEVER_HANDED_IN = (BroadcastState.DRAFT, BroadcastState.EXPIRED, BroadcastState.CANCELLED)


class Submitting:
    """The last step of composing. Raises ContentError, StateError or NotAllowedError."""

    def __init__(self, parts: Booth, kind: str) -> None:
        self._parts = parts
        self._kind = kind
        self._telling = Telling(parts.dialogues, parts.notify)

    async def submit(self, staff: Staffer, number: int, confirmed: str) -> Reply:
        """Return the panel of what now waits; an emergency only after a tap that said its count, `confirmed`."""
        found = await self._parts.find(number)
        if found.state is BroadcastState.DRAFT and found.author_id == staff.id:
            demand_fit(found.content)
            if blanks := find_blanks(found.content):
                raise ContentError("blank", blank=blanks[0])
            size = await self._parts.size(found)
            count = size.now + size.later
            is_sure = confirmed.isdecimal() and is_near(int(confirmed), count)
            if found.tier is Tier.EMERGENCY and not is_sure:
                return Panel(self._parts, staff.language).confirm(found, size)
        await self._telling.carry_out(staff.id, self._kind, f"submit {number}", self._deed(staff, number))
        count = len(await self._parts.approvers(staff.id))
        message = "compose.submitted" if count else "compose.submitted_alone"
        said = self._parts.words(staff.language).blocks(message, number=number, count=count)
        return await Panel(self._parts, staff.language).show(await self._parts.find(number), said=said)

    async def drop(self, staff: Staffer, number: int) -> Reply:
        """Return the panel of the broadcast, cancelled."""
        found = await self._parts.find(number)
        if found.started_at is not None:
            raise StateError("started")  # to stop what is under way is asked in its report, with what it means
        if found.state is not BroadcastState.CANCELLED:
            found = await self._parts.broadcasts.withdraw(number, staff.id)
        said = self._parts.words(staff.language).blocks("compose.dropped", number=number)
        return await Panel(self._parts, staff.language).show(found, said=said)

    def _deed(self, staff: Staffer, number: int) -> Deeds:
        async def is_done() -> bool:
            found = await self._parts.find(number)
            return found.author_id == staff.id and found.state not in _NEVER_HANDED_IN

        return Deeds(
            act=lambda: self._parts.broadcasts.submit(number, staff.id),
            is_done=is_done,
            tell=lambda: self._notices(staff, number),
        )

    async def _notices(self, staff: Staffer, number: int) -> Mapping[int, Reply]:
        found = await self._parts.find(number)
        words, card = self._parts.words(staff.language), ApprovalCard(self._parts, staff.language)
        said = words.blocks("approve.asked", number=number, tier=words.tier(found.tier), author=found.author_id)
        approvers = await self._parts.approvers(found.author_id)
        return {each: await card.show(found, each, said=said) for each in approvers}
