"""Visits: the interactions, the counters that outlive them, and the updates that came in."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

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
    Column("folded", Text, nullable=False),  # the text without marks, to be searched; goes when the text goes
    Column("topic", String(40), nullable=False),  # slug of the category that it led to, "" where none is known
    Column("announcement_ids", JSON, nullable=False),
    Column("section_id", String(64)),
    Column("confidence", Float),
    Column("latency_ms", Float, nullable=False),
    Column("about_id", BIG_KEY),  # the interaction that this one is a word about
    Column("is_useful", Boolean),  # what the visitor said of it, NULL for nothing; on both rows
    Column("detail", JSON, nullable=False),
)
_ABOUT = text("about_id IS NOT NULL")
Index("interaction_about", INTERACTION.c.about_id, sqlite_where=_ABOUT, postgresql_where=_ABOUT)

# Kept for ever, whatever becomes of the interactions; the subject is "" for all visits, else an announcement's id.
VISIT_COUNTER = Table(
    "visit_counter",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("subject", String(36), primary_key=True),
    Column("count", Integer, nullable=False),
)
Index("visit_counter_subject", VISIT_COUNTER.c.subject, VISIT_COUNTER.c.day, VISIT_COUNTER.c.count)

# How the counted visits of a day ended, by channel; kept for ever, as are the two below.
OUTCOME_COUNTER = Table(
    "outcome_counter",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

# The same by the hour of the unit's day.
HOUR_COUNTER = Table(
    "hour_counter",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("hour", SmallInteger, primary_key=True, autoincrement=False),
    Column("outcome", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
)

# By topic, where one is known.
TOPIC_COUNTER = Table(
    "topic_counter",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("topic", String(40), primary_key=True),
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
