"""Publishing from a phone: words, a link or a file -> preview -> mended -> published; every step is in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.broadcasts.broadcast import Media, MediaKind
from bot.office.checking import find_problems
from bot.office.dialogue import Dialogue, Dialogues
from bot.office.flow import Flow, Staffer, Submission
from bot.office.mending import FIELDS, MendError, mend, renew_id
from bot.office.publish_pages import KIND, Findings, PublishPages
from bot.office.reading import Reader, UnreadError
from bot.office.shelf import Shelf, with_id
from bot.office.trial import TrialRoom
from bot.posters.posters import NoLinkError
from bot.reply import Block, File, Reply
from knowledge.announcement import Announcement, Kind, content_digest
from knowledge.base import KnowledgeBase
from knowledge.record import from_record, to_record
from knowledge.vietnamese import fold

WAITING, PREVIEW, VALUE = "waiting", "preview", "value"


@dataclass(frozen=True, slots=True)
class Tools:
    """What publishing works with; `clock` tells the aware UTC time, `today` the unit's day.

    `compose` is the flow that goes on with a broadcast of what was published, None without one. `draw_posters` gives
    an announcement's posters; it takes a while and raises NoLinkError.
    """

    dialogues: Dialogues
    reader: Reader
    shelf: Shelf
    trial_room: TrialRoom
    pages: PublishPages
    base: KnowledgeBase
    clock: Callable[[], datetime]
    today: Callable[[], date]
    draw_posters: Callable[[Announcement], tuple[File, ...]]
    compose: Flow | None = None


class PublishFlow:
    """The conversation of /dangtin."""

    kind = KIND

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._pages = tools.pages

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Ask for the text; a draft that is open already is shown again. `argument` counts as sent."""
        dialogue = await self._tools.dialogues.find(staff.id)
        if dialogue is None or dialogue.kind != KIND:
            dialogue = Dialogue(staff.id, KIND, WAITING)
            await self._tools.dialogues.put(dialogue)
        if argument:
            return await self.receive(staff, dialogue, Submission(argument))
        if "draft" in dialogue.data:
            return await self._preview(staff, replace(dialogue, step=PREVIEW))
        return self._pages.prompt(await self._tools.shelf.latest(), staff.language)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the text, or the value of the field that was asked for."""
        if dialogue.step == VALUE:
            return await self._change(staff, dialogue, str(dialogue.data["field"]), submission.text)
        if "draft" not in dialogue.data:
            return await self._take(staff, dialogue, submission)
        mark = _mark(submission)
        if mark in (dialogue.data.get("heard"), dialogue.data.get("typed")):  # it came twice
            return await self._preview(staff, dialogue)
        try:
            self._tools.reader.refuse_stamped(submission)
        except UnreadError as error:
            return self._pages.say(f"unread.{error.reason}", staff.language)
        await self._put(dialogue, next=_to_json(submission))
        can_append = bool(dialogue.data.get("text")) and submission.media is None
        return self._pages.ask_to_replace(mark, staff.language, can_append=can_append)

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Go on with a button."""
        verb, _, rest = argument.partition(".")
        if verb in _ON_SHELF:
            return await _ON_SHELF[verb](self, staff, rest)
        if verb in ("go", "gb"):
            return await self._publish(staff, dialogue, rest, is_broadcast=verb == "gb")
        if dialogue is None or "draft" not in dialogue.data:
            return self._pages.say("nothing_open", staff.language)
        return await _ON_DRAFT.get(verb, PublishFlow._show)(self, staff, dialogue, rest)

    async def _take(self, staff: Staffer, dialogue: Dialogue, submission: Submission, heard: str = "") -> Reply:
        """Make a draft of a submission; `heard` marks the message that it came with."""
        try:
            draft = await self._tools.reader.read(submission)
        except UnreadError as error:
            return self._pages.say(f"unread.{error.reason}", staff.language, detail=error.detail)
        replaces = str(dialogue.data.get("replaces", ""))
        draft = with_id(draft, replaces) if replaces else await self._tools.shelf.free_id(renew_id(draft))
        text = "" if submission.media else submission.text
        kept = {"draft": to_record(draft), "replaces": replaces, "heard": heard or _mark(submission), "text": text}
        taken = Dialogue(staff.id, KIND, PREVIEW, kept)
        await self._tools.dialogues.put(taken)
        return await self._preview(staff, taken)

    async def _preview(self, staff: Staffer, dialogue: Dialogue, opening: tuple[Block, ...] = ()) -> Reply:
        draft, replaces = _draft(dialogue), str(dialogue.data.get("replaces", ""))
        base = self._tools.base
        problems = await asyncio.to_thread(find_problems, draft, base, self._tools.today(), replaces=replaces)
        trials = await self._tools.trial_room.try_out(draft, base, staff.language, replaces=replaces)
        findings = Findings(problems, trials)
        return self._pages.preview(draft, findings, staff.language, replaces=replaces, opening=opening)

    async def _show(self, staff: Staffer, dialogue: Dialogue, _: str) -> Reply:
        return await self._preview(staff, await self._put(dialogue, PREVIEW, next=None))

    async def _cancel(self, staff: Staffer, _: Dialogue, __: str) -> Reply:
        await self._tools.dialogues.end(staff.id)
        return self._pages.say("cancelled", staff.language)

    async def _replace(self, staff: Staffer, dialogue: Dialogue, mark: str) -> Reply:
        submission = _waiting(dialogue, mark)
        return await (self._take(staff, dialogue, submission) if submission else self._preview(staff, dialogue))

    async def _append(self, staff: Staffer, dialogue: Dialogue, mark: str) -> Reply:
        """Join what was sent to the words before it: Telegram cuts a long text into several messages."""
        submission = _waiting(dialogue, mark)
        if submission is None:
            return await self._preview(staff, dialogue)
        whole = Submission(f"{dialogue.data.get('text', '')}\n{submission.text}")
        return await self._take(staff, dialogue, whole, heard=mark)

    async def _choose_field(self, staff: Staffer, dialogue: Dialogue, name: str) -> Reply:
        if name not in FIELDS:
            return self._pages.fields(staff.language)
        await self._put(dialogue, VALUE, field=name)
        return self._pages.ask_value(_draft(dialogue), name, staff.language)

    async def _choose_kind(self, staff: Staffer, dialogue: Dialogue, name: str) -> Reply:
        names = {kind.value: label for label, kind in self._pages.kind_names(staff.language).items()}
        return await self._change(staff, dialogue, "kind", names.get(name, name))

    async def _choose_category(self, staff: Staffer, dialogue: Dialogue, slug: str) -> Reply:
        name = next((c.name for c in self._tools.base.categories() if c.slug == slug), slug)
        return await self._change(staff, dialogue, "category", name)

    async def _change(self, staff: Staffer, dialogue: Dialogue, name: str, text: str) -> Reply:
        kinds = {fold(label): kind for label, kind in self._pages.kind_names(staff.language).items()}
        before = _draft(dialogue)
        try:
            draft = mend(before, name, text, kinds=kinds | {kind.value: kind for kind in Kind}, paths=self._paths())
        except MendError as error:
            return self._pages.unfit(error.reason, staff.language)
        if not dialogue.data.get("replaces"):
            draft = await self._tools.shelf.free_id(renew_id(draft))
        typed = _mark(Submission(text))
        changed = await self._put(dialogue, PREVIEW, draft=to_record(draft), typed=typed, going=None)
        return await self._preview(staff, changed)

    async def _change_of(self, staff: Staffer, dialogue: Dialogue, announcement_id: str) -> Reply:
        """Make the draft the new version of a published announcement."""
        if not await self._tools.shelf.is_own(announcement_id):
            opening = self._pages.say("in_folder", staff.language).blocks
            return await self._preview(staff, dialogue, opening)
        draft = with_id(_draft(dialogue), announcement_id)
        changed = await self._put(dialogue, PREVIEW, draft=to_record(draft), replaces=announcement_id, going=None)
        return await self._preview(staff, changed)

    async def _publish(self, staff: Staffer, dialogue: Dialogue | None, mark: str, *, is_broadcast: bool) -> Reply:
        announcement_id, _, digest = mark.partition(".")
        if dialogue is None or "draft" not in dialogue.data or _draft(dialogue).id != announcement_id:
            return await self._published(staff, announcement_id, is_broadcast=is_broadcast)
        draft = _draft(dialogue)
        if dialogue.data.get("going") != mark:
            if draft.digest[:6] != digest:
                return await self._preview(staff, dialogue, self._pages.say("changed", staff.language).blocks)
            draft = replace(draft, published_at=draft.published_at or self._tools.clock())
            await self._put(dialogue, PREVIEW, draft=to_record(draft), going=mark)
        await self._tools.shelf.publish(staff.id, draft)
        await self._tools.dialogues.end(staff.id)
        return await self._published(staff, draft.id, is_broadcast=is_broadcast)

    async def _published(self, staff: Staffer, announcement_id: str, *, is_broadcast: bool = False) -> Reply:
        """Return that it is published, also to a button that is pressed again after a restart."""
        announcement = self._tools.base.announcement(announcement_id)
        if announcement is None or not await self._tools.shelf.is_published(announcement_id):
            return self._pages.say("nothing_open", staff.language)
        done = self._pages.published(announcement, staff.language)
        if not is_broadcast or self._tools.compose is None:
            return done
        composing = await self._tools.compose.press(staff, None, f"a{announcement_id}")
        return replace(composing, blocks=(*done.blocks, *composing.blocks))

    async def _manage(self, staff: Staffer, announcement_id: str) -> Reply:
        return await self._with_own(staff, announcement_id, self._pages.own)

    async def _ask_withdrawal(self, staff: Staffer, announcement_id: str) -> Reply:
        return await self._with_own(staff, announcement_id, self._pages.confirm_withdrawal)

    async def _withdraw(self, staff: Staffer, announcement_id: str) -> Reply:
        is_gone = await self._tools.shelf.withdraw(staff.id, announcement_id)
        return self._pages.say("withdrawn" if is_gone else "in_folder", staff.language)

    async def _edit(self, staff: Staffer, announcement_id: str) -> Reply:
        found = self._tools.base.announcement(announcement_id)
        if found is None or not await self._tools.shelf.is_own(announcement_id):
            return self._pages.say("in_folder", staff.language)
        opened = Dialogue(staff.id, KIND, PREVIEW, {"draft": to_record(found), "replaces": announcement_id})
        await self._tools.dialogues.put(opened)
        return await self._preview(staff, opened, self._pages.say("editing", staff.language).blocks)

    async def _poster(self, staff: Staffer, announcement_id: str) -> Reply:
        found = self._tools.base.announcement(announcement_id)
        if found is None:
            return self._pages.say("nothing_open", staff.language)
        try:
            files = await asyncio.to_thread(self._tools.draw_posters, found)
        except NoLinkError:
            return self._pages.say("no_link", staff.language)
        return replace(self._pages.say("poster", staff.language), files=files)

    async def _with_own(
        self, staff: Staffer, announcement_id: str, show: Callable[[Announcement, str], Reply]
    ) -> Reply:
        found = self._tools.base.announcement(announcement_id)
        if found is None or not await self._tools.shelf.is_own(announcement_id):
            return self._pages.say("in_folder", staff.language)
        return show(found, staff.language)

    async def _put(self, dialogue: Dialogue, step: str = "", **changes: object) -> Dialogue:
        changed = replace(dialogue, step=step or dialogue.step, data={**dialogue.data, **changes})
        await self._tools.dialogues.put(changed)
        return changed

    def _paths(self) -> dict[str, tuple[str, ...]]:
        base = self._tools.base
        oldest_first = reversed(base.newest(limit=len(base)))
        return {fold(each.category): each.category_path for each in oldest_first if each.category}


