"""Message catalogues: every sentence that people read, by key and language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import resources
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
    """Return the shipped catalogues of bot/messages/."""
    folder = resources.files("bot") / "messages"
    read = {language: yaml.safe_load((folder / f"{language}.yaml").read_text("utf-8")) for language in LANGUAGES}
    return Catalogue({language: dict(_flatten(groups)) for language, groups in read.items()})


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
