"""A question as every part of the answering reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answers.scope import Scope
from knowledge.announcement import SearchResult
from knowledge.numbers import AskedNumber

_PLAIN = re.compile(r"[^\W_]+(?:[ ,.?/-]+[^\W_]+)*[ ,.?-]*")
_CLICKABLE = re.compile(r"\.[^\W\d_]|//|(?:^|\s)/|\d{7}")  # what Telegram turns into links: addresses, commands, phones
_LETTERS = re.compile(r"[^\W\d_]+|\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A cleaned question, the language of the reply, the interaction that buttons refer to, and what it names."""

    question: str
    language: str
    key: str
    numbers: tuple[AskedNumber, ...]
    scope: Scope
    result: SearchResult

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words to mark in a quote: those that matched first, else the question's own."""
        matched = tuple(word for match in self.result.matches[:3] for word in match.words)
        return matched or tuple(self.question.split())

    @property
    def meant(self) -> str | None:
        """Return the question with its diacritics restored.

        None where it was typed with them, where more than letters would differ, and where reading it back would repeat
        an address, a command, a long number or markup that the visitor typed.
        """
        meant = self.result.did_you_mean
        if not meant or not self.question.isascii() or not _PLAIN.fullmatch(meant) or _CLICKABLE.search(meant):
            return None
        return meant if _LETTERS.sub("", meant) == _LETTERS.sub("", self.question) else None