_ON_SHELF: dict[str, Callable[[PublishFlow, Staffer, str], Awaitable[Reply]]] = {
    "m": PublishFlow._manage,
    "w": PublishFlow._ask_withdrawal,
    "W": PublishFlow._withdraw,
    "e": PublishFlow._edit,
    "q": PublishFlow._poster,
}
_ON_DRAFT: dict[str, Callable[[PublishFlow, Staffer, Dialogue, str], Awaitable[Reply]]] = {
    "p": PublishFlow._show,
    "x": PublishFlow._cancel,
    "r": PublishFlow._replace,
    "a": PublishFlow._append,
    "f": PublishFlow._choose_field,
    "k": PublishFlow._choose_kind,
    "c": PublishFlow._choose_category,
    "s": PublishFlow._change_of,
}


def _draft(dialogue: Dialogue) -> Announcement:
    return from_record(dialogue.data["draft"])


def _waiting(dialogue: Dialogue, mark: str) -> Submission | None:
    """Return the second submission, about which was asked, where its mark is this one."""
    kept = dialogue.data.get("next")
    submission = _from_json(kept) if kept else None
    return submission if submission and _mark(submission) == mark else None


def _mark(submission: Submission) -> str:
    """Return a short digest by which the same submission is known again."""
    return content_digest(repr((submission.text, submission.media)))[:8]


def _to_json(submission: Submission) -> dict[str, Any]:
    media = submission.media
    kept = [media.kind, media.file_id, media.name] if media else None
    return {"text": submission.text, "media": kept, "size_bytes": submission.size_bytes}


def _from_json(record: dict[str, Any]) -> Submission:
    kept = record["media"]
    media = Media(MediaKind(kept[0]), kept[1], kept[2]) if kept else None
    return Submission(record["text"], (), media, record["size_bytes"])
