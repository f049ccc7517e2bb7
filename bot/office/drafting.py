"""An author's drafts: made once however often the step comes, and changed one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.broadcasts.broadcast import Audience, Broadcast, BroadcastKind, Content, Draft, Tier
from bot.broadcasts.moments import parse_moment
from bot.broadcasts.schedule import next_runs, parse_schedule
from bot.office.booth import Booth
from bot.office.contents import ContentError, announce, demand_fit, fill_blanks, read_content
from bot.office.flow import Staffer, Submission
from bot.office.panel import EVERY
from bot.office.templates import find_template
from bot.staff import Deed
from bot.subscribing.choices import Kind


class Drafting:
    """What composing does to drafts. Raises ContentError, ScheduleError, StateError or NotAllowedError."""

    def __init__(self, parts: Booth) -> None:
        self._parts = parts

    async def own(self, staff: Staffer, number: int) -> Broadcast:
        """Return the person's own broadcast."""
        found = await self._parts.find(number)
        is_own = found.author_id == staff.id
        await self._parts.enter(staff.id, Deed.COMPOSE, f"broadcast {number}", refusal="" if is_own else "not_author")
        return found

    async def write(self, staff: Staffer, submission: Submission) -> Broadcast:
        """Return a draft of what was sent."""
        return await self.draft(staff, read_content(submission))

    async def draft(self, staff: Staffer, content: Content) -> Broadcast:
        """Return a draft of that content, the one that is there where the step comes again."""
        there = await self._parts.draft_like(staff.id, content)
        return there or await self._parts.broadcasts.draft(Draft(staff.id, content))

    async def announce(self, staff: Staffer, announcement_id: str) -> Broadcast:
        """Return a draft about an announcement."""
        announcement = self._parts.base.announcement(announcement_id)
        if announcement is None:
            raise ContentError("announcement")
        content = announce(announcement, self._parts.catalogue, staff.language)
        demand_fit(content)
        return await self.draft(staff, content)

    async def fill(self, staff: Staffer, name: str, submission: Submission) -> Broadcast:
        """Return a draft of a template, filled with the lines that were typed, or of the whole text instead of it."""
        template = find_template(self._parts.catalogue, name, staff.language)
        filled = fill_blanks(template.text, submission.text) if template else None
        return await self.draft(
            staff, read_content(submission if filled is None else Submission(filled, media=submission.media))
        )

    async def rewrite(self, staff: Staffer, number: int, submission: Submission) -> Broadcast:
        """Return the draft with another content; a correction keeps the file that was sent."""
        found, content = await self._parts.find(number), read_content(submission)
        if found.kind is BroadcastKind.CORRECTION:
            content = corrected(found.content, content)
        return await self._change(staff, found, content=content)

    async def set_tier(self, staff: Staffer, number: int, tier: Tier) -> Broadcast:
        """Return the draft at another tier."""
        return await self._change(staff, await self._parts.find(number), tier=tier)

    async def set_topic(self, staff: Staffer, number: int, topic: str) -> Broadcast:
        """Return the draft for another topic."""
        found = await self._parts.find(number)
        audience = Audience(self._chosen(Kind.TOPIC, topic), found.audience.area)
        return await self._change(staff, found, audience=audience)

    async def set_area(self, staff: Staffer, number: int, area: str) -> Broadcast:
        """Return the draft for another area."""
        found = await self._parts.find(number)
        audience = Audience(found.audience.topic, self._chosen(Kind.AREA, area))
        return await self._change(staff, found, audience=audience)

    async def set_at_once(self, staff: Staffer, number: int) -> Broadcast:
        """Return the draft, to go out as soon as it is approved."""
        return await self._change(staff, await self._parts.find(number), send_at=None, cron="")

    async def set_moment(self, staff: Staffer, number: int, typed: str) -> Broadcast:
        """Return the draft with the moment that was typed."""
        moment = parse_moment(typed, self._parts.clock(), self._parts.zone)
        return await self._change(staff, await self._parts.find(number), send_at=moment, cron="")

    async def set_schedule(self, staff: Staffer, number: int, typed: str) -> Broadcast:
        """Return the draft as a series at the moments that were typed."""
        cron = parse_schedule(typed)
        (first,) = next_runs(cron, self._parts.clock(), self._parts.zone, 1)
        return await self._change(staff, await self._parts.find(number), send_at=first, cron=cron)

    def _chosen(self, kind: Kind, key: str) -> str:
        if key != EVERY and self._parts.choices.find(kind, key) is None:
            raise ContentError("choice")
        return "" if key == EVERY else key

    async def _change(self, staff: Staffer, found: Broadcast, **changes: Any) -> Broadcast:
        is_fixed = found.target_id is not None and changes.keys() != {"content"}
        if is_fixed:  # whom and when a correction reaches is settled by what it corrects
            return found
        return await self._parts.broadcasts.redraft(found.id, _redrafted(found, staff.id, self._parts.clock(), changes))


def corrected(original: Content, content: Content) -> Content:
    """Return the corrected words with the original's file and link. Raises ContentError for another file."""
    if content.media is not None:
        raise ContentError("media")
    changed = Content(content.text, content.entities, original.media, original.announcement_id)
    demand_fit(changed)
    return changed


def _redrafted(found: Broadcast, by: int, now: datetime, changes: Mapping[str, Any]) -> Draft:
    send_at = found.send_at if found.send_at > now else None
    kept = Draft(by, found.content, found.tier, found.kind, found.audience, found.target_id, found.cron, send_at)
    return replace(kept, **changes)
