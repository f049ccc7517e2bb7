"""Callback and inline queries: valid once, and only for a while."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.servers.clock import Clock
from tests.servers.errors import ApiError, bad_request

EXPIRY_S = 15.0  # Telegram gives no figure; bots report 10 to 20 s (pyTelegramBotAPI issue 1615)


@dataclass(slots=True)
class Query:
    """One callback or inline query and, once given, the arguments of its answer."""

    id: str
    kind: str
    asked_at: float
    content: dict[str, Any]
    answer: dict[str, Any] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Queries:
    """All queries that were made, by id."""

    def __init__(self, clock: Clock, expiry_s: float = EXPIRY_S) -> None:
        self._clock = clock
        self.expiry_s = expiry_s
        self._ids = count(4_000_000_000_000_001)
        self._queries: dict[str, Query] = {}

    def ask(self, kind: str, content: dict[str, Any]) -> Query:
        """Add and return a query; its content gets the id."""
        query = Query(str(next(self._ids)), kind, self._clock.now(), content)
        content["id"] = query.id
        self._queries[query.id] = query
        return query

    def answer(self, query_id: str, kind: str, answer: dict[str, Any]) -> None:
        """Record the answer. Raises ApiError for an unknown, answered or old query."""
        query = self._queries.get(query_id)
        if query is None or query.kind != kind or query.answer is not None or self._is_old(query):
            raise _too_old()
        query.answer = answer
        query.answered.set()

    def _is_old(self, query: Query) -> bool:
        return self._clock.now() - query.asked_at > self.expiry_s

    def of_kind(self, kind: str) -> list[Query]:
        """Return all queries of one kind, oldest first."""
        return [query for query in self._queries.values() if query.kind == kind]


def _too_old() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
