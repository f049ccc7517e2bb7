"""The heart: what a visitor does, on whatever channel, becomes a recorded interaction and a reply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from time import perf_counter

from bot.admin.recent import RecentPicture
from bot.answers.answerer import Answerer
from bot.catalogue import Catalogue
from bot.command import OWN_RIGHTS, WISHES, Command, Unreadable
from bot.erasing import Eraser, describe, erase, explain
from bot.fair_use import FairUse
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.pages import Pages
from bot.privacy import MASK, mask
from bot.reply import Action, Block, Reply, Verb
from bot.shown import Shown
from bot.statistics import Statistics, Visits
from bot.tickets.counter import Attachment
from bot.tickets.hatch import ASK, Hatch
from bot.visitor import Visitor
from knowledge.base import KnowledgeBase
from knowledge.vietnamese import clean

QUOTING = frozenset({Outcome.ANSWERED, Outcome.RELATED})  # outcomes that show an announcement's words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row of an inline search; `id` is ASCII, at most 64 characters."""

    id: str
    title: str
    description: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class Parts:
    """What the conversation is made of; without a `hatch` no question reaches an official."""

    base: KnowledgeBase
    catalogue: Catalogue
    answerer: Answerer
    pages: Pages
    log: InteractionLog
    statistics: Statistics
    fair_use: FairUse
    max_question_chars: int
    presses: FairUse | None = None
    erasers: tuple[Eraser, ...] = ()
    picture: RecentPicture | None = None
    hatch: Hatch | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


