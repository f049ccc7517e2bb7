"""/phatloa: an official's message becomes a broadcast that waits for a second person.

The draft in the database is the state, and every button names it. The dialogue says which words are awaited, and at
the step PANEL which words were taken last: they may come a second time after a restart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.broadcasts.broadcast import MAX_CAPTION_CHARS, MAX_TEXT_CHARS, Broadcast, BroadcastState, Tier
from bot.broadcasts.broadcasts import StateError
from bot.broadcasts.times import ScheduleError
from bot.office.booth import COMPOSE, PANEL, Booth, is_number, taken
from bot.office.contents import ContentError, blanks_of
from bot.office.describing import in_pairs
from bot.office.dialogue import Dialogue
from bot.office.drafting import Drafting
from bot.office.flow import Staffer, Submission
from bot.office.panel import Panel
from bot.office.submitting import Submitting
from bot.office.telling import TELLING
from bot.office.templates import find_template, list_templates
from bot.reply import Block, Reply, Span
from bot.staff import Deed

SHOWN_DRAFTS = 5
_AWAITING = frozenset({"edit", "moment", "period"})  # buttons after which words are awaited, and the steps of it
_ENDING = frozenset({"submit", "sure", "drop"})
_Change = Callable[[Staffer, int, str], Awaitable[Broadcast]]


class Composing:
    """The flow of /phatloa."""

    def __init__(self, parts: Booth) -> None:
        self._parts = parts
        self._drafting = drafting = Drafting(parts)
        self._submitting = Submitting(parts, self.kind)
        self._changes: Mapping[str, _Change] = {
            "tier": lambda staff, number, value: drafting.set_tier(staff, number, _tier(value)),
            "topic": drafting.set_topic,
            "area": drafting.set_area,
            "now": lambda staff, number, _: drafting.set_at_once(staff, number),
        }

    @property
    def kind(self) -> str:
        """Return the name of this flow."""
        return COMPOSE

    async def start(self, staff: Staffer, argument: str) -> Reply:
        """Ask for the message; `argument` may be a draft's number, "a" and an announcement's id, or the text itself."""
        argument = argument.strip()
        if is_number(argument):
            return await self._guarded(staff, int(argument), lambda: self._press(staff, "show", int(argument), ""))
        if self._is_announcement(argument):
            return await self._about(staff, argument[1:])
        if argument:
            return await self._take(staff, Dialogue(staff.id, self.kind, "content"), Submission(argument))
        return await self._ask(staff)

    async def receive(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take the words that were awaited; the same words again lead to the same reply."""
        if dialogue.step == TELLING:
            return await self._ask(staff)
        if dialogue.step != PANEL:
            return await self._take(staff, dialogue, submission)
        number = int(dialogue.data["number"])
        is_repeated = dialogue.data.get("taken") == taken(submission)
        words = self._parts.words(staff.language)
        said = () if is_repeated else words.blocks("compose.unasked", number=number)
        shown = bool(dialogue.data.get("is_content")) and is_repeated
        return await self._guarded(staff, number, lambda: self._panel(staff, number, said=said, with_preview=shown))

    async def press(self, staff: Staffer, dialogue: Dialogue | None, argument: str) -> Reply:
        """Change or show the draft that the button names."""
        what, _, rest = argument.partition(".")
        number, _, value = rest.partition(".")
        if what in ("templates", "template"):
            return await self._template(staff, rest)
        if is_number(number):

            async def act() -> Reply:
                reply = await self._press(staff, what, int(number), value)
                if dialogue is not None and what not in (*_AWAITING, *_ENDING) and not _stands(dialogue, int(number)):
                    await self._stand(staff, int(number))
                return reply

            return await self._guarded(staff, int(number), act)
        if self._is_announcement(argument):
            return await self._about(staff, argument[1:])
        return await self._ask(staff)

    async def _press(self, staff: Staffer, what: str, number: int, value: str) -> Reply:
        if what in self._changes:
            return await Panel(self._parts, staff.language).show(await self._changes[what](staff, number, value))
        if what in ("submit", "sure"):
            return await self._submitting.submit(staff, number, value)
        if what == "drop":
            await self._leave(staff, number)
            return await self._submitting.drop(staff, number)
        return await self._look(staff, what, await self._drafting.own(staff, number))

    async def _look(self, staff: Staffer, what: str, found: Broadcast) -> Reply:
        """Return what a button shows or asks without changing the draft."""
        words, panel = self._parts.words(staff.language), Panel(self._parts, staff.language)
        if what == "test":
            return Reply(toast=words.text("compose.tested"), previews=(words.preview(found),))
        if found.state is BroadcastState.DRAFT and what in _AWAITING:
            await self._parts.dialogues.put(Dialogue(staff.id, self.kind, what, {"number": found.id}))
            return Reply(words.blocks(f"compose.await.{what}", number=found.id))
        if found.state is BroadcastState.DRAFT and what in ("to", "when"):
            return panel.audience(found) if what == "to" else panel.moments(found)
        return await panel.show(found, with_preview=what == "see")

    async def _guarded(self, staff: Staffer, number: int | None, act: Callable[[], Awaitable[Reply]]) -> Reply:
        """Return what `act` gives, or why it cannot be, above the panel of a draft of one's own."""
        try:
            return await act()
        except (StateError, ContentError, ScheduleError) as error:
            reason = self._reason(staff, error)
        found = await self._parts.broadcasts.find(number) if number is not None else None
        if found is None or found.author_id != staff.id:
            return Reply(reason)
        return await Panel(self._parts, staff.language).show(found, said=reason)

    async def _ask(self, staff: Staffer) -> Reply:
        """Ask for the content of a new draft, and offer the templates and the drafts that are there."""
        await self._parts.enter(staff.id, Deed.COMPOSE)
        await self._parts.dialogues.put(Dialogue(staff.id, self.kind, "content"))
        words = self._parts.words(staff.language)
        limits = {"text": words.number(MAX_TEXT_CHARS), "caption": words.number(MAX_CAPTION_CHARS)}
        drafts = await self._parts.broadcasts.listed(states={BroadcastState.DRAFT}, limit=50)
        mine = [draft for draft in drafts if draft.author_id == staff.id][:SHOWN_DRAFTS]
        rows = [(words.button("compose.button.templates", "compose.templates"),)]
        rows += [(words.button("compose.button.draft", f"compose.show.{d.id}", label=words.label(d)),) for d in mine]
        return Reply(words.blocks("compose.ask", **limits), tuple(rows))

    async def _template(self, staff: Staffer, name: str) -> Reply:
        """Offer the templates, or ask for what the one of that name leaves open."""
        await self._parts.enter(staff.id, Deed.COMPOSE)
        words, catalogue = self._parts.words(staff.language), self._parts.catalogue
        template = find_template(catalogue, name, staff.language)
        if template is None:
            there = list_templates(catalogue, staff.language)
            buttons = (
                words.button("compose.button.template", f"compose.template.{t.name}", title=t.title) for t in there
            )
            return Reply(words.blocks("compose.templates"), in_pairs(buttons))
        await self._parts.dialogues.put(Dialogue(staff.id, self.kind, "template", {"template": name}))
        places = blanks_of(template.text)
        lines = "\n".join(f"{number}. {place}" for number, place in enumerate(places, 1))
        blocks = words.blocks("compose.fill", title=template.title, count=len(places), places=lines)
        return Reply((*blocks, Block((Span(template.text),), is_quote=True)))

    async def _take(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Reply:
        """Take words into the draft that the dialogue is about; what does not fit is asked for again."""
        number = dialogue.data.get("number")

        async def take() -> Reply:
            found = await self._taken(staff, dialogue, submission)
            is_content = dialogue.step not in ("moment", "period")
            await self._stand(staff, found.id, taken=taken(submission), is_content=is_content)
            return await Panel(self._parts, staff.language).show(found, with_preview=is_content)

        return await self._guarded(staff, number, take)

    async def _taken(self, staff: Staffer, dialogue: Dialogue, submission: Submission) -> Broadcast:
        match dialogue.step:
            case "moment":
                return await self._drafting.set_moment(staff, int(dialogue.data["number"]), submission.text)
            case "period":
                return await self._drafting.set_schedule(staff, int(dialogue.data["number"]), submission.text)
            case "edit":
                return await self._drafting.rewrite(staff, int(dialogue.data["number"]), submission)
            case "template":
                return await self._drafting.fill(staff, str(dialogue.data["template"]), submission)
        return await self._drafting.write(staff, submission)

    async def _about(self, staff: Staffer, announcement_id: str) -> Reply:
        """Return the panel of a message about an announcement."""

        async def draft() -> Reply:
            found = await self._drafting.announce(staff, announcement_id)
            await self._stand(staff, found.id)
            return await Panel(self._parts, staff.language).show(found, with_preview=True)

        return await self._guarded(staff, None, draft)

    async def _panel(self, staff: Staffer, number: int, *, said: tuple[Block, ...], with_preview: bool) -> Reply:
        found = await self._drafting.own(staff, number)
        return await Panel(self._parts, staff.language).show(found, said=said, with_preview=with_preview)

    async def _stand(self, staff: Staffer, number: int, **data: object) -> None:
        """Await no words any more, but remember those that were taken."""
        await self._parts.dialogues.put(Dialogue(staff.id, self.kind, PANEL, {"number": number, **data}))

    async def _leave(self, staff: Staffer, number: int) -> None:
        """End the dialogue about a draft that will be cancelled."""
        open_one = await self._parts.dialogues.find(staff.id)
        if open_one is not None and open_one.kind == self.kind and open_one.data.get("number") == number:
            await self._parts.dialogues.end(staff.id)

    def _is_announcement(self, argument: str) -> bool:
        return argument.startswith("a") and self._parts.base.announcement(argument[1:]) is not None

    def _reason(self, staff: Staffer, error: StateError | ContentError | ScheduleError) -> tuple[Block, ...]:
        words = self._parts.words(staff.language)
        if isinstance(error, ContentError):
            return words.blocks(f"compose.refused.{error.reason}", **error.values)
        if isinstance(error, StateError):
            return words.blocks(f"state.{error.reason}")
        return words.blocks(f"schedule.refused.{error.reason}", **error.values)


def _stands(dialogue: Dialogue, number: int) -> bool:
    """Return whether no words are awaited and the talk is of that draft."""
    return dialogue.step == PANEL and dialogue.data.get("number") == number


def _tier(value: str) -> Tier:
    return Tier(value) if value in frozenset(Tier) else Tier.ORDINARY
