"""Message catalogues: every sentence that people read, by key and language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from bot.reply import Block, Span

LANGUAGES = ("vi", "en")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


class Catalogue:
    """Messages by language; Vietnamese is complete, the others fall back to it never: a test keeps them equal."""

    def __init__(self, messages: Mapping[str, Mapping[str, str]]) -> None:
        self._messages = messages

    def keys(self, language: str) -> frozenset[str]:
        """Return every message key of a language."""
        return frozenset(self._messages[language])

    def text(self, key: str, language: str, **values: object) -> str:
        """Return one message without styles; raises KeyError for an unknown key, language or missing value."""
        return _BOLD.sub(r"\1", self._messages[language][key]).format(**values).strip()

    def blocks(self, key: str, language: str, **values: object) -> tuple[Block, ...]:
        """Return one message as paragraphs; **words** are bold. Values never become markup."""
        paragraphs = self._messages[language][key].strip().split("\n\n")
        return tuple(Block(tuple(_spans(paragraph, values))) for paragraph in paragraphs)


def load_catalogue() -> Catalogue:
    """Return the shipped catalogues: bot/messages/<language>/, one file for each room of the house."""
    folder = resources.files("bot") / "messages"
    return Catalogue({language: _read(folder / language) for language in LANGUAGES})


def _read(folder: Traversable) -> dict[str, str]:
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return {key: text for file in files for key, text in _flatten(yaml.safe_load(file.read_text("utf-8")))}


def _flatten(group: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in group.items():
        name = f"{prefix}{key}"
        found += _flatten(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found


def _spans(paragraph: str, values: Mapping[str, object]) -> list[Span]:
    spans = []
    for number, piece in enumerate(_BOLD.split(paragraph)):
        if piece:
            spans.append(Span(piece.format(**values), bold=number % 2 == 1))
    return spans
