"""A ward's three years in the database: interactions as residents make them, written fast.

The questions are those of questions.yaml, each answered once by the real conversation over the shipped announcements;
every row repeats one of them in some spelling: with and without diacritics, courtesies, slips of the finger.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import psycopg
import yaml
from pydantic import SecretStr

from bot.app import App, open_app
from bot.settings import Environment, Settings
from bot.shown import Shown
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER, VISIT_COUNTER
from bot.visitor import Channel, Visitor
from knowledge.vietnamese import fold

SECRET = "a secret for the benchmark, 32 b"
YEARS = timedelta(days=3 * 365)
RESIDENTS = 40_000
# How a day of a ward goes, hour by hour, and a week.
_HOURS = (1, 1, 0, 0, 1, 3, 8, 20, 40, 45, 42, 30, 18, 22, 38, 40, 34, 24, 20, 26, 28, 20, 10, 4)
_WEEKDAYS = (12, 11, 10, 10, 10, 6, 4)
_EVENTS = {"question": 60, "open": 20, "browse": 12, "feedback": 5, "tap": 3}
_BEFORE = ("", "", "", "", "cho hỏi ", "ad ơi ", "em muốn hỏi ", "xin hỏi ", "alo ")
_AFTER = ("", "", "", "", " ạ", " vậy", " ?", " nhỉ", " với ạ")
_COLUMNS = [column.name for column in INTERACTION.columns]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question of the list with what the conversation made of it."""

    text: str
    outcome: str
    topic: str
    ids: str
    section_id: str | None
    confidence: float | None
    detail: str


async def answer_all() -> list[Answered]:
    """Return every question of the list, answered by the real conversation over the shipped announcements."""
    listed = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8"))
    texts = [each["q"] for group in listed.values() for each in group]
    settings = Settings(fair_use={"questions_per_minute": 10_000, "questions_per_day": 100_000})
    with tempfile.TemporaryDirectory() as folder:
        url = SecretStr(f"sqlite:///{folder}/loa.db")
        async with open_app(settings, Environment(database_url=url, loa_secret=SecretStr(SECRET))) as app:
            return [await _answer(app, text, f"q{number}") for number, text in enumerate(texts)]


async def _answer(app: App, text: str, key: str) -> Answered:
    shown: Shown = await app.conversation.answer(Visitor("a" * 20, Channel.WEB), text, key=key)
    topic = app.base.topic_of(*shown.announcement_ids, *(source.announcement_id for source in shown.sources))
    return Answered(
        text,
        shown.outcome.value,
        topic,
        json.dumps(list(shown.announcement_ids)),
        shown.section_id,
        shown.confidence,
        json.dumps(shown.detail, ensure_ascii=False),
    )


def make_rows(answered: Sequence[Answered], count: int, *, now: datetime, seed: int = 5) -> Iterator[dict[str, Any]]:
    """Give `count` interactions in the order of their moments, the last one at `now`."""
    chance = random.Random(seed)
    order = chance.sample(range(len(answered)), len(answered))
    weights = list(accumulate(1 / rank**0.9 for rank in range(1, len(answered) + 1)))
    events, event_weights = list(_EVENTS), list(accumulate(_EVENTS.values()))
    moments, last_question = _moments(count, now, chance), 1
    for number, at in enumerate(moments, 1):
        event = chance.choices(events, cum_weights=event_weights)[0]
        each = answered[order[chance.choices(range(len(order)), cum_weights=weights)[0]]]
        row = _row(number, at, each, event, chance)
        if event == "question":
            row["text"] = _spell(each.text, chance)
            row["folded"] = fold(row["text"])
            row["is_useful"] = chance.choices((None, True, False), (94, 4, 2))[0]
            last_question = number
        elif event == "feedback":
            row |= {"about_id": last_question, "is_useful": chance.random() < 0.7}
        yield row


