"""A list of subscribers as a CSV file -> subscribers, and what is wrong, line by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.catalogue import LANGUAGES
from bot.subscribers import ChatKind, Digest, Subscriber
from bot.subscribing.choices import Choices, Kind
from knowledge.vietnamese import fold

MAX_BYTES = 64 << 20
MAX_TOPICS = 60
_MAX_ID = 1 << 52  # Source: core.telegram.org/bots/api#chat (at most 52 significant bits)
_FIRST_SUPERGROUP = -1_000_000_000_000  # ids from here downwards are supergroups and channels
_COLUMNS = ("chat_id", "language", "topics", "area", "digest")
_NUMBER = re.compile(r"-?[0-9]{1,16}")
_PARTED = re.compile(r"[;|]")
_SHOWN = 40


class UnusableFileError(Exception):
    """A file of which nothing can be read; the message names it and the mend."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one line; lines count from 1 with the header."""

    line: int
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One good line; `given` are the columns that had a value: the others stay as they are at a known subscriber."""

    line: int
    subscriber: Subscriber
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file by column, with their line, None for one that cannot be read; at most `size` of them."""

    columns: Mapping[str, int]
    rows: Iterator[tuple[int, Sequence[str] | None]]
    size: int
    problems: tuple[Problem, ...] = ()


class Reader:
    """Turns rows into entries; knows what there is to choose and which chats came already."""

    def __init__(self, choices: Choices, language: str) -> None:
        self._choices = choices
        self._language = language
        self._seen: dict[int, int] = {}
        self._find = lru_cache(maxsize=1000)(self._search)

    def read(self, table: Table) -> Iterator[Entry | Problem]:
        """Give an entry for each good line, and for each wrong one what is wrong; empty lines are passed over."""
        yield from table.problems
        for line, row in table.rows:
            if row is None:
                yield Problem(line, "chat_id", "the line cannot be read; a quotation mark is left open here or before")
                continue
            values = {name: row[at].strip() for name, at in table.columns.items() if at < len(row)}
            if any(values.values()):
                yield self._entry(line, values)

    def _entry(self, line: int, values: Mapping[str, str]) -> Entry | Problem:
        try:
            chat_id = _chat_id(values.get("chat_id", ""))
            if (first := self._seen.setdefault(chat_id, line)) != line:
                raise _WrongError("chat_id", f"{chat_id} stands in line {first} already; keep one")
            subscriber = Subscriber(
                chat_id,
                _kind(chat_id),
                _one_of("language", values.get("language", "").lower() or self._language, LANGUAGES),
                digest=Digest(_one_of("digest", values.get("digest", "").lower() or Digest.NOW, tuple(Digest))),
                area=self._area(values.get("area", "")),
                topics=self._topics(values.get("topics", "")),
            )
        except _WrongError as wrong:
            return Problem(line, wrong.column, wrong.why)
        return Entry(line, subscriber, frozenset(name for name, value in values.items() if value))

    def _area(self, typed: str) -> str:
        return self._slug(Kind.AREA, typed) if typed else ""

    def _topics(self, typed: str) -> tuple[str, ...]:
        topics = {self._slug(Kind.TOPIC, each.strip()) for each in _PARTED.split(typed) if each.strip()}
        if len(topics) > MAX_TOPICS:
            raise _WrongError("topics", f"are more than {MAX_TOPICS}; leave the field empty for every topic")
        return tuple(sorted(topics))

    def _slug(self, kind: Kind, typed: str) -> str:
        found, why = self._find(kind, typed)
        if not found:
            raise _WrongError("topics" if kind is Kind.TOPIC else "area", why)
        return found

    def _search(self, kind: Kind, typed: str) -> tuple[str, str]:
        """Return the slug that a name or slug means, or "" and why there is none."""
        if self._choices.find(kind, typed):
            return typed, ""
        wish = self._choices.read(typed)
        found = [*wish.topics] if kind is Kind.TOPIC else [wish.area] if wish.area else []
        if len(found) == 1 and not wish.doubts:
            return found[0].slug, ""
        near = [each.slug for doubt in wish.doubts for each in doubt.offered if each.kind is kind]
        there = self._choices.topics() if kind is Kind.TOPIC else self._choices.areas()
        known = near or [each.slug for each in there[:5]]
        mend = (
            f"write e.g. {', '.join(known[:5])}" if known else "there is none yet: load announcements and units first"
        )
        return "", f"'{typed[:_SHOWN]}' is not known; {mend}"


class _WrongError(Exception):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


def open_table(path: Path) -> Table:
    """Return the rows of a CSV file with a header; comma, semicolon or tab, with or without a byte-order mark.

    Raises UnusableFileError.
    """
    text = _read_text(path)
    header = text.lstrip("\n").partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = next((_names(row) for _, row in _rows(reader) if row and any(row)), [])
    columns = {name: at for at, name in reversed(list(enumerate(names))) if name in _COLUMNS}
    if "chat_id" not in columns:
        raise UnusableFileError(f"{path}: has no column chat_id; write it in the first line, e.g. chat_id,language")
    unknown = tuple(
        Problem(reader.line_num, name[:_SHOWN], f"is no column; known are {', '.join(_COLUMNS)}")
        for name in names
        if name and name not in _COLUMNS
    )
    return Table(columns, _rows(reader), text.count("\n") + 1, unknown)


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnusableFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise UnusableFileError(f"{path}: is larger than {MAX_BYTES >> 20} MB; split it")
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFileError(f"{path}: is not UTF-8; save it as “CSV UTF-8” and try again") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(reader: Any) -> Iterator[tuple[int, list[str] | None]]:
    """Give each row with its first line, None for what the format does not allow or what runs over several lines."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, None
        else:
            yield line, row if reader.line_num == line else None


def _names(row: Sequence[str]) -> list[str]:
    return [re.sub(r"[\s-]+", "_", fold(name).strip()) for name in row]


def _chat_id(text: str) -> int:
    if not text:
        raise _WrongError("chat_id", "is missing; write the number of the chat")
    if not _NUMBER.fullmatch(text) or not 0 < abs(int(text)) < _MAX_ID:
        mend = "write the number of the chat; in a spreadsheet format the column as text"
        raise _WrongError("chat_id", f"'{text[:_SHOWN]}' is no chat's number; {mend}")
    return int(text)


def _kind(chat_id: int) -> ChatKind:
    if chat_id > 0:
        return ChatKind.PRIVATE
    return ChatKind.SUPERGROUP if chat_id < _FIRST_SUPERGROUP else ChatKind.GROUP


def _one_of(column: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise _WrongError(column, f"'{value[:_SHOWN]}' is not known; write one of {', '.join(known)}")
    return value
