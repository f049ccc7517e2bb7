"""A deed of staff that others are told of, also where the process ends between the deed and the telling."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.broadcasts.broadcast import Broadcast
from bot.broadcasts.broadcasts import StateError
from bot.office.booth import Notify
from bot.office.dialogue import Dialogue, Dialogues
from bot.reply import Reply
from bot.staff import NotAllowedError

TELLING = "telling"  # the step of a dialogue whose deed is under way


@dataclass(frozen=True, slots=True)
class Deeds:
    """One deed: `act` does it once, `is_done` tells whether this person has done it, `tell` whom to tell what."""

    act: Callable[[], Awaitable[Broadcast]]
    is_done: Callable[[], Awaitable[bool]]
    tell: Callable[[], Awaitable[Mapping[int, Reply]]]


class Telling:
    """Keeps a mark in the dialogue from before the deed until everybody was told.

    The step comes again with the mark there: the telling is repeated. Without a mark it was tapped twice: it is not.
    """

    def __init__(self, dialogues: Dialogues, notify: Notify) -> None:
        self._dialogues = dialogues
        self._notify = notify

    async def carry_out(self, staff_id: int, kind: str, what: str, deed: Deeds) -> None:
        """Return when the deed is done and told; `what` names it. Raises what the deed raises."""
        before = await self._dialogues.find(staff_id)
        is_resumed = before is not None and before.step == TELLING and before.data.get("what") == what
        kept = _kept(before, kind)
        if not is_resumed:
            await self._dialogues.put(Dialogue(staff_id, kind, TELLING, {"what": what, "before": kept}))
        is_new = is_resumed
        try:
            await deed.act()
            is_new = True
        except StateError:
            if not await deed.is_done():
                await self._restore(staff_id, kept)
                raise
        except NotAllowedError:
            await self._restore(staff_id, kept)
            raise
        if is_new:
            for told_id, reply in (await deed.tell()).items():
                await self._notify(told_id, reply)
        await self._restore(staff_id, kept)

    async def _restore(self, staff_id: int, kept: dict[str, Any] | None) -> None:
        if kept is None:
            await self._dialogues.end(staff_id)
        else:
            await self._dialogues.put(Dialogue(staff_id, **kept))


def _kept(before: Dialogue | None, kind: str) -> dict[str, Any] | None:
    """Return the dialogue to go back to, ready for JSON: one of the same kind ends with its deed."""
    if before is None or (before.kind == kind and before.step != TELLING):
        return None
    if before.step == TELLING:
        kept: dict[str, Any] | None = before.data.get("before")
        return kept
    return {"kind": before.kind, "step": before.step, "data": dict(before.data)}
