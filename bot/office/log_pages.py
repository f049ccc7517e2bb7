"""What staff read in the chat of the question log and of lessons: lists, one row with its why, trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from bot.admin.question_log import LogPage
from bot.admin.why import Why
from bot.answers.quotes import label_of
from bot.catalogue import Catalogue
from bot.formats import show_moment
from bot.interactions import Interaction
from bot.office.describing import labelled, line
from bot.reply import Action, Block, Button, Reply, Span, Verb
from bot.teaching.lesson_book import LessonBook, Taught
from bot.teaching.proposal import Replay
from bot.teaching.replays import Replays
from bot.teaching.wording import LessonWords
from knowledge.base import KnowledgeBase
from knowledge.teaching import LessonKind

LABEL_CHARS = 60
QUOTE_CHARS = 400
WEIGHED = 4
CHANGES = 8
KIND = "log"  # under which dialogues are kept and buttons addressed

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class LogPages:
    """Replies in one language; moments are told in the unit's `zone`."""

    catalogue: Catalogue
    base: KnowledgeBase
    zone: tzinfo
    language: str = "vi"

    @property
    def words(self) -> LessonWords:
        """Return what describes lessons."""
        return LessonWords(self.catalogue, self.base, self.language)

    def say(self, key: str, /, *rows: tuple[Button, ...], **values: object) -> Reply:
        """Return a message under teaching.log above rows of buttons."""
        return Reply(self.catalogue.blocks(f"teaching.log.{key}", self.language, **values), rows)

    def button(self, name: str, action: str, **values: object) -> Button:
        """Return a button of this flow."""
        label = self.words.text(f"log.button.{name}", **values)
        return Button(_cut(label, LABEL_CHARS), Action(Verb.OFFICE, f"{KIND}.{action}"))

    def listing(self, page: LogPage, *, is_open: bool) -> Reply:
        """Return a page of the log, a button a question."""
        rows: list[tuple[Button, ...]] = [(self._row(each),) for each in page.rows]
        which = "open" if is_open else "all"
        if page.older:
            rows.append((self.button("older", f"list.{which}.{page.older}"),))
        other = "all" if is_open else "open"
        rows.append((self.button(other, f"list.{other}.0"), self.button("lessons", "lessons")))
        key = f"list_{which}" if page.rows else "list_none_open" if is_open else "list_none"
        return self.say(key, *rows)

    def row(self, why: Why) -> Reply:
        """Return one question and why it got what it got."""
        asked, words = why.asked, self.words
        sure = "" if asked.confidence is None else words.text("log.confidence", percent=round(asked.confidence * 100))
        blocks = [
            labelled(words.text("log.asked"), asked.text),
            labelled(words.text("log.when"), show_moment(asked.at, self.zone)),
            labelled(words.text("log.outcome"), f"{words.outcome(asked.outcome)}{sure}"),
        ]
        if why.did_you_mean:
            blocks.append(labelled(words.text("log.meant"), why.did_you_mean))
        if lessons := asked.detail.get("lessons"):
            blocks.append(labelled(words.text("log.lessons"), ", ".join(map(str, lessons))))
        if why.quoted:
            quote = Block((Span(_cut("\n".join(why.quoted), QUOTE_CHARS)),), is_quote=True)
            blocks += [labelled(words.text("log.shown"), ""), quote]
        blocks += self._weighed(why)
        teach = self.button("teach", f"teach.{asked.id}")
        return Reply(tuple(blocks), ((teach,), (self.button("list", "list.open.0"),)))

    def kinds(self, asked: Interaction) -> Reply:
        """Return the ways to teach from a question."""
        rows = [
            (Button(self.words.kind(kind), Action(Verb.OFFICE, f"{KIND}.kind.{asked.id}.{kind}")),)
            for kind in LessonKind
        ]
        explained = [
            labelled(f"{self.words.kind(kind)}:", self.words.text(f"kinds_explained.{kind}")) for kind in LessonKind
        ]
        question = _cut(asked.text, QUOTE_CHARS)
        said = self.catalogue.blocks("teaching.log.pick_kind", self.language, question=question)
        return Reply((*said, *explained), tuple(rows))

    def sections(self, ids: Sequence[str], wording: str) -> Reply:
        """Return the sections to choose from for a pinned question."""
        found = [(n, section) for n, each in enumerate(ids) if (section := self.base.section(each))]
        rows = []
        for number, section in found:
            announcement = self.base.announcement(section.announcement_id)
            if announcement:
                label = label_of(announcement, section, is_one=False)
                rows.append((Button(label, Action(Verb.OFFICE, f"{KIND}.pick.{number}")),))
        return self.say("ask_pin", *rows, self._dropping(), question=_cut(wording, QUOTE_CHARS))

    def announcements(self, ids: Sequence[str], wording: str) -> Reply:
        """Return the announcements to choose from for another name."""
        rows = [
            (Button(_cut(found.title, LABEL_CHARS), Action(Verb.OFFICE, f"{KIND}.pick.{number}")),)
            for number, each in enumerate(ids)
            if (found := self.base.announcement(each))
        ]
        return self.say("pick_target", *rows, self._dropping(), wording=wording)

    async def trial(self, replay: Replay, replays: Replays) -> Reply:
        """Return what a proposed lesson would change, above the choice to save it."""
        words, questions = self.words, await replays.questions_of(replay)
        blocks = [line(words.says(replay.proposal.lesson))] if replay.proposal.lesson else []
        blocks += [line(words.standing(replay)), *map(line, words.counts(replay))]
        for number, change in enumerate(replay.changes[:CHANGES], 1):
            question = Span(words.text("log.change", number=number, question=words.question(change, questions)), True)
            before = Span(f"\n{words.text('replay.before')}: {words.seen(change.before)}")
            after = Span(f"\n{words.text('replay.after')}: {words.seen(change.after)}")
            blocks.append(Block((question, before, after)))
        if replay.changed > CHANGES:
            blocks.append(line(words.text("replay.more", count=replay.changed - CHANGES)))
        if replay.changed:
            blocks.append(line(words.text("replay.judge")))
        blocks.append(line(words.text("log.not_saved")))
        save = self.button("save", f"save.{replay.id}")
        return Reply(tuple(blocks), ((save, *self._dropping()),))

    def stale(self, replay_id: int) -> Reply:
        """Return that the knowledge has changed since the trial."""
        blocks = self.catalogue.blocks("teaching.stale", self.language)
        again, sure = self.button("again", f"again.{replay_id}"), self.button("sure", f"sure.{replay_id}")
        return Reply(blocks, ((again, sure), self._dropping()))

    def done(self, key: str, taught: Taught) -> Reply:
        """Return what became of a lesson, with the way back."""
        number = taught.lesson.id
        back = self.button("redo", f"redo.{number}") if taught.is_undone else self.button("undo", f"undo.{number}")
        row = (back, self.button("lessons", "lessons"), self.button("list", "list.open.0"))
        return self.say(key, row, number=number, says=self.words.says(taught.lesson))

    async def lessons(self, book: LessonBook, *, limit: int = 10) -> Reply:
        """Return the latest lessons, a button each to take it back or to give it again."""
        rows = []
        for each in await book.listed(limit=limit):
            what, number = "redo" if each.is_undone else "undo", each.lesson.id
            says = self.words.says(each.lesson)
            rows.append((self.button(f"{what}_one", f"{what}.{number}", number=number, says=says),))
        counting, _ = await book.count()
        rows.append((self.button("list", "list.open.0"),))
        return self.say("lessons_list" if len(rows) > 1 else "lessons_none", *rows, counting=counting)

    def _row(self, asked: Interaction) -> Button:
        label = f"{self.words.outcome(asked.outcome)}: {asked.text}"
        return Button(_cut(" ".join(label.split()), LABEL_CHARS), Action(Verb.OFFICE, f"{KIND}.row.{asked.id}"))

    def _weighed(self, why: Why) -> list[Block]:
        words = self.words
        if not why.weighed:
            return [line(words.text("log.nothing_weighed"))]
        told = (
            words.text("log.weighed_one", percent=round(each.confidence * 100), section=words.section(each.section_id))
            for each in why.weighed[:WEIGHED]
        )
        return [labelled(words.text("log.weighed"), "\n" + "\n".join(told))]

    def _dropping(self) -> tuple[Button, ...]:
        return (self.button("drop", "drop"),)


def _cut(text: str, chars: int) -> str:
    return text if len(text) <= chars else f"{text[: chars - 1]}…"
