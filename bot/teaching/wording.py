"""Lessons and replays in words for officials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.admin.naming import Names
from bot.catalogue import Catalogue
from bot.teaching.proposal import Change, Replay, ReplayState, Seen
from knowledge.base import KnowledgeBase
from knowledge.teaching import Lesson, LessonKind

QUESTION_CHARS = 120


class LessonWords:
    """Describes what was taught, and what it would change, in one language."""

    def __init__(self, catalogue: Catalogue, base: KnowledgeBase, language: str) -> None:
        self._catalogue = catalogue
        self._base = base
        self._names = Names(catalogue, base)
        self.language = language

    def text(self, key: str, **values: object) -> str:
        """Return a message under teaching."""
        return self._catalogue.text(f"teaching.{key}", self.language, **values)

    def kind(self, kind: LessonKind) -> str:
        """Return the name of a kind."""
        return self.text(f"kinds.{kind}")

    def says(self, lesson: Lesson) -> str:
        """Return what a lesson says, as one sentence without its end."""
        section = self.section(lesson.target) if lesson.kind is LessonKind.PIN else ""
        return self.text(f"says.{lesson.kind}", wording=lesson.wording, meaning=lesson.meaning, section=section)

    def section(self, section_id: str) -> str:
        """Return the title and the heading of a section."""
        section = self._base.section(section_id)
        announcement = self._base.announcement(section.announcement_id) if section else None
        if not section or not announcement:
            return self.text("section_gone")
        return " › ".join((announcement.title, *section.heading_path))

    def standing(self, replay: Replay) -> str:
        """Return in one sentence how far a replay is, or what it found."""
        counts = {"asked": replay.asked, "total": replay.total, "changed": replay.changed}
        if not replay.is_over:
            return self.text("replay.running" if replay.total else "replay.starting", **counts)
        if not replay.total:
            return self.text("replay.no_questions")
        found = self.text("replay.changed" if replay.changed else "replay.none", **counts)
        return f"{self.text('replay.cut', **counts)} {found}" if replay.state is ReplayState.CUT else found

    def counts(self, replay: Replay) -> Iterator[str]:
        """Yield how many questions go from which outcome to which, the most first."""
        for change, count in replay.counts.items():
            before, _, after = change.partition(">")
            names = {"before": self.outcome(before), "after": self.outcome(after)}
            yield self.text("replay.counts", count=count, **names)

    def question(self, change: Change, questions: Mapping[int, str]) -> str:
        """Return the question of a change, at most QUESTION_CHARS characters of it."""
        text = change.question or questions.get(change.interaction_id or 0, "") or self.text("replay.gone")
        text = " ".join(text.split())
        return text if len(text) <= QUESTION_CHARS else f"{text[: QUESTION_CHARS - 1]}…"

    def seen(self, seen: Seen) -> str:
        """Return the outcome and what is quoted."""
        section = self.section(seen.section_id) if seen.section_id else seen.title
        return f"{self.outcome(seen.outcome)}: {section}" if section else self.outcome(seen.outcome)

    def outcome(self, outcome: str) -> str:
        """Return the name of an outcome."""
        return self._names.outcome(outcome, self.language)
