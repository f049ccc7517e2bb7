"""Staff: roles, what they tried, where they stand in a conversation, what they switched."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, String, Table

from bot.tables.keys import BIG_KEY
from knowledge.store import METADATA, UtcDateTime

STAFF = Table(
    "staff",
    METADATA,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("name", String(80), nullable=False, server_default=""),
    Column("unit_id", String(40), nullable=False, server_default=""),  # "" for every unit
    Column("topics", JSON, nullable=False, server_default="[]"),  # slugs; none: every topic
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

# The digest of the code that makes the first admin; at most one row.
FOUNDING_CODE = Table("founding_code", METADATA, Column("digest", String(64), primary_key=True))

# How often a person tried a wrong code since it was made.
FOUNDING_TRY = Table(
    "founding_try",
    METADATA,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
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
Index("audit_staff", AUDIT.c.staff_id, AUDIT.c.id)
Index("audit_deed", AUDIT.c.deed, AUDIT.c.id)

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
