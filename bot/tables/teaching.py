"""Teaching: the lessons, and what a lesson would change before it is saved."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, String, Table, Text

from bot.tables.keys import BIG_KEY
from knowledge.store import METADATA, UtcDateTime

# Never deleted: a lesson that was taken back stays, and counts no more. Every change adds 1 to `revision`, so that the
# sum over all rows tells every process whether something changed.
LESSON = Table(
    "lesson",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),  # knowledge.teaching.LessonKind
    Column("wording", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("target", String(64), nullable=False),  # an announcement's or a section's id, "" for none
    Column("digest", String(16), nullable=False),  # of the pinned section
    Column("author_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("interaction_id", BigInteger),  # the log row that it came from
    Column("replay_id", BigInteger, unique=True),  # the replay after which it was saved: saved once
    Column("effect", JSON, nullable=False),  # what that replay said: asked, changed
    Column("undone_at", UtcDateTime),
    Column("undone_by", BigInteger),
    Column("revision", Integer, nullable=False),
    sqlite_autoincrement=True,
)

# A proposed lesson, or the taking back of one, with what it would change; forgotten after a day. Questions of the log
# are named by their row, never copied, so that what a resident erases is gone here too.
REPLAY = Table(
    "replay",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("staff_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("proposal", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # bot.teaching.proposal.ReplayState
    Column("mark", String(40), nullable=False),  # the state of the knowledge that was asked
    Column("asked", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),  # when the process that works on it last said so
    sqlite_autoincrement=True,
)
Index("replay_at", REPLAY.c.at)
