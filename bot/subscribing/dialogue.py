"""Subscribing by command and by buttons; every step may come twice and then changes nothing more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter

from sqlalchemy.ext.asyncio import AsyncConnection

from bot import subscribers
from bot.catalogue import LANGUAGES
from bot.database import Database
from bot.fair_use import FairUse
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.privacy import mask
from bot.reply import Reply
from bot.subscribers import NEVER_QUIET, ChatKind, Digest, QuietHours, Subscriber
from bot.subscribing.choices import MAX_TYPED_CHARS, Choice, Choices, Doubt, Kind, Wish
from bot.subscribing.membership import Membership
from bot.subscribing.panels import PRESETS, Panels
from bot.subscribing.step import STOP, Move, Step, read_move
from bot.visitor import Visitor

MAX_TOPICS = 60


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that may subscribe, and who acts for it; the face has checked that this person may."""

    id: int
    kind: ChatKind
    visitor: Visitor


@dataclass(frozen=True, slots=True)
class _Shown:
    reply: Reply
    outcome: Outcome = Outcome.NOTED
    text: str = ""


class Subscribing:
    """Replies to one step after it is stored and its interaction is recorded."""

    def __init__(
        self,
        database: Database,
        log: InteractionLog,
        choices: Choices,
        panels: Panels,
        membership: Membership,
        *,
        presses: FairUse | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.membership = membership
        self._database = database
        self._log = log
        self._choices = choices
        self._panels = panels
        self._presses = presses
        self._clock = clock

    async def subscribe(self, chat: Chat, typed: str, *, key: str) -> Reply:
        """Subscribe at once, to everything or to what was typed; where nothing of it is clear, offer choices only."""
        started, masked = perf_counter(), mask(typed[:MAX_TYPED_CHARS]).text
        wish = self._choices.read(masked)
        async with self._database.write() as connection:
            reply = await self._begin(connection, chat, wish)
        return await self._record(chat.visitor, key, Event.BROWSE, _Shown(reply, text=masked), started)

    async def stop(self, chat: Chat, *, key: str) -> Reply:
        """Stop at once and offer the way back."""
        started = perf_counter()
        async with self._database.write() as connection:
            reply = await self._stop(connection, chat)
        return await self._record(chat.visitor, key, Event.BROWSE, _Shown(reply), started)

    async def press(self, chat: Chat, argument: str, *, key: str) -> Reply:
        """Return what a button or a link with this argument leads to; to stop is never refused."""
        wait_s = self._presses.wait_s(chat.visitor.person, key) if self._presses and not _is_stop(argument) else 0.0
        if wait_s > 0:
            return self._panels.too_fast(chat.visitor.language, wait_s)
        started = perf_counter()
        async with self._database.write() as connection:
            shown = await self._pressed(connection, chat, argument)
        return await self._record(chat.visitor, key, Event.TAP, shown, started)

    async def refuse(self, visitor: Visitor, *, is_tap: bool, key: str) -> Reply:
        """Return a polite word to somebody who may not decide for the group."""
        started, event = perf_counter(), Event.TAP if is_tap else Event.BROWSE
        reply = self._panels.refused(visitor.language, is_tap=is_tap)
        return await self._record(visitor, key, event, _Shown(reply, Outcome.REFUSED), started)

    async def _record(self, visitor: Visitor, key: str, event: Event, shown: _Shown, started: float) -> Reply:
        interaction = Interaction(
            key=key,
            at=self._clock(),
            visitor=visitor,
            event=event,
            outcome=shown.outcome,
            text=shown.text,
            latency_ms=(perf_counter() - started) * 1000,
            detail={"about": "subscription"},
        )
        await self._log.record(interaction)
        return shown.reply

    async def _begin(self, connection: AsyncConnection, chat: Chat, wish: Wish) -> Reply:
        known = await subscribers.find(connection, chat.id)
        if wish.doubts and not (wish.topics or wish.area or wish.is_everything):
            return self._panels.nothing_clear(wish.doubts, known.language if known else chat.visitor.language)
        wanted = _apply(wish, known or _fresh(chat))
        return await self._put(connection, known, wanted, chosen=_chosen(wish), doubts=wish.doubts)

    async def _put(
        self,
        connection: AsyncConnection,
        known: Subscriber | None,
        wanted: Subscriber,
        *,
        chosen: tuple[Choice, ...] = (),
        is_all: bool = False,
        doubts: tuple[Doubt, ...] = (),
    ) -> Reply:
        is_new = known is None or not known.is_active
        stored = await subscribers.put(connection, wanted, now=self._clock())
        said = self._panels.joined(chosen, stored.language, is_all=is_all)
        return self._panels.overview(stored, said=said, is_new=is_new, doubts=doubts)

    async def _stop(self, connection: AsyncConnection, chat: Chat) -> Reply:
        known = await subscribers.find(connection, chat.id)
        if known is None:
            return self._panels.off(chat.visitor.language)
        await subscribers.stop(connection, chat.id, now=self._clock())
        return self._panels.stopped(known.language, known.kind)

    async def _pressed(self, connection: AsyncConnection, chat: Chat, argument: str) -> _Shown:
        move = read_move(argument)
        if _is_stop(argument):
            return _Shown(await self._stop(connection, chat))
        known = await subscribers.find(connection, chat.id)
        if not argument or (move and move.step is Step.UNDO):
            return _Shown(await self._put(connection, known, known or _fresh(chat)))
        if move is None or move.step is Step.WANT:
            return await self._want(connection, chat, known, move.value if move else argument, narrows=bool(move))
        if known is None or not known.is_active:
            return _Shown(self._panels.off(known.language if known else chat.visitor.language), Outcome.STALE)
        return await self._change(connection, known, move)

    async def _want(
        self, connection: AsyncConnection, chat: Chat, known: Subscriber | None, key: str, *, narrows: bool
    ) -> _Shown:
        """Add one topic or set the area. To who gets every topic a poster's link changes nothing; own words narrow."""
        current = known if known and known.is_active else None
        base = known or _fresh(chat)
        if key == "*":
            return _Shown(await self._put(connection, known, replace(base, topics=())))
        found = self._choices.find(Kind.TOPIC, key) or self._choices.find(Kind.AREA, key)
        if found is None:
            doubts = (Doubt(key.replace("-", " ")),)
            return _Shown(self._panels.nothing_clear(doubts, base.language), Outcome.STALE)
        has_all = bool(found.kind is Kind.TOPIC and current and not current.topics and not narrows)
        wish = Wish((found,)) if found.kind is Kind.TOPIC else Wish(area=found)
        wanted = base if has_all else _apply(wish, base)
        return _Shown(await self._put(connection, known, wanted, chosen=(found,), is_all=has_all))

    async def _change(self, connection: AsyncConnection, known: Subscriber, move: Move) -> _Shown:
        wanted = self._moved(known, move)
        stored, toast = known, ""
        if wanted is None:
            toast = self._panels.last_topic(known.language)
        elif wanted != known:
            stored = await subscribers.put(connection, wanted, now=self._clock())
            toast = self._panels.saved(stored.language)
        return _Shown(replace(self._panel(stored, move), toast=toast), Outcome.NOTED if toast else Outcome.SHOWN)

    def _moved(self, known: Subscriber, move: Move) -> Subscriber | None:
        """Return the subscriber as the move changes it, None where it would take the last topic off."""
        value = move.value
        if move.step is Step.TOPICS:
            return self._toggled(known, value)
        if move.step is Step.AREA and (value == "*" or self._choices.find(Kind.AREA, value)):
            return replace(known, area="" if value == "*" else value)
        if move.step is Step.DIGEST and value in frozenset(Digest):
            return replace(known, digest=Digest(value))
        if move.step is Step.QUIET and value:
            return replace(known, quiet=None if value == "*" else _read_hours(value) or known.quiet)
        is_language = move.step is Step.LANGUAGE and value in LANGUAGES
        return replace(known, language=value) if is_language else known

    def _toggled(self, known: Subscriber, value: str) -> Subscriber | None:
        sign, key = value[:1], value[1:]
        if sign == "*":
            return replace(known, topics=())
        if sign == "+" and self._choices.find(Kind.TOPIC, key):
            return _with_topics(known, (key,))
        if sign == "-" and key in known.topics:
            left = tuple(each for each in known.topics if each != key)
            return replace(known, topics=left) if left else None
        return known

    def _panel(self, subscriber: Subscriber, move: Move) -> Reply:
        match move.step:
            case Step.TOPICS:
                return self._panels.topics(subscriber, move.page)
            case Step.AREA:
                return self._panels.areas(subscriber, move.page)
            case Step.DIGEST:
                return self._panels.digests(subscriber)
            case Step.QUIET:
                return self._panels.quiets(subscriber)
        return self._panels.overview(subscriber)


def _is_stop(argument: str) -> bool:
    move = read_move(argument)
    return argument == STOP or bool(move and move.step is Step.STOP)


def _fresh(chat: Chat) -> Subscriber:
    return Subscriber(chat.id, chat.kind, chat.visitor.language)


def _apply(wish: Wish, base: Subscriber) -> Subscriber:
    """Return what a wish makes of a subscription: topics are added to named ones and narrow down all of them."""
    if wish.is_everything:
        base = replace(base, topics=(), area="")
    if wish.topics:
        earlier = base if base.is_active else replace(base, topics=())
        base = _with_topics(earlier, tuple(each.slug for each in wish.topics))
    return replace(base, area=wish.area.slug) if wish.area else base


def _with_topics(subscriber: Subscriber, keys: tuple[str, ...]) -> Subscriber:
    topics = tuple(sorted({*subscriber.topics, *keys}))
    return replace(subscriber, topics=topics) if len(topics) <= MAX_TOPICS else subscriber


def _chosen(wish: Wish) -> tuple[Choice, ...]:
    return (*wish.topics, *((wish.area,) if wish.area else ()))


def _read_hours(value: str) -> QuietHours | None:
    return next((each for each in (*PRESETS, NEVER_QUIET) if value == f"{each.from_min}-{each.until_min}"), None)
