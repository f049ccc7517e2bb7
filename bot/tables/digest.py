"""The daily digest to staff: who wants it, and who got which."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Table

from knowledge.store import METADATA, UtcDateTime

# Whoever never chose gets it by role.
DIGEST_CHOICE = Table(
    "digest_choice",
    METADATA,
    Column("staff_id", BigInteger, primary_key=True, autoincrement=False),
    Column("is_wanted", Boolean, nullable=False),
)

# Written before a digest is sent, so that no process sends it again; told_at once it was sent.
DIGEST_SENT = Table(
    "digest_sent",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("staff_id", BigInteger, primary_key=True, autoincrement=False),
    Column("told_at", UtcDateTime),
)
