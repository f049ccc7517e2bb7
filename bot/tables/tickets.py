"""Tickets: what residents put to officials, who waits for the answer, what happened, what must be told."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from bot.tables.keys import BIG_KEY
from knowledge.store import METADATA, UtcDateTime

# Holds no person: those who wait for the answer stand in TICKET_ASKER.
TICKET = Table(
    "ticket",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("code", String(8), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("text", Text, nullable=False),  # masked; "" once everybody who asked has erased it
    Column("topic", String(80), nullable=False),
    Column("photo", String(255)),  # the channel's name for a file
    Column("place", Text),  # in words, masked
    Column("latitude", Float),
    Column("longitude", Float),
    Column("assignee", BigInteger),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),  # when somebody is reminded next
    Column("reminders", Integer, nullable=False),
    Column("answer", Text),
    Column("version", Integer, nullable=False),  # of the answer: 0 without one, above 1 once corrected
    Column("answered_by", BigInteger),
    Column("answered_at", UtcDateTime),
    Column("title", Text),  # the question as staff worded it for everybody
    Column("wording", Text),  # the answer as staff worded it for everybody
    Column("worded_by", BigInteger),
    Column("knowledge_id", String(36)),
    sqlite_autoincrement=True,
)
Index("ticket_state", TICKET.c.state, TICKET.c.due_at)
Index("ticket_opened", TICKET.c.opened_at)
Index("ticket_answered", TICKET.c.answered_at)

# One row for each person who waits for a ticket's answer; `key` names the incoming event.
TICKET_ASKER = Table(
    "ticket_asker",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("key", String(48), nullable=False, unique=True),
    Column("person", String(20), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("chat_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("ticket_asker_person", TICKET_ASKER.c.person, TICKET_ASKER.c.at)

# What happened to a ticket, for ever; a draft is the event under whose id it is sent.
TICKET_EVENT = Table(
    "ticket_event",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("staff_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("key", String(48), unique=True),
    Column("at", UtcDateTime, nullable=False),
)

# What must be told, in a chat or on the page: the intent is written before the message, the result after it.
TICKET_NOTICE = Table(
    "ticket_notice",
    METADATA,
    Column("id", BIG_KEY, primary_key=True, autoincrement=True),
    Column("ticket_id", BigInteger, nullable=False, index=True),
    Column("asker_id", BigInteger, index=True),  # NULL for what staff are told
    Column("kind", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("chat_id", BigInteger),  # NULL for the page
    Column("state", String(16), nullable=False),
    Column("is_repeated", Boolean, nullable=False),  # an earlier try may have arrived
    Column("message_id", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("reason", String(80), nullable=False),
)
_WAITING = text("state in ('pending', 'sending')")
Index("ticket_notice_waiting", TICKET_NOTICE.c.next_at, sqlite_where=_WAITING, postgresql_where=_WAITING)

# Where a resident stands in a conversation of several steps that leads to a ticket.
TICKET_DRAFT = Table(
    "ticket_draft",
    METADATA,
    Column("person", String(20), primary_key=True),
    Column("chat_id", BigInteger),
    Column("kind", String(16), nullable=False),
    Column("step", String(16), nullable=False),
    Column("key", String(48), nullable=False),  # of the event that began it
    Column("heard", String(48), nullable=False),  # of the latest event
    Column("text", Text, nullable=False),
    Column("photo", String(255)),
    Column("place", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("changed_at", UtcDateTime, nullable=False),
)

# The group of staff in which tickets are shown; at most one row. `problem` is why nothing can be said there.
TICKET_GROUP = Table(
    "ticket_group",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("set_by", BigInteger, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("problem", String(80), nullable=False),
)
