"""The bot's own tables, beside those of the knowledge base."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from knowledge.store import METADATA, UtcDateTime

BIG_KEY = BigInteger().with_variant(Integer, "sqlite")

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

STAFF = Table(
    "staff",
    METADATA,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)

# A chat that asked for bulletins; quiet hours in minutes of the unit's day, NULL for the unit's own.
SUBSCRIBER = Table(
    "subscriber",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("digest", String(16), nullable=False),
    Column("area", String(40), nullable=False),  # "" for the whole unit
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("since", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
Index("subscriber_state", SUBSCRIBER.c.state, SUBSCRIBER.c.chat_id)

# The topics of a subscriber: slugs of categories; none: every topic.
SUBSCRIBER_TOPIC = Table(
    "subscriber_topic",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", String(40), primary_key=True),
)

BROADCAST = Table(
    "broadcast",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("tier", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("content", JSON, nullable=False),
    Column("topic", String(40), nullable=False),  # "" for every topic
    Column("area", String(40), nullable=False),  # "" for the whole unit
    Column("target_id", Integer),  # the broadcast that a correction or a recall is about
    Column("parent_id", Integer),  # the periodical broadcast that this is one run of
    Column("key", String(40), unique=True),  # names what must be sent only once, such as the bulletin of a day
    Column("cron", String(80), nullable=False),  # "" for once
    Column("approvers_needed", Integer, nullable=False),
    Column("send_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("reason", String(300), nullable=False),  # why it was stopped, "" otherwise
    Column("progress_id", BigInteger),  # the message in the author's chat that shows the progress
    sqlite_autoincrement=True,
)
Index("broadcast_state", BROADCAST.c.state, BROADCAST.c.send_at)

# Who approved or refused what; kept for ever.
APPROVAL = Table(
    "approval",
    METADATA,
    Column("broadcast_id", Integer, primary_key=True),
    Column("staff_id", BigInteger, primary_key=True, autoincrement=False),
    Column("is_approved", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# One row for each recipient of a broadcast. `original_id` is the message that a correction edits or a recall deletes.
DELIVERY = Table(
    "delivery",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("broadcast_id", Integer, nullable=False),
    Column("chat_id", BigInteger),  # NULL once the person has erased everything
    Column("state", Integer, nullable=False),  # bot.broadcasts.ledger.DeliveryState
    Column("next_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("topics", Text, nullable=False),  # of a bulletin's recipient, and "@" before the area, parted by blanks
    Column("quiet_from", Integer),
    Column("quiet_until", Integer),
    Column("original_id", BigInteger),
    Column("original_at", UtcDateTime),
    Column("message_id", BigInteger),
    Column("code", String(80)),
    Column("settled_at", UtcDateTime),
    Column("opened_at", UtcDateTime),
    UniqueConstraint("broadcast_id", "chat_id"),
    sqlite_autoincrement=True,
)
# Literal states: with a bound parameter PostgreSQL does not use a partial index.
_PENDING, _SENDING = text("state = 0"), text("state = 1")
Index(
    "delivery_pending",
    DELIVERY.c.broadcast_id,
    DELIVERY.c.next_at,
    DELIVERY.c.id,
    sqlite_where=_PENDING,
    postgresql_where=_PENDING,
)
Index("delivery_sending", DELIVERY.c.broadcast_id, sqlite_where=_SENDING, postgresql_where=_SENDING)
Index("delivery_chat", DELIVERY.c.chat_id)

# Which process may do what only one may do at a time, such as sending for a bot.
LEASE = Table(
    "lease",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("holder", String(40), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What staff can switch for all processes at once; "halt" stops every broadcast.
SWITCH = Table(
    "switch",
    METADATA,
    Column("name", String(16), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# Every attempt of staff, allowed or not; kept for ever.
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("staff_id", BigInteger, nullable=False),
    Column("deed", String(24), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("is_allowed", Boolean, nullable=False),
    Column("detail", JSON, nullable=False),
)

# Where a member of staff stands in a conversation of several steps.
DIALOGUE = Table(
    "dialogue",
    METADATA,
    Column("staff_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("step", String(24), nullable=False),
    Column("data", JSON, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