def _row(number: int, at: datetime, each: Answered, event: str, chance: random.Random) -> dict[str, Any]:
    is_question, is_opened = event == "question", event in ("question", "open")
    return {
        "id": number,
        "key": f"m{number}",
        "at": at,
        "day": (at + timedelta(hours=7)).date(),
        "person": f"{min(int(chance.paretovariate(0.4)), RESIDENTS) * 7919:020x}",
        "channel": chance.choices(("telegram", "web"), (7, 3))[0],
        "language": "vi",
        "is_counted": chance.random() > 0.01,
        "event": event,
        "outcome": each.outcome if is_question else "noted" if event == "feedback" else "shown",
        "text": "",
        "folded": "",
        "topic": each.topic if is_opened else "",
        "announcement_ids": each.ids if is_opened else "[]",
        "section_id": each.section_id if is_opened else None,
        "confidence": each.confidence if is_question else None,
        "latency_ms": round(chance.uniform(2, 20), 2),
        "about_id": None,
        "is_useful": None,
        "detail": each.detail if is_question else "{}",
    }


def _moments(count: int, now: datetime, chance: random.Random) -> list[datetime]:
    """Return moments over three years that thicken in office hours and grow from year to year, in order."""
    days = YEARS.days
    start = now - YEARS
    weights = [_WEEKDAYS[(start + timedelta(days=day)).weekday()] * (1 + day / days) for day in range(days)]
    found = []
    for day in chance.choices(range(days), weights, k=count - 1):
        hour = chance.choices(range(24), _HOURS)[0]
        local = (start + timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
        found.append(
            local + timedelta(hours=hour - 7, seconds=chance.randrange(3600), microseconds=chance.randrange(10**6))
        )
    return sorted(min(at, now) for at in (*found, now))


def _spell(text: str, chance: random.Random) -> str:
    text = chance.choice(_BEFORE) + text + chance.choice(_AFTER)
    if chance.random() < 0.5:
        text = _folded(text)
    if chance.random() < 0.15 and len(text) > 6:
        place = chance.randrange(len(text) - 2)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text.lower() if chance.random() < 0.5 else text


@lru_cache(maxsize=100_000)
def _folded(text: str) -> str:
    return fold(text)


def write_rows(url: str, rows: Iterator[dict[str, Any]], *, batch: int = 5000) -> int:
    """Write interactions and their counters into a migrated, empty database; return how many."""
    counters = {
        table: Counter[tuple[Any, ...]]() for table in (VISIT_COUNTER, OUTCOME_COUNTER, HOUR_COUNTER, TOPIC_COUNTER)
    }
    written = 0
    with _Sqlite(url) if url.startswith("sqlite") else _Postgresql(url) as sink:
        while some := list(islice(rows, batch)):
            sink.add("interaction", _COLUMNS, [tuple(row[name] for name in _COLUMNS) for row in some])
            for row in some:
                _count(counters, row)
            written += len(some)
        for table, counts in counters.items():
            sink.add(table.name, [c.name for c in table.columns], [(*key, count) for key, count in counts.items()])
        sink.settle()
    return written


def _count(counters: dict[Any, Counter[tuple[Any, ...]]], row: dict[str, Any]) -> None:
    if not row["is_counted"]:
        return
    day, hour = row["day"], (row["at"].hour + 7) % 24
    counters[VISIT_COUNTER].update((day, subject) for subject in {"", *json.loads(row["announcement_ids"])})
    counters[OUTCOME_COUNTER][day, row["outcome"], row["channel"]] += 1
    counters[HOUR_COUNTER][day, hour, row["outcome"]] += 1
    if row["topic"]:
        counters[TOPIC_COUNTER][day, row["topic"]] += 1


class _Sqlite:
    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        self._connection.execute("PRAGMA synchronous=OFF")

    def __enter__(self) -> _Sqlite:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns))
        values = [tuple(_plain(value) for value in row) for row in rows]
        names = ", ".join(f'"{column}"' for column in columns)
        self._connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608
        self._connection.commit()

    def settle(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Postgresql:
    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)

    def __enter__(self) -> _Postgresql:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        with self._connection.cursor().copy(f"COPY {table} ({names}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def settle(self) -> None:
        last = "SELECT setval(pg_get_serial_sequence('interaction', 'id'), (SELECT max(id) FROM interaction))"
        self._connection.execute(last)
        self._connection.execute("VACUUM ANALYZE")


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if hasattr(value, "isoformat") else value


def fill(url: str, count: int, *, now: datetime) -> int:
    """Fill a migrated, empty database and return how many interactions it holds."""
    return write_rows(url, make_rows(asyncio.run(answer_all()), count, now=now))
