"""Why a question got the answer that it got: what was weighed, what was shown, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.admin.question_log import QuestionLog
from bot.interactions import Interaction
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Weighed:
    """One section that was found; `title` is None when it is not held any more."""

    section_id: str
    announcement_id: str
    title: str | None
    heading: str
    score: float
    confidence: float
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Why:
    """One question with everything that the log knows of it.

    `quoted` are the words as the asker saw them. `has_changed`: the section that was shown does not hold them any more.
    """

    asked: Interaction
    weighed: tuple[Weighed, ...]
    quoted: tuple[str, ...]
    did_you_mean: str
    wanted: tuple[str, ...]
    against: tuple[str, ...]
    has_changed: bool
    reactions: tuple[Interaction, ...]


async def explain(log: QuestionLog, base: KnowledgeBase, number: int) -> Why | None:
    """Return why the question of that number ended as it did, None when there is none."""
    asked = await log.find(number)
    if asked is None:
        return None
    detail = asked.detail
    quoted = tuple(detail.get("quoted", ()))
    return Why(
        asked,
        tuple(_weigh(base, match, asked.section_id) for match in detail.get("matches", ())),
        quoted,
        detail.get("did_you_mean", ""),
        tuple(detail.get("asked", ())),
        tuple(str(each) for name in ("places", "years") for each in detail.get(name, ())),
        _has_changed(base, asked.section_id, quoted),
        await log.about(number),
    )


def _weigh(base: KnowledgeBase, match: Mapping[str, Any], shown_id: str | None) -> Weighed:
    section_id = match["section"]
    section = base.section(section_id)
    announcement = base.announcement(section.announcement_id) if section else None
    return Weighed(
        section_id,
        announcement.id if announcement else "",
        announcement.title if announcement else None,
        " › ".join(section.heading_path) if section else "",
        match["score"],
        match["confidence"],
        section_id == shown_id,
    )


def _has_changed(base: KnowledgeBase, section_id: str | None, quoted: tuple[str, ...]) -> bool:
    if not section_id or not quoted:
        return False
    section = base.section(section_id)
    held = " ".join(section.text.split()) if section else ""
    pieces = (piece.strip() for quote in quoted for piece in " ".join(quote.split()).split("…"))
    return any(piece not in held for piece in pieces if piece)
