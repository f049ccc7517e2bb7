"""What residents asked lately, each once, and questions from a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select

from bot.database import Database
from bot.interactions import Event
from bot.settings import SettingsError
from bot.tables import INTERACTION
from knowledge.vietnamese import fold

MOST_READ = 20  # rows of the log read for each distinct question wanted, at most
MAX_FROM_FILE = 2000


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question; of the log with its row's number."""

    text: str
    interaction_id: int | None = None


def distinct(questions: Iterable[PastQuestion]) -> tuple[PastQuestion, ...]:
    """Return the questions that differ in more than marks, capitals and spaces, the first of each; no empty ones."""
    found: dict[str, PastQuestion] = {}
    for question in questions:
        found.setdefault(" ".join(fold(question.text).split()), question)
    found.pop("", None)
    return tuple(found.values())


async def read_past_questions(database: Database, *, limit: int) -> tuple[PastQuestion, ...]:
    """Return the latest `limit` questions that differ in more than marks, capitals and spaces, the newest first."""
    columns = (INTERACTION.c.id, INTERACTION.c.text)
    asked = (INTERACTION.c.event == Event.QUESTION) & (INTERACTION.c.text != "")
    query = select(*columns).where(asked).order_by(INTERACTION.c.id.desc()).limit(MOST_READ * limit)
    found: dict[str, PastQuestion] = {}
    async with database.read() as connection:
        for row in await connection.execute(query):
            found.setdefault(" ".join(fold(row.text).split()), PastQuestion(row.text, row.id))
            if len(found) == limit:
                break
    return tuple(found.values())


async def read_question(database: Database, interaction_id: int) -> str:
    """Return the text of a row of the log, "" where it is gone."""
    async with database.read() as connection:
        text = await connection.scalar(select(INTERACTION.c.text).where(INTERACTION.c.id == interaction_id))
    return text or ""


async def read_questions(database: Database, ids: tuple[int, ...]) -> dict[int, str]:
    """Return the texts of rows of the log by their numbers; what is gone is left out."""
    query = select(INTERACTION.c.id, INTERACTION.c.text).where(INTERACTION.c.id.in_(ids))
    async with database.read() as connection:
        return {row.id: row.text for row in await connection.execute(query)}


def read_question_file(path: str) -> tuple[PastQuestion, ...]:
    """Return the questions of a text file, one a line, or of a YAML file, every text under a key "q"; "" has none.

    Raises SettingsError.
    """
    if not path:
        return ()
    try:
        text = Path(path).read_text("utf-8")
        found = _walk(yaml.safe_load(text)) if path.endswith((".yaml", ".yml")) else iter(text.splitlines())
        return tuple(PastQuestion(q.strip()) for q in found if q.strip())[:MAX_FROM_FILE]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise SettingsError(f"teaching.questions: {path}: cannot be read: {reason}") from error


def _walk(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        if isinstance(tree.get("q"), str):
            yield tree["q"]
        for value in tree.values():
            yield from _walk(value)
    if isinstance(tree, list):
        for value in tree:
            yield from _walk(value)
