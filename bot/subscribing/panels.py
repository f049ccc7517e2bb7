"""What a subscriber reads: the state of the subscription, and one panel of buttons for each thing to choose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from math import ceil

from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.pages import Pages
from bot.reply import Action, Block, Button, Reply, Verb
from bot.subscribers import KEPT_STOPPED, NEVER_QUIET, ChatKind, Digest, QuietHours, Subscriber
from bot.subscribing.choices import Choice, Choices, Doubt, Kind
from bot.subscribing.step import STOP, Move, Step

LISTED = 8
NAMED = 6
LABEL_CHARS = 50
PRESETS = (QuietHours(21 * 60, 6 * 60), QuietHours(22 * 60, 7 * 60), QuietHours(20 * 60, 8 * 60))

Rows = tuple[tuple[Button, ...], ...]


class Panels:
    """Composes the replies of the dialogue, each in the subscriber's language."""

    def __init__(
        self, choices: Choices, catalogue: Catalogue, pages: Pages, *, zone: tzinfo, unit_quiet: QuietHours
    ) -> None:
        self._choices = choices
        self._catalogue = catalogue
        self._pages = pages
        self._zone = zone
        self._unit_quiet = unit_quiet

    def overview(
        self,
        subscriber: Subscriber,
        *,
        said: tuple[Block, ...] = (),
        is_new: bool = False,
        doubts: Sequence[Doubt] = (),
    ) -> Reply:
        """Return all that is on, with a button for each part; what was typed and is not clear comes first."""
        language, is_private = subscriber.language, subscriber.kind is ChatKind.PRIVATE
        unclear = self.unclear(doubts, language)
        header = self._blocks("begun" if is_new else "still", language, unit=self._pages.unit.name)
        kept = self._blocks("kept" if is_private else "kept_group", language) if is_new else ()
        urgent = self._blocks("urgent", language)
        blocks = (*said, *header, *self._summary(subscriber), *urgent, *kept, *unclear.blocks)
        return Reply(blocks, (*unclear.buttons, *self._home_rows(language)))

    def topics(self, subscriber: Subscriber, page: int) -> Reply:
        """Return a page of the topics, those on marked; ones that are in use no more come last, to be taken off."""
        language, there = subscriber.language, self._choices.topics()
        known = {each.slug for each in there}
        gone = [Choice(Kind.TOPIC, key, self._name(Kind.TOPIC, key)) for key in subscriber.topics if key not in known]
        rows = []
        shown, page = _page((*there, *gone), page)
        for each in shown:
            is_on = each.slug in subscriber.topics
            rows.append((_marked(each.name, Move(Step.TOPICS, f"{'-' if is_on else '+'}{each.slug}", page), is_on),))
        is_all = not subscriber.topics
        everything = _marked(self._label("all", language), Move(Step.TOPICS, "*", page), is_all)
        message = "pick.topics_all" if is_all else "pick.topics_some"
        turning = self._turning(Step.TOPICS, page, len(there) + len(gone), language)
        return Reply(self._blocks(message, language), (*rows, *turning, (everything,), *self._back(language)))

    def areas(self, subscriber: Subscriber, page: int) -> Reply:
        """Return a page of the areas, the chosen one marked."""
        language, there = subscriber.language, self._choices.areas()
        shown, page = _page(there, page)
        rows = [(_marked(each.name, Move(Step.AREA, each.slug, page), each.slug == subscriber.area),) for each in shown]
        whole = _marked(self._label("whole_unit", language), Move(Step.AREA, "*", page), not subscriber.area)
        turning = self._turning(Step.AREA, page, len(there), language)
        return Reply(self._blocks("pick.area", language), ((whole,), *rows, *turning, *self._back(language)))

    def digests(self, subscriber: Subscriber) -> Reply:
        """Return how often ordinary messages may come."""
        language = subscriber.language
        rows = [
            (_marked(self._text(f"digest.{each}", language), Move(Step.DIGEST, each), each is subscriber.digest),)
            for each in Digest
        ]
        return Reply(self._blocks("pick.digest", language), (*rows, *self._back(language)))

    def quiets(self, subscriber: Subscriber) -> Reply:
        """Return the quiet hours to choose from."""
        language = subscriber.language
        rows = [
            (_marked(self._quiet(each, language), Move(Step.QUIET, _write(each)), each == subscriber.quiet),)
            for each in (None, *PRESETS, NEVER_QUIET)
        ]
        return Reply(self._blocks("pick.quiet", language), (*rows, *self._back(language)))

    def stopped(self, language: str, kind: ChatKind) -> Reply:
        """Return that nothing more is sent, and the way back."""
        message = "stopped" if kind is ChatKind.PRIVATE else "stopped_group"
        undo = self._button("undo", Move(Step.UNDO), language)
        toast = self._text("stopped_toast", language)
        return Reply(self._blocks(message, language, days=KEPT_STOPPED.days), ((undo,),), toast)

    def off(self, language: str) -> Reply:
        """Return that the chat gets nothing, and how to begin."""
        begin = Button(self._catalogue.text("chat.menu.subscribe", language), Action(Verb.SUBSCRIBE))
        return Reply(self._blocks("inactive", language), ((begin,),))

    def unclear(self, doubts: Sequence[Doubt], language: str) -> Reply:
        """Return what unclear words may mean, as buttons."""
        blocks: list[Block] = []
        rows: list[tuple[Button, ...]] = []
        for doubt in doubts[:NAMED]:
            blocks += self._blocks("unclear" if doubt.offered else "unknown", language, words=doubt.words[:80])
            rows += [(_marked(each.name, Move(Step.WANT, each.slug)),) for each in doubt.offered]
        return Reply(tuple(blocks), tuple(dict.fromkeys(rows)))

    def nothing_clear(self, doubts: Sequence[Doubt], language: str) -> Reply:
        """Return what the words may mean, where nothing of them was clear, and everything as one more choice."""
        reply = self.unclear(doubts, language)
        everything = self._button("all", Move(Step.WANT, "*"), language)
        return Reply(reply.blocks, (*reply.buttons, (everything,)))

    def joined(self, choices: Sequence[Choice], language: str, *, is_all: bool = False) -> tuple[Block, ...]:
        """Return that the choices count from now on; `is_all` where every topic was on already."""
        names = ", ".join(each.name for each in choices)
        return self._blocks("already" if is_all else "joined", language, names=names) if choices else ()

    def regained(self, subscriber: Subscriber) -> Reply:
        """Return that messages come as before to somebody who let the bot in again."""
        stop = Button(self._label("stop", subscriber.language), Action(Verb.SUBSCRIBE, STOP))
        return Reply((*self._blocks("regained", subscriber.language), *self._summary(subscriber)), ((stop,),))

    def refused(self, language: str, *, is_tap: bool) -> Reply:
        """Return that only administrators may decide for a group; under a button as a toast alone."""
        if is_tap:
            return Reply(toast=self._text("administrators_toast", language))
        return Reply(self._blocks("administrators", language))

    def data(self, subscriber: Subscriber | None, language: str) -> tuple[Block, ...]:
        """Return what is stored about a chat's subscription."""
        blocks = self._blocks("data_none", language)
        if subscriber and subscriber.since:
            state, day = self._text(f"state.{subscriber.state}", language), subscriber.since.astimezone(self._zone)
            values = {"state": state, "since": show_day(day.date()), "chat_id": subscriber.chat_id}
            blocks = (*self._blocks("data", language, **values), *self._summary(subscriber))
        return blocks

    def too_fast(self, language: str, wait_s: float) -> Reply:
        """Return the toast for somebody who presses without a pause."""
        return Reply(toast=self._catalogue.text("chat.pressed_fast", language, seconds=ceil(wait_s)))

    def saved(self, language: str) -> str:
        """Return the toast of a change."""
        return self._text("saved", language)

    def last_topic(self, language: str) -> str:
        """Return the toast for who takes the last topic off, which would mean all of them."""
        return self._text("last_topic", language)

    def _summary(self, subscriber: Subscriber) -> tuple[Block, ...]:
        language = subscriber.language
        names = [self._name(Kind.TOPIC, key) for key in subscriber.topics]
        if len(names) > NAMED:
            names = [*names[:NAMED], self._text("more", language, count=len(names) - NAMED)]
        area = self._name(Kind.AREA, subscriber.area) if subscriber.area else self._text("whole_unit", language)
        return self._blocks(
            "summary",
            language,
            topics=", ".join(names) or self._text("every_topic", language),
            area=area,
            digest=self._text(f"digest.{subscriber.digest}", language),
            quiet=self._quiet(subscriber.quiet, language),
        )

    def _home_rows(self, language: str) -> Rows:
        steps = ((Step.TOPICS, Step.AREA), (Step.DIGEST, Step.QUIET))
        rows = [tuple(self._button(step.name.lower(), Move(step), language) for step in row) for row in steps]
        other = Move(Step.LANGUAGE, "en" if language == "vi" else "vi")
        return (
            *rows,
            (self._button("language", other, language),),
            (self._button("stop", Move(Step.STOP), language),),
        )

    def _turning(self, step: Step, page: int, total: int, language: str) -> Rows:
        row = []
        if page > 0:
            row.append(self._button("previous", Move(step, page=page - 1), language))
        if (page + 1) * LISTED < total:
            row.append(self._button("next", Move(step, page=page + 1), language))
        return (tuple(row),) if row else ()

    def _back(self, language: str) -> Rows:
        return ((self._button("back", Move(Step.HOME), language),),)

    def _quiet(self, quiet: QuietHours | None, language: str) -> str:
        if quiet is None:
            return self._text("quiet.unit", language, hours=self._span(self._unit_quiet, language))
        if quiet.from_min == quiet.until_min:
            return self._text("quiet.never", language)
        return self._span(quiet, language)

    def _span(self, quiet: QuietHours, language: str) -> str:
        start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in quiet)
        return self._text("quiet.span", language, start=start, end=end)

    def _name(self, kind: Kind, key: str) -> str:
        return self._choices.name(kind, key)

    def _button(self, label: str, move: Move, language: str) -> Button:
        return Button(self._label(label, language), move.action)

    def _label(self, key: str, language: str) -> str:
        return self._text(f"button.{key}", language)

    def _text(self, key: str, language: str, **values: object) -> str:
        return self._catalogue.text(f"subscribe.{key}", language, **values)

    def _blocks(self, key: str, language: str, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(f"subscribe.{key}", language, **values)


def _page(there: Sequence[Choice], page: int) -> tuple[Sequence[Choice], int]:
    """Return the choices of a page and its number, the last page's for one beyond it."""
    page = min(page, max(0, (len(there) - 1) // LISTED))
    return there[page * LISTED : (page + 1) * LISTED], page


def _marked(name: str, move: Move, is_on: bool = False) -> Button:
    short = name if len(name) <= LABEL_CHARS else name[: LABEL_CHARS - 1] + "…"
    return Button(f"✅ {short}" if is_on else short, move.action)


def _write(quiet: QuietHours | None) -> str:
    return f"{quiet.from_min}-{quiet.until_min}" if quiet else "*"
