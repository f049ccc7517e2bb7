"""The desk's doors: one-time links and sessions, known by digests only."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from knowledge.store import METADATA, UtcDateTime

# What opens a session once: a link, or the signed data of a Mini App, which is written down as it is used.
LOGIN_LINK = Table(
    "login_link",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("staff_id", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

DESK_SESSION = Table(
    "desk_session",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("staff_id", BigInteger, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
