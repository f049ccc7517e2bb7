"""/duyet: a second person sees a broadcast exactly as it will be received, and lets it out or refuses it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.broadcasts.broadcast import Broadcast, BroadcastState, Tier
from bot.broadcasts.broadcasts import StateError
from bot.office.approval_card import ApprovalCard
from bot.office.booth import Booth, is_near, is_number
from bot.office.describing import Words
from bot.office.dialogue import Dialogue
from bot.office.flow import Staffer, Submission
from bot.office.telling import Deeds, Telling
from bot.reply import Block, Button, Reply
from bot.staff import Deed, NotAllowedError

LISTED = 50


class Approving:
    """The flow of /duyet."""

    def __init__(self, parts: Booth) -> None:
        self._parts = parts
        self._telling = Telling(parts.dialogues, parts.notify)

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return "approve"

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """List what waits; `argument` may be the number of one."""
        if is_number(argument.strip()):
            return await self.press(staff, None, f"show.{argument.strip()}")
        return await self._list(staff)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """List what waits: no words are awaited here."""
        await self._parts.dialogues.end(staff.id)
        return await self._list(staff)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Show or decide the broadcast that the button names."""
        what, _, rest = argument.partition(".")
        number, _, value = rest.partition(".")
        if not is_number(number):
            return await self._list(staff)
        try:
            return await self._press(staff, what, int(number), value)
        except StateError as error:
            return await self._refused(staff, int(number), f"state.{error.reason}")
        except NotAllowedError as error:
            if error.reason != "author":
                raise
            return await self._refused(staff, int(number), "refused.author")

    async def _press(self, staff: Staffer, what: str, number: int, value: str) -> Reply:
        found, card = await self._parts.find(number), ApprovalCard(self._parts, staff.language)
        if what == "sure":
            size = await self._parts.size(found)
            is_sure = value.isdecimal() and is_near(int(value), size.now)
            if found.state is BroadcastState.WAITING and found.author_id != staff.id and not is_sure:
                return await card.confirm(found)
            return await self._decide(staff, found, is_approved=True)
        if what == "deny":
            return await self._decide(staff, found, is_approved=False)
        is_deciding = what in ("yes", "no") and found.state is BroadcastState.WAITING
        refusal = "author" if is_deciding and found.author_id == staff.id else ""
        await self._parts.enter(staff.id, Deed.APPROVE, f"broadcast {number}", refusal=refusal)
        if is_deciding:
            return await card.confirm(found) if what == "yes" else card.confirm_refusal(found)
        return await card.show(found, staff.id)

    async def _list(self, staff: Staffer) -> Reply:
        await self._parts.enter(staff.id, Deed.APPROVE)
        waiting = await self._parts.broadcasts.listed(states={BroadcastState.WAITING}, limit=LISTED)
        words = self._parts.words(staff.language)
        if not waiting:
            return Reply(words.blocks("approve.nothing"))
        if len(waiting) == 1:
            return await ApprovalCard(self._parts, staff.language).show(waiting[0], staff.id)
        rows = [(await self._row(words, each, staff),) for each in _most_urgent_first(waiting)]
        return Reply(words.blocks("approve.list", count=len(waiting)), tuple(rows))

    async def _row(self, words: Words, broadcast: Broadcast, staff: Staffer) -> Button:
        size = await self._parts.size(broadcast)
        values = {"tier": words.tier(broadcast.tier), "now": words.number(size.now), "label": words.label(broadcast)}
        return words.button("approve.button.show", f"approve.show.{broadcast.id}", **values)

    async def _decide(self, staff: Staffer, found: Broadcast, *, is_approved: bool) -> Reply:
        """Decide once, tell the author, and return what stands now."""
        verdict = "approve" if is_approved else "refuse"
        deed = Deeds(
            act=lambda: self._act(found.id, staff.id, is_approved=is_approved),
            is_done=lambda: self._has_decided(found.id, staff.id, is_approved=is_approved),
            tell=lambda: self._notices(found.id, staff),
        )
        await self._telling.carry_out(staff.id, self.kind, f"{verdict} {found.id}", deed)
        now = await self._parts.find(found.id)
        return Reply(await self._outcome(now, self._parts.words(staff.language), f"approve.done.{verdict}"))

    async def _act(self, number: int, by: int, *, is_approved: bool) -> Broadcast:
        broadcasts = self._parts.broadcasts
        return await (broadcasts.approve(number, by) if is_approved else broadcasts.refuse(number, by))

    async def _has_decided(self, number: int, by: int, *, is_approved: bool) -> bool:
        decisions = await self._parts.broadcasts.approvals(number)
        return any(each.staff_id == by and each.is_approved == is_approved for each in decisions)

    async def _notices(self, number: int, staff: Staffer) -> Mapping[int, Reply]:
        found, words = await self._parts.find(number), self._parts.words(staff.language)
        key = "approve.told.refuse" if found.state is BroadcastState.REFUSED else "approve.told.approve"
        report = words.button("compose.button.report", f"report.show.{number}")
        return {found.author_id: Reply(await self._outcome(found, words, key, by=staff.id), ((report,),))}

    async def _outcome(self, found: Broadcast, words: Words, key: str, **values: object) -> tuple[Block, ...]:
        """Return what a decision led to: out at once, at its moment, still one person short, or nowhere."""
        said = words.blocks(key, label=words.label(found), **values)
        if found.state is BroadcastState.REFUSED:
            return said
        if found.state is BroadcastState.WAITING:
            agreed = sum(each.is_approved for each in await self._parts.broadcasts.approvals(found.id))
            return (*said, *words.blocks("approve.more", count=found.approvers_needed - agreed))
        size, when = await self._parts.size(found), words.when(found, self._parts.clock())
        halted = words.blocks("report.halted") if await self._parts.broadcasts.is_halted() else ()
        return (*said, *words.blocks("approve.goes", whom=words.to_whom(found, size), when=when), *halted)

    async def _refused(self, staff: Staffer, number: int, key: str) -> Reply:
        """Return why a step cannot be, above the card of what stands."""
        reason = self._parts.words(staff.language).blocks(key)
        found = await self._parts.broadcasts.find(number)
        if found is None:
            return Reply(reason)
        return await ApprovalCard(self._parts, staff.language).show(found, staff.id, said=reason)


def _most_urgent_first(waiting: tuple[Broadcast, ...]) -> list[Broadcast]:
    tiers = list(Tier)
    return sorted(waiting, key=lambda each: (tiers.index(each.tier), each.id))
