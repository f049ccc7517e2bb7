"""A lesson in the making: its words, what it leads to, a trial over past questions, saved or dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from bot.admin.why import Why
from bot.office.booth import Notify
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Staffer
from bot.office.log_pages import KIND, LogPages
from bot.reply import Reply
from bot.teaching.checking import Draft, LessonError
from bot.teaching.proposal import Proposal, Replay
from bot.teaching.teaching import StaleError, Teaching
from knowledge.teaching import LessonKind

WORDS, CHOICE, TRIAL = "words", "choice", "trial"
CHOICES = 6
PATIENCE_S = 2.0  # after which a word is sent that the trial goes on


class LessonTaking:
    """The steps of a lesson; where it stands is in the dialogue, what was tried in the replay that it names."""

    def __init__(self, teaching: Teaching, dialogues: Dialogues, notify: Notify) -> None:
        self._teaching = teaching
        self._dialogues = dialogues
        self._notify = notify

    async def begin(self, staff: Staffer, why: Why, kind: str, pages: LogPages) -> Reply:
        """Ask for the words of a lesson of that kind, or for the section of a pin."""
        if kind not in frozenset(LessonKind):
            return pages.kinds(why.asked)
        data: dict[str, Any] = {"kind": kind, "row": why.asked.id}
        if kind != LessonKind.PIN:
            await self._put(staff, WORDS, data)
            return pages.say(f"ask_{kind}")
        question = why.did_you_mean or why.asked.text
        ids = [each.section_id for each in why.weighed if each.title is not None][:CHOICES]
        return await self._offer(staff, data, question, ids, pages)

    async def receive(self, staff: Staffer, dialogue: Dialogue, text: str, pages: LogPages) -> Reply:
        """Take the words of a lesson, or words to find a section or an announcement by."""
        data = dict(dialogue.data)
        if dialogue.step == TRIAL and data.get("taken") == text:  # it came twice
            return await self._tried(staff, int(data["replay"]), pages)
        kind = LessonKind(data["kind"])
        if kind is LessonKind.PIN:
            ids = [match.section_id for match in pages.base.search(text, limit=CHOICES).matches]
            return await self._offer(staff, data, str(data["wording"]), ids, pages)
        wording, sign, meaning = text.partition("=")
        if not sign and dialogue.step == CHOICE:  # other words for the announcement that is looked for
            wording, meaning = str(data["wording"]), text
        elif not sign or not wording.strip() or not meaning.strip():
            return _refuse(LessonError("no_parts"), pages)
        return await self._try(staff, data | {"taken": text}, Draft(kind, wording, meaning), pages)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, what: str, rest: str, pages: LogPages) -> Reply:
        """Go on with a button."""
        if what == "lessons":
            await self._teaching.book.enter(staff.id, "lessons")
            return await pages.lessons(self._teaching.book)
        if what == "drop":
            await self._end(staff, dialogue)
            return pages.say("dropped")
        number = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 10 else -1
        try:
            return await self._press(staff, dialogue, what, number, pages)
        except StaleError:
            return pages.stale(number)
        except LessonError as error:
            return _refuse(error, pages)

    async def _press(self, staff: Staffer, dialogue: Dialogue | None, what: str, number: int, pages: LogPages) -> Reply:
        if what in ("save", "sure"):
            taught = await self._teaching.save(staff.id, number, is_sure=what == "sure")
            await self._end(staff, dialogue)
            return pages.done("saved", taught)
        if what in ("undo", "redo"):
            book = self._teaching.book
            taught = await (book.undo if what == "undo" else book.redo)(staff.id, number)
            return pages.done("undone" if what == "undo" else "redone", taught)
        if what == "again" and (replay := await self._teaching.replays.find(number)):
            return await self._try_again(staff, replay, dialogue, pages)
        choices = dialogue.data.get("choices", ()) if dialogue else ()
        if what == "pick" and dialogue and 0 <= number < len(choices):
            kind, wording = LessonKind(dialogue.data["kind"]), str(dialogue.data["wording"])
            return await self._try(staff, dialogue.data, Draft(kind, wording, target=choices[number]), pages)
        return pages.say("nothing_open")

    async def _offer(
        self, staff: Staffer, data: Mapping[str, Any], wording: str, ids: Sequence[str], pages: LogPages
    ) -> Reply:
        """Let a section or an announcement be chosen."""
        await self._put(staff, CHOICE, {**data, "wording": wording, "choices": list(ids)})
        if data["kind"] == LessonKind.PIN:
            return pages.sections(ids, wording)
        return pages.announcements(ids, wording) if ids else pages.say("no_target")

    async def _try(self, staff: Staffer, data: Mapping[str, Any], draft: Draft, pages: LogPages) -> Reply:
        """Propose the lesson and show what it would change; ask which announcement is meant where that is unclear."""
        try:
            replay = await self._teaching.propose(staff.id, draft, interaction_id=data["row"])
        except LessonError as error:
            if error.reason != "unknown_name":
                return _refuse(error, pages)
            found = (match.announcement_id for match in pages.base.search(draft.meaning, limit=30).matches)
            ids = list(dict.fromkeys(found))[:CHOICES]
            return await self._offer(staff, data, draft.wording.strip(), ids, pages)
        await self._put(staff, TRIAL, {**data, "replay": replay.id})
        return await self._tried(staff, replay.id, pages)

    async def _try_again(self, staff: Staffer, replay: Replay, dialogue: Dialogue | None, pages: LogPages) -> Reply:
        proposal = Proposal(replay.proposal.lesson, interaction_id=replay.proposal.interaction_id)
        again = await self._teaching.replays.propose(staff.id, proposal)
        await self._put(staff, TRIAL, {**(dialogue.data if dialogue else {}), "replay": again.id})
        return await self._tried(staff, again.id, pages)

    async def _tried(self, staff: Staffer, replay_id: int, pages: LogPages) -> Reply:
        """Return what the replay found, with a word in between where that takes long."""
        work = asyncio.create_task(self._teaching.replays.finish(replay_id))
        if not (await asyncio.wait([work], timeout=PATIENCE_S))[0]:
            await self._notify(staff.id, pages.say("trying"))
        replay = await work
        return await pages.trial(replay, self._teaching.replays) if replay else _refuse(LessonError("forgotten"), pages)

    async def _put(self, staff: Staffer, step: str, data: Mapping[str, Any]) -> None:
        await self._dialogues.put(Dialogue(staff.id, KIND, step, data))

    async def _end(self, staff: Staffer, dialogue: Dialogue | None) -> None:
        if dialogue is not None:
            await self._dialogues.end(staff.id)


def _refuse(error: LessonError, pages: LogPages) -> Reply:
    return Reply(pages.catalogue.blocks(f"teaching.refused.{error.reason}", pages.language, **error.values))
