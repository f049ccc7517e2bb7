"""Subscribers from a list, as a unit keeps it: good lines are loaded, wrong ones are named, who stopped stays so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import subscribers
from bot.cli import main
from bot.database import Database, connect
from bot.subscribers import ChatKind, Digest, Subscriber
from bot.subscribing.importing import BATCH, Imported, import_entries
from bot.subscribing.listing import Entry, Problem, Reader, UnusableFileError, open_table
from tests.bot.cast import NOON
from tests.bot.test_subscribing import CHOICES
from tests.telegram.house import copy_content

Import = Callable[..., Result]
HEADER = "chat_id,language,topics,area,digest\n"


def read(folder: Path, text: str | bytes) -> list[Entry | Problem]:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(Reader(CHOICES, "vi").read(open_table(path)))


def problems(folder: Path, text: str) -> list[tuple[int, str]]:
    return [(each.line, each.column) for each in read(folder, text) if isinstance(each, Problem)]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, migrated_url: str) -> Import:
    """Give a function that imports a list into a database of each kind."""
    monkeypatch.chdir(tmp_path)
    content = copy_content(tmp_path)
    environment = {"DATABASE_URL": migrated_url, "LOA_CONTENT": str(content), "LOA_SECRET": "x" * 32}

    def run(text: str) -> Result:
        (tmp_path / "list.csv").write_text(text, "utf-8")
        return CliRunner().invoke(main, ["import-subscribers", "list.csv"], env=environment)

    return run


async def find(database: Database, chat_id: int) -> Subscriber | None:
    async with database.read() as connection:
        return await subscribers.find(connection, chat_id)


def in_database(url: str, act: Callable[[Database], Any]) -> Any:
    async def opened() -> Any:
        database = connect(url)
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(opened())


def test_a_line_holds_all_that_a_chat_wants(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, HEADER + "-1001234567890,en,Môi trường; dien-nuoc|chung thuc,Phường Dạ Hương,weekly\n")
    assert isinstance(entry, Entry)
    assert entry.line == 2
    assert entry.subscriber == Subscriber(
        -1001234567890,
        ChatKind.SUPERGROUP,
        "en",
        digest=Digest.WEEKLY,
        area="phuong-da-huong",
        topics=("chung-thuc", "dien-nuoc", "moi-truong"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "chat_id\n5\n",
        "\ufeffchat_id;language\r\n5;vi\r\n",
        "Ghi chú\tChat ID\nLan\t5\n".encode("utf-16"),
        "\n\nlanguage,chat_id\n,5\n\n,\n",
        '"chat_id","language"\n"5","VI"',
    ],
    ids=["plain", "spreadsheet", "UTF-16 with tabs", "empty lines", "quoted"],
)
def test_what_spreadsheets_write_is_read(tmp_path: Path, text: str | bytes) -> None:
    (entry,) = (each for each in read(tmp_path, text) if isinstance(each, Entry))
    assert entry.subscriber == Subscriber(5, ChatKind.PRIVATE, "vi")


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("abc,,,,", "chat_id"),
        (",vi,,,", "chat_id"),
        ("0,,,,", "chat_id"),
        ("1.23457E+11,,,,", "chat_id"),
        (f"{1 << 52},,,,", "chat_id"),
        ("7,fr,,,", "language"),
        ("7,,thể thao,,", "topics"),
        ("7,,tổ 3,,", "topics"),
        ("7,,,tổ 99,", "area"),
        ("7,,,,hourly", "digest"),
        ("5,,,,", "chat_id"),
        ('7,"vi', "chat_id"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path: Path, line: str, column: str) -> None:
    found = read(tmp_path, f"{HEADER}5,,,,\n{line}\n6,,,,\n")
    assert [(each.line, each.column) for each in found if isinstance(each, Problem)] == [(3, column)]
    good = [each.subscriber.chat_id for each in found if isinstance(each, Entry)]
    assert good == ([5] if '"' in line else [5, 6])


def test_unknown_columns_are_named_and_left_out(tmp_path: Path) -> None:
    assert problems(tmp_path, "chat_id,Họ tên\n5,Lan\n") == [(1, "ho_ten")]


@pytest.mark.parametrize("text", ["", "id,language\n5,vi\n", b"chat_id\n\xff\xfe5", b"\x00\x01"])
def test_a_file_without_chats_is_refused_with_the_mend(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(UnusableFileError, match=r"write it in the first line|save it as"):
        read(tmp_path, text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet='15-,;"\n\t viê', max_size=100))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for each in read(folder, f"chat_id,topics\n{text}".encode(errors="ignore")):
        assert isinstance(each, Entry | Problem)


def test_good_lines_are_loaded_beside_wrong_ones(load: Import, migrated_url: str) -> None:
    done = load("chat_id;topics\n5;hộ tịch\n6;không có\n7;\n")
    assert done.exit_code == 0
    assert "2 added, 0 changed, 0 unchanged, 0 left alone, 1 refused" in done.stdout
    assert "subscribers: 2 active, 0 stopped, 0 lost" in done.stdout
    assert "list.csv:3: topics: 'không có' is not known" in done.stderr
    found = in_database(migrated_url, lambda database: find(database, 5))
    assert found.topics == ("ho-tich",)


def test_the_same_list_again_changes_nothing(load: Import) -> None:
    load("chat_id,language\n5,en\n6,\n")
    assert "0 added, 0 changed, 2 unchanged" in load("chat_id,language\n5,en\n6,\n").stdout
    assert "0 added, 1 changed, 1 unchanged" in load("chat_id,language\n5,vi\n6,\n").stdout


def test_who_stopped_is_not_subscribed_again_and_listed(load: Import, migrated_url: str) -> None:
    async def stop(database: Database) -> None:
        async with database.write() as connection:
            await subscribers.stop(connection, 5, now=NOON)

    load("chat_id\n5\n")
    in_database(migrated_url, stop)
    done = load("chat_id\n5\n6\n")
    assert done.exit_code == 0
    assert "1 left alone" in done.stdout
    assert "list.csv:2: chat_id: 5 has stopped by its own wish" in done.stderr
    assert not in_database(migrated_url, lambda database: find(database, 5)).is_active


@pytest.mark.parametrize("text", ["id\n5\n", "chat_id\nabc\n"])
def test_a_file_that_is_of_no_use_ends_with_2(load: Import, text: str) -> None:
    done = load(text)
    assert done.exit_code == 2
    assert "list.csv" in done.stderr.splitlines()[-1]


async def test_many_lines_are_loaded_in_batches(database: Database, tmp_path: Path) -> None:
    lines = [f"{number},vi,môi trường;dien nuoc" for number in range(1, BATCH + 101)]
    entries = [
        each for each in read(tmp_path, "chat_id,language,topics\n" + "\n".join(lines)) if isinstance(each, Entry)
    ]
    result = Imported()
    for start in range(0, len(entries), BATCH):
        await import_entries(database, entries[start : start + BATCH], result, now=NOON)
    assert result.added == BATCH + 100
