"""What is too old goes in small pieces; a shortened retention waits until it is confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.cli import main
from bot.database import Database, open_database
from bot.interactions import Event, Interaction, InteractionLog
from bot.outcome import Outcome
from bot.retention import BATCH, Retention
from bot.settings import PrivacySettings
from bot.statistics import Statistics
from bot.tables import INTERACTION
from tests.bot.cast import HANOI, LAN, NOON


async def record(database: Database, ages: Sequence[int], *, now: datetime = NOON) -> None:
    """Record a question of each age in days."""
    log = InteractionLog(database, HANOI)
    await asyncio.gather(
        *(
            log.record(
                Interaction(
                    f"k{number}-{age}",
                    now - timedelta(days=age, minutes=1),
                    LAN,
                    Event.QUESTION,
                    Outcome.NOT_FOUND,
                    text=f"câu hỏi {age}",
                    detail={"did_you_mean": f"câu hỏi {age}"},
                )
            )
            for number, age in enumerate(ages)
        )
    )


def keep(database: Database, text_days: int, interaction_days: int = 1000, *, now: datetime = NOON) -> Retention:
    """Return the retention of so many days."""
    return Retention(
        database, PrivacySettings(text_days=text_days, interaction_days=interaction_days), HANOI, lambda: now
    )


async def texts(database: Database) -> list[tuple[str, str, dict[str, str]]]:
    """Return what is left of every question, oldest first."""
    columns = (INTERACTION.c.text, INTERACTION.c.folded, INTERACTION.c.detail)
    async with database.read() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns).order_by(INTERACTION.c.at))]


async def test_words_go_before_the_lines_and_the_counters_stay(database: Database) -> None:
    await keep(database, 30, 100).purge()  # a new installation
    await record(database, (120, 40, 10))
    assert await keep(database, 30, 100).purge() == 3
    assert await texts(database) == [
        ("", "", {}),
        ("câu hỏi 10", "cau hoi 10", {"did_you_mean": "câu hỏi 10"}),
    ]
    assert (await Statistics(database, HANOI, online_minutes=5).visits(NOON)).total == 3


async def test_the_preview_says_what_goes_and_changes_nothing(database: Database) -> None:
    await keep(database, 30).purge()
    await record(database, (50, 40, 10))
    before = await texts(database)
    due, lines = await keep(database, 30).preview()
    assert (due.rule, due.days, due.rows, str(due.oldest), due.is_waiting) == ("texts", 30, 2, "2026-10-04", False)
    assert (lines.rule, lines.rows, lines.oldest) == ("interactions", 0, None)
    assert (await keep(database, 30).preview(5))[0].rows == 3
    assert await texts(database) == before


async def test_a_shortened_retention_waits_and_the_old_one_goes_on(database: Database) -> None:
    await keep(database, 90).purge()
    await record(database, (100, 60, 10))
    shortened = keep(database, 30)
    assert await shortened.purge() == 1
    assert [text for text, _, _ in await texts(database)] == ["", "câu hỏi 60", "câu hỏi 10"]
    (due, _) = await shortened.preview()
    assert (due.is_waiting, due.rows, due.applied_days) == (True, 1, 90)
    assert await shortened.apply() == 1
    assert not (await shortened.preview())[0].is_waiting
    assert [text for text, _, _ in await texts(database)] == ["", "", "câu hỏi 10"]


async def test_the_passing_of_days_needs_no_confirmation(database: Database) -> None:
    await keep(database, 30).purge()
    await record(database, (29, 10, 1))
    later = NOON + timedelta(days=25)  # also after a long standstill
    assert not (await keep(database, 30, now=later).preview())[0].is_waiting
    assert await keep(database, 30, now=later).purge() == 2


async def test_a_longer_retention_is_taken_over_at_once(database: Database) -> None:
    await keep(database, 30).purge()
    await record(database, (40,))
    assert await keep(database, 60).purge() == 0
    assert (await keep(database, 60).preview())[0].applied_days == 60


async def test_old_data_met_for_the_first_time_waits(database: Database) -> None:
    await record(database, (400, 10))
    assert await keep(database, 30).purge() == 0
    assert (await keep(database, 30).preview())[0].is_waiting
    assert await keep(database, 30).apply() == 1


async def test_many_rows_go_in_small_transactions(sqlite: Database) -> None:
    await keep(sqlite, 30).purge()
    await record(sqlite, [40] * (2 * BATCH + 1))
    waits = []

    async def answer_meanwhile() -> None:
        for number in range(20):
            started = asyncio.get_running_loop().time()
            await record(sqlite, (0,), now=NOON + timedelta(minutes=number))
            waits.append(asyncio.get_running_loop().time() - started)

    rows, _ = await asyncio.gather(keep(sqlite, 30).purge(), answer_meanwhile())
    assert rows == 2 * BATCH + 1
    assert max(waits) < 2


def test_the_command_shows_first_and_takes_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/loa.db"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)

    async def fill() -> None:
        database = await open_database(url)
        await record(database, (400, 300, 10), now=datetime.now(NOON.tzinfo))
        await database.close()

    asyncio.run(fill())
    shown = CliRunner().invoke(main, ["retention"]).output
    assert "Nothing has changed" in shown
    assert "waits to be confirmed: no limit before" in shown
    assert [line.split()[:3] for line in shown.splitlines() if line.startswith("texts")] == [["texts", "180", "2"]]
    assert "2 rows are gone" in CliRunner().invoke(main, ["retention", "--apply"]).output
    assert "0  -" in CliRunner().invoke(main, ["retention"]).output
    assert CliRunner().invoke(main, ["retention", "--days", "0"]).exit_code == 2
