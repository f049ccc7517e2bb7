"""What earlier versions wrote is not lost when the schema grows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from bot.database import connect, open_database
from bot.migrations import upgrade
from bot.tables import HOUR_COUNTER, INTERACTION, OUTCOME_COUNTER, TOPIC_COUNTER

AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)  # half past midnight of the 23rd in Hà Nội
OLD_ROWS: tuple[dict[str, Any], ...] = (
    {"key": "q1", "event": "question", "outcome": "answered", "text": "Phí chứng thực", "ids": '["chung-thuc"]'},
    {"key": "q2", "event": "question", "outcome": "not_found", "text": "Đèn hỏng", "counted": False},
    {"key": "b1", "event": "browse", "outcome": "shown", "detail": '{"category": "moi-truong@8"}'},
    {"key": "f1", "event": "feedback", "outcome": "noted", "detail": '{"about": "q1", "is_useful": false}'},
    {"key": "f2", "event": "feedback", "outcome": "noted", "detail": '{"about": "gone", "is_useful": true}'},
)


def migrate_before(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "bot:migrations")
    config.attributes["connection"] = connection
    before = ScriptDirectory.from_config(config).get_revision(revision).down_revision
    command.upgrade(config, str(before))


def write_old_rows(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO announcement (id, digest, origin, title, kind, category_path, attachments, quality, status, "
            "is_sample, aliases, changed_at) VALUES ('chung-thuc', '', '', 'Phí', 'news', :path, '[]', 1, 'published', "
            ":no, '[]', :at)"
        ),
        {"path": '["Thủ tục", "Chứng thực"]', "no": False, "at": AT},
    )
    for row in OLD_ROWS:
        connection.execute(
            text(
                "INSERT INTO interaction (key, at, day, person, channel, language, is_counted, event, outcome, text, "
                "announcement_ids, latency_ms, detail) VALUES (:key, :at, '2026-11-23', 'p', 'web', 'vi', :counted, "
                ":event, :outcome, :text, :ids, 1, :detail)"
            ),
            {"at": AT, "counted": True, "text": "", "ids": "[]", "detail": "{}"} | row,
        )


async def test_the_question_log_takes_over_what_was_recorded(database_url: str) -> None:
    old = connect(database_url)
    async with old.write() as connection:
        await connection.run_sync(migrate_before, "0004")
        await connection.run_sync(write_old_rows)
    await old.close()
    database = await open_database(database_url)
    async with database.read() as connection:
        rows = {row["key"]: row for row in (await connection.execute(select(INTERACTION))).mappings()}
        outcomes, hours, topics = [
            sorted(tuple(row)[1:] for row in await connection.execute(select(table)))
            for table in (OUTCOME_COUNTER, HOUR_COUNTER, TOPIC_COUNTER)
        ]
    async with database.write() as connection:
        await connection.run_sync(upgrade)
    await database.close()
    assert [rows[key]["folded"] for key in ("q1", "q2", "b1")] == ["phi chung thuc", "den hong", ""]
    assert [rows[key]["topic"] for key in ("q1", "q2", "b1")] == ["chung-thuc", "", "moi-truong"]
    assert (rows["f1"]["about_id"], rows["f1"]["is_useful"], rows["q1"]["is_useful"]) == (
        rows["q1"]["id"],
        False,
        False,
    )
    assert (rows["f2"]["about_id"], rows["q2"]["is_useful"]) == (None, None)
    assert outcomes == [("answered", "web", 1), ("noted", "web", 2), ("shown", "web", 1)]
    assert hours == [(0, "answered", 1), (0, "noted", 2), (0, "shown", 1)]
    assert topics == [("chung-thuc", 1), ("moi-truong", 1)]
