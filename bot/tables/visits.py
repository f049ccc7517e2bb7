"""Visits: the interactions, the counters that outlive them, and the updates that came in."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Float, Index, Integer, String, Table, Text

from bot.tables.keys import BIG_KEY
from knowledge.store import METADATA, UtcDateTime

INTERACTION = Table(
    "interaction",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("key", String(40), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("day", Date, nullable=False),  # of the unit's time zone
    Column("person", String(20), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("is_counted", Boolean, nullable=False),
    Column("event", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("announcement_ids", JSON, nullable=False),
    Column("section_id", String(64)),
    Column("confidence", Float),
    Column("latency_ms", Float, nullable=False),
    Column("detail", JSON, nullable=False),
)

# Kept for ever, whatever becomes of the interactions; the subject is "" for all visits, else an announcement's id.
VISIT_COUNTER = Table(
    "visit_counter",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("subject", String(36), primary_key=True),
    Column("count", Integer, nullable=False),
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("seq", BIG_KEY, primary_key=True, autoincrement=True),
    Column("update_id", BigInteger, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("raw", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", Integer, nullable=False),  # 0 pending, 1 done, 2 dead
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("done_at", UtcDateTime),
    sqlite_autoincrement=True,
)
Index("inbox_state", INBOX.c.state, INBOX.c.seq)