class Conversation:
    """Replies to one visitor's step after its interaction is committed; a repeated key is counted once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def ask(self, visitor: Visitor, text: str, *, key: str) -> Reply:
        """Return the answer to a typed question."""
        return (await self.answer(visitor, text, key=key)).reply

    async def answer(self, visitor: Visitor, text: str, *, key: str) -> Shown:
        """Return the answer to a typed question with its outcome and sources."""
        started = perf_counter()
        shown = await self._heard(visitor, text, key)
        if shown is None:
            shown, hatch = self._question(visitor, text, key), self._parts.hatch
            shown = await hatch.offer(visitor, shown, key=key) if hatch else shown
        await self._record(visitor, key, shown, started)
        return shown

    async def press(self, visitor: Visitor, action: Action | None, *, key: str) -> Reply:
        """Return what a button leads to; one that cannot be read (None) or leads nowhere gets a polite word."""
        if said := self._too_fast(visitor, key):
            return Reply(toast=said.text)
        started = perf_counter()
        is_ticket = action is not None and action.verb is Verb.TICKET
        step = self._ticket if is_ticket else self._pressed
        shown = await step(visitor, action, key) if action else None
        return await self._record(visitor, key, shown or self._stale(visitor), started)

    async def command(self, visitor: Visitor, command: Command, *, key: str, argument: str = "") -> Reply:
        """Return what a named command shows; `argument` is what was typed after it."""
        if command not in OWN_RIGHTS and (said := self._too_fast(visitor, key)):
            return said
        started = perf_counter()
        shown = await self._at_hatch(visitor, command, argument, key) or await self._commanded(visitor, command)
        if command is Command.ERASE:
            visitor = replace(visitor, person="")  # the erasing itself is not tied to the person
        return await self._record(visitor, key, shown, started)

    async def receive(
        self,
        visitor: Visitor,
        what: Unreadable,
        *,
        key: str,
        caption: str = "",
        attachment: Attachment | None = None,
    ) -> Reply:
        """Return a polite word about something that is not text; a caption is answered as a question.

        An `attachment` is for a report that is being made.
        """
        shown = await self._heard(visitor, caption, key, attachment) if attachment else None
        if shown:
            return await self._record(visitor, key, shown, perf_counter())
        if caption.strip():
            return await self.ask(visitor, caption, key=key)
        started, kind = perf_counter(), "sticker" if what is Unreadable.STICKER else "media"
        shown = self._said(f"chat.unreadable.{kind}", visitor, outcome=Outcome.UNREADABLE, event=Event.QUESTION)
        return await self._record(visitor, key, replace(shown, detail={"what": what.value}), started)

    async def suggest(self, visitor: Visitor, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the best sections for a search as one types; records nothing."""
        base, question = self._parts.base, mask(self._cut(text)).text
        found = []
        for match in base.search(base.spell_names(question).question, limit=limit).matches if question.strip() else ():
            section, announcement = base.section(match.section_id), base.announcement(match.announcement_id)
            if section and announcement:
                reply = self._parts.pages.section(announcement, section, visitor.language, key="")
                title = " › ".join((announcement.title, *section.heading_path))
                found.append(Suggestion(section.id, title, section.text[:200], replace(reply, buttons=())))
        return tuple(found)

    async def news(self, visitor: Visitor) -> tuple[Reply, ...]:
        """Return the answers of officials that a visitor without a chat has not been shown yet."""
        return await self._parts.hatch.news(visitor) if self._parts.hatch else ()

    async def visits(self) -> Visits:
        """Return the portal footer's numbers."""
        return await self._parts.statistics.visits(self._parts.clock())

    async def _record(self, visitor: Visitor, key: str, shown: Shown, started: float) -> Reply:
        interaction = Interaction(
            key=key,
            at=self._parts.clock(),
            visitor=visitor,
            event=shown.event,
            outcome=shown.outcome,
            text=shown.text,
            announcement_ids=shown.announcement_ids,
            section_id=shown.section_id,
            confidence=shown.confidence,
            latency_ms=(perf_counter() - started) * 1000,
            topic=shown.topic
            or self._parts.base.topic_of(*shown.announcement_ids, *(s.announcement_id for s in shown.sources)),
            about_id=shown.about_id,
            is_useful=shown.is_useful,
            detail=shown.detail,
        )
        await self._parts.log.record(interaction)
        return shown.reply

    async def _heard(self, visitor: Visitor, text: str, key: str, attachment: Attachment | None = None) -> Shown | None:
        hatch = self._parts.hatch
        return await hatch.hear(visitor, text, key=key, attachment=attachment) if hatch else None

    async def _at_hatch(self, visitor: Visitor, command: Command, argument: str, key: str) -> Shown | None:
        """Return what a command for the officials leads to, None for another one."""
        hatch, kind = self._parts.hatch, WISHES.get(command)
        if hatch is None or (kind is None and command is not Command.FOLLOW):
            return None
        if kind is None:
            return await hatch.follow(visitor, argument)
        return await hatch.begin(visitor, kind, argument, key=key) or self._question(visitor, argument, key)

    async def _ticket(self, visitor: Visitor, action: Action, _: str) -> Shown | None:
        hatch, (what, _, asked_key) = self._parts.hatch, action.argument.partition(".")
        asked = await self._own(visitor, asked_key) if what == ASK else None
        return await hatch.press(visitor, action.argument, asked) if hatch else None

    def _question(self, visitor: Visitor, text: str, key: str) -> Shown:
        wait_s = self._parts.fair_use.wait_s(visitor.person, key)
        if wait_s > 0:
            return self._said(
                "chat.limited", visitor, outcome=Outcome.LIMITED, event=Event.QUESTION, seconds=ceil(wait_s)
            )
        masked = mask(self._cut(text))
        answer = self._parts.answerer.answer(masked.text, language=visitor.language, key=key)
        is_masked = masked.kinds or MASK in masked.text  # a face that stores what comes in has masked it before
        warning = self._parts.catalogue.blocks("chat.masked", visitor.language) if is_masked else ()
        return Shown(
            replace(answer.reply, blocks=(*answer.blocks, *warning)),
            answer.outcome,
            Event.QUESTION,
            announcement_ids=answer.announcement_ids if answer.outcome in QUOTING else (),
            section_id=answer.section_id,
            confidence=answer.confidence,
            text=masked.text,
            sources=answer.sources,
            detail=answer.detail | ({"quoted": list(quotes)} if (quotes := answer.reply.quotes) else {}),
        )

    def _too_fast(self, visitor: Visitor, key: str) -> Reply | None:
        """Return what to say to somebody who presses without a pause; that is no visit and is not recorded."""
        wait_s = self._parts.presses.wait_s(visitor.person, key) if self._parts.presses else 0.0
        if wait_s <= 0:
            return None
        return Reply(self._parts.catalogue.blocks("chat.pressed_fast", visitor.language, seconds=ceil(wait_s)))

    def _cut(self, text: str) -> str:
        """Return `text` fit to be stored and shown, one character over the limit where it is over."""
        return clean(text[: 2 * self._parts.max_question_chars])[: self._parts.max_question_chars + 1]

    async def _pressed(self, visitor: Visitor, action: Action, key: str) -> Shown | None:
        match action.verb:
            case Verb.OPEN | Verb.ANNOUNCEMENT:
                is_section = action.verb is Verb.OPEN
                argument = action.argument
                return self._open(visitor, argument, key) if is_section else self._front_page(visitor, argument)
            case Verb.OTHERS | Verb.MEANT:
                return await self._asked_before(visitor, action, key)
            case Verb.USEFUL | Verb.USELESS:
                return await self._feedback(visitor, action)
            case Verb.CATEGORY | Verb.NEWEST:
                return self._browse(visitor, action)
            case Verb.READ | Verb.OFFICE:
                return None  # of those who have a chat or a role; a face that knows them never asks here
            case _:
                return await self._commanded(visitor, Command[action.verb.name])

    async def _commanded(self, visitor: Visitor, command: Command) -> Shown:
        pages, log = self._parts.pages, self._parts.log
        plain = {
            Command.START: pages.start,
            Command.HELP: pages.help,
            Command.NEWEST: pages.newest,
            Command.CATEGORIES: pages.categories,
            Command.PRIVACY: pages.privacy,
        }
        if command in plain:
            more = explain(self._parts.erasers, self._parts.catalogue, visitor.language)
            return _with(Shown(plain[command](visitor.language)), more if command is Command.PRIVACY else ())
        if command is Command.STATISTICS:
            views = await self._parts.statistics.views()
            reply = pages.statistics(await self.visits(), views, visitor.language)
            picture = self._parts.picture
            return Shown(replace(reply, files=await picture.show(visitor.language)) if picture else reply)
        if command in (Command.SUBSCRIBE, Command.UNSUBSCRIBE):
            return self._said("subscribe.elsewhere", visitor)  # a face that has chats asks bot.subscribing
        rooms, catalogue = self._parts.erasers, self._parts.catalogue
        if command is Command.DATA:
            said = self._said("chat.data", visitor, count=await log.count_of(visitor.person))
            return _with(said, await describe(rooms, visitor, catalogue))
        if command is Command.ERASE:
            told = await erase(rooms, visitor, catalogue)
            return _with(self._said("chat.erased", visitor, count=await log.erase(visitor.person)), told)
        return self._stale(visitor)

    def _browse(self, visitor: Visitor, action: Action) -> Shown | None:
        if action.verb is Verb.NEWEST:
            seen = int(action.argument) if action.argument.isdecimal() else 0
            return Shown(self._parts.pages.newest(visitor.language, seen))
        reply = self._parts.pages.category(action.argument, visitor.language)
        return Shown(reply, topic=action.argument.partition("@")[0]) if reply else None

    def _open(self, visitor: Visitor, section_id: str, key: str) -> Shown | None:
        section = self._parts.base.section(section_id)
        announcement = section and self._parts.base.announcement(section.announcement_id)
        if not section or not announcement:
            return None
        reply = self._parts.pages.section(announcement, section, visitor.language, key=key)
        return Shown(reply, event=Event.OPEN, announcement_ids=(announcement.id,), section_id=section.id)

    def _front_page(self, visitor: Visitor, announcement_id: str) -> Shown | None:
        announcement = self._parts.base.announcement(announcement_id)
        if not announcement:
            return None
        reply = self._parts.pages.announcement(announcement, visitor.language)
        return Shown(reply, event=Event.OPEN, announcement_ids=(announcement.id,))

    async def _asked_before(self, visitor: Visitor, action: Action, key: str) -> Shown | None:
        asked = await self._own(visitor, action.argument)
        if not asked:
            return None
        if action.verb is Verb.MEANT:
            meant = asked.detail.get("did_you_mean")
            return self._question(visitor, meant, key) if meant else None
        others = [m["section"] for m in asked.detail.get("matches", ()) if m["section"] != asked.section_id]
        reply = self._parts.pages.sections(others, visitor.language)
        return Shown(reply, event=Event.TAP, about_id=asked.id) if reply else None

    async def _feedback(self, visitor: Visitor, action: Action) -> Shown | None:
        asked = await self._own(visitor, action.argument)
        if not asked:
            return None
        is_useful = action.verb is Verb.USEFUL
        thanks = self._parts.catalogue.text(f"chat.thanks_use{'ful' if is_useful else 'less'}", visitor.language)
        blocks = () if is_useful else self._parts.answerer.human(visitor.language)
        hatch = self._parts.hatch
        rows = hatch.rows(asked.key, visitor.language) if hatch and asked.text and not is_useful else ()
        shown = Shown(Reply(blocks, rows, toast=thanks), Outcome.NOTED, Event.FEEDBACK)
        return replace(shown, about_id=asked.id, is_useful=is_useful)

    async def _own(self, visitor: Visitor, key: str) -> Interaction | None:
        """Return the visitor's own earlier interaction: keys can be guessed, and what others asked is theirs."""
        found = await self._parts.log.find(key)
        return found if found and found.visitor.person == visitor.person else None

    def _stale(self, visitor: Visitor) -> Shown:
        return self._said("chat.stale", visitor, outcome=Outcome.STALE, event=Event.TAP)

    def _said(
        self,
        message: str,
        visitor: Visitor,
        *,
        outcome: Outcome = Outcome.SHOWN,
        event: Event = Event.BROWSE,
        **values: object,
    ) -> Shown:
        return Shown(Reply(self._parts.catalogue.blocks(message, visitor.language, **values)), outcome, event)


def _with(shown: Shown, more: tuple[Block, ...]) -> Shown:
    return replace(shown, reply=replace(shown.reply, blocks=(*shown.reply.blocks, *more)))
