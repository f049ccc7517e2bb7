"""The loudspeaker: subscribers, broadcasts and their deliveries."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.tables.keys import BIG_KEY
from knowledge.store import METADATA, UtcDateTime

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
