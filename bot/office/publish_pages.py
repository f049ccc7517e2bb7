"""What an official reads while publishing: the prompt, the preview of a draft, its fields, what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue import Catalogue
from bot.formats import show_day
from bot.office.checking import Problem
from bot.office.mending import FIELDS
from bot.office.trial import Trial
from bot.reply import Action, Block, Button, Reply, Span, Verb
from knowledge.announcement import Announcement, Kind
from knowledge.base import Category, KnowledgeBase

KIND = "publish"
SECTIONS_SHOWN = 5
FIRST_WORDS_CHARS = 60
LABEL_CHARS = 40
CATEGORIES_SHOWN = 8
_PER_ROW = 2


@dataclass(frozen=True, slots=True)
class Findings:
    """What is shown beside a draft's own fields."""

    problems: tuple[Problem, ...] = ()
    trials: tuple[Trial, ...] = ()


class PublishPages:
    """Composes the replies of publishing; `can_broadcast` offers to publish and broadcast at once."""

    def __init__(self, catalogue: Catalogue, base: KnowledgeBase, *, can_broadcast: bool) -> None:
        self._catalogue = catalogue
        self._base = base
        self._can_broadcast = can_broadcast

    def say(self, name: str, language: str, /, **values: object) -> Reply:
        """Return one message of publishing without buttons."""
        return Reply(self._catalogue.blocks(f"office.publish.{name}", language, **values))

    def prompt(self, latest: Sequence[Announcement], language: str) -> Reply:
        """Return what to send, and the announcements published last to take back or change."""
        blocks = self._blocks("prompt", language)
        if latest:
            blocks += self._blocks("latest", language)
        return Reply(blocks, tuple((self._raw(_cut(each.title), f"m.{each.id}"),) for each in latest))

    def published(self, announcement: Announcement, language: str, *, name: str = "done") -> Reply:
        """Return that people can read an announcement now, and where to go on."""
        look = Button(self._text("button.look", language), Action(Verb.ANNOUNCEMENT, announcement.id))
        broadcast = Button(self._text("button.broadcast", language), _compose(announcement.id))
        rows = ((look, broadcast), (self._button("poster", f"q.{announcement.id}", language),))
        return Reply(self._blocks(name, language, title=announcement.title), rows)

    def own(self, announcement: Announcement, language: str) -> Reply:
        """Return what can be done with a published announcement of the officials."""
        done = self.published(announcement, language, name="own")
        row = (
            self._button("edit", f"e.{announcement.id}", language),
            self._button("withdraw", f"w.{announcement.id}", language),
        )
        return Reply(done.blocks, (row, *done.buttons))

    def confirm_withdrawal(self, announcement: Announcement, language: str) -> Reply:
        """Return the question before an announcement is taken from the readers."""
        row = (self._button("withdraw_now", f"W.{announcement.id}", language),)
        return Reply(self._blocks("confirm_withdrawal", language, title=announcement.title), (row,))

    def ask_to_replace(self, mark: str, language: str, *, can_append: bool) -> Reply:
        """Return the question whether a second submission takes the first one's place, or goes on with it."""
        more = [(self._button("append", f"a.{mark}", language),)] if can_append else []
        rows = (*more, (self._button("replace", f"r.{mark}", language), self._button("keep", "p", language)))
        return Reply(self._blocks("replace", language), rows)

    def preview(
        self, draft: Announcement, findings: Findings, language: str, *, replaces: str, opening: tuple[Block, ...] = ()
    ) -> Reply:
        """Return the draft as it would be published, what it would answer, what looks wrong, and what to do."""
        heading = self._blocks("preview_change" if replaces else "preview", language)
        blocks = (*opening, *heading, *self._fields(draft, language), *self._sections(draft, language))
        blocks += (*self._trials(findings.trials, language), *self._problems(findings.problems, language))
        mark = f"{draft.id}.{draft.digest[:6]}"
        rows = [*self._mends(findings.problems, language)]
        rows.append((self._button("field", "f", language), self._button("publish", f"go.{mark}", language)))
        if self._can_broadcast:
            rows.append((self._button("publish_broadcast", f"gb.{mark}", language),))
        rows.append((self._button("cancel", "x", language),))
        return Reply(blocks, tuple(rows))

    def fields(self, language: str) -> Reply:
        """Return the fields to choose from."""
        buttons = [self._raw(self._text(f"field.{name}", language), f"f.{name}") for name in FIELDS]
        rows = (*_rows(buttons), (self._button("back", "p", language),))
        return Reply(self._blocks("choose_field", language), rows)

    def ask_value(self, draft: Announcement, name: str, language: str) -> Reply:
        """Return the question for a field's new value, with its present one."""
        values = {"field": self._text(f"field.{name}", language), "value": self._value(draft, name, language) or "—"}
        buttons = self._choices(name, language)
        rows = (*_rows(buttons), (self._button("back", "p", language),))
        return Reply(self._blocks(f"value.{_HINTS.get(name, 'text')}", language, **values), rows)

    def unfit(self, reason: str, language: str) -> Reply:
        """Return why a value does not fit; the question stays open."""
        return Reply(self._blocks(f"unfit.{reason}", language), ((self._button("back", "p", language),),))

    def kind_names(self, language: str) -> Mapping[str, Kind]:
        """Return the kinds by the name that officials read."""
        return {self._catalogue.text(f"kinds.{kind}", language): kind for kind in Kind}

    def _choices(self, name: str, language: str) -> list[Button]:
        if name == "kind":
            return [self._raw(label, f"k.{kind}") for label, kind in self.kind_names(language).items()]
        if name == "category":
            shown: tuple[Category, ...] = self._base.categories()[:CATEGORIES_SHOWN]
            return [self._raw(_cut(category.name), f"c.{category.slug}") for category in shown]
        return []

    def _fields(self, draft: Announcement, language: str) -> Iterator[Block]:
        yield Block((Span(draft.title, bold=True),))
        values = {name: self._value(draft, name, language) for name in FIELDS if name != "title"}
        lines = [f"{self._text(f'field.{name}', language)}: {value}" for name, value in values.items() if value]
        missing = [self._text(f"field.{name}", language) for name, value in values.items() if not value]
        if missing:
            lines.append(self._text("missing", language, fields=", ".join(missing)))
        yield Block((Span("\n".join(lines)),))

    def _value(self, draft: Announcement, name: str, language: str) -> str:
        if name == "kind":
            return self._catalogue.text(f"kinds.{draft.kind}", language)
        if name == "category":
            return " › ".join(draft.category_path)
        if name in ("issued_on", "expires_on"):
            day = draft.issued_on if name == "issued_on" else draft.expires_on
            return show_day(day) if day else ""
        return str(getattr(draft, name) or "")

    def _sections(self, draft: Announcement, language: str) -> Iterator[Block]:
        yield from self._blocks("sections", language, count=len(draft.sections))
        shown = draft.sections[:SECTIONS_SHOWN]
        lines = [f"{n}. {_first_words(section.heading_path, section.text)}" for n, section in enumerate(shown, 1)]
        more = len(draft.sections) - len(shown)
        yield Block((Span("\n".join([*lines, f"… +{more}"] if more else lines)),))

    def _trials(self, trials: tuple[Trial, ...], language: str) -> Iterator[Block]:
        if trials:
            yield from self._blocks("trials", language)
            yield Block((Span("\n".join(self._trial(trial, language) for trial in trials)),))

    def _trial(self, trial: Trial, language: str) -> str:
        name = "ours" if trial.is_ours else "other" if trial.words else "nothing"
        return self._text(f"trial.{name}", language, question=trial.question, words=trial.words)

    def _problems(self, problems: tuple[Problem, ...], language: str) -> Iterator[Block]:
        if problems:
            yield from self._blocks("problems", language)
            lines = [f"• {self._text(f'problem.{p.name}', language, **p.values)}" for p in problems]
            yield Block((Span("\n".join(lines)),))
        else:
            yield from self._blocks("no_problems", language)

    def _mends(self, problems: tuple[Problem, ...], language: str) -> Iterator[tuple[Button, ...]]:
        categories = {category.name: category.slug for category in self._base.categories()}
        for problem in problems:
            if problem.same_id:
                yield (self._button("same", f"s.{problem.same_id}", language),)
            if problem.category in categories:
                label = self._text("button.category", language, name=_cut(problem.category))
                yield (self._raw(label, f"c.{categories[problem.category]}"),)

    def _button(self, name: str, argument: str, language: str) -> Button:
        return self._raw(self._text(f"button.{name}", language), argument)

    def _raw(self, label: str, argument: str) -> Button:
        return Button(label, Action(Verb.OFFICE, f"{KIND}.{argument}"))

    def _blocks(self, name: str, language: str, /, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(f"office.publish.{name}", language, **values)

    def _text(self, name: str, language: str, /, **values: object) -> str:
        return self._catalogue.text(f"office.publish.{name}", language, **values)


_HINTS = {"issued_on": "day", "expires_on": "day", "number": "number", "kind": "choice", "category": "category"}


def _compose(announcement_id: str) -> Action:
    return Action(Verb.OFFICE, f"compose.a{announcement_id}")


def _rows(buttons: Sequence[Button]) -> Iterator[tuple[Button, ...]]:
    for start in range(0, len(buttons), _PER_ROW):
        yield tuple(buttons[start : start + _PER_ROW])


def _first_words(heading_path: tuple[str, ...], text: str) -> str:
    words = " ".join(f"{heading_path[-1] + ' — ' if heading_path else ''}{text}".split())
    return words if len(words) <= FIRST_WORDS_CHARS else f"{words[: FIRST_WORDS_CHARS - 1]}…"


def _cut(text: str) -> str:
    return text if len(text) <= LABEL_CHARS else f"{text[: LABEL_CHARS - 1]}…"
