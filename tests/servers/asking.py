"""Queries that a resident makes by pressing a button or typing inline, with the bot's answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.servers.queries import Query
from tests.servers.views import DEFAULT_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Press:
    """One press of an inline button."""

    query: Query

    @property
    def answer(self) -> dict[str, Any] | None:
        """Return the arguments of answerCallbackQuery, None while the clock still turns on the button."""
        return self.query.answer

    @property
    def text(self) -> str:
        """Return the notice that the answer shows."""
        return str((self.answer or {}).get("text", ""))

    async def answered(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> dict[str, Any]:
        """Wait for the answer and return it. Raises TimeoutError."""
        await asyncio.wait_for(self.query.answered.wait(), timeout_s)
        return self.query.answer or {}


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """One inline query."""

    query: Query

    @property
    def answer(self) -> dict[str, Any] | None:
        """Return the arguments of answerInlineQuery, None before it came."""
        return self.query.answer

    @property
    def results(self) -> list[dict[str, Any]]:
        """Return the results so far."""
        return list((self.answer or {}).get("results", []))

    async def answered(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> list[dict[str, Any]]:
        """Wait for the answer and return its results. Raises TimeoutError."""
        await asyncio.wait_for(self.query.answered.wait(), timeout_s)
        return self.results
