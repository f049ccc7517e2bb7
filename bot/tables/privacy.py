"""Privacy: which retention was applied last, and when."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from knowledge.store import METADATA, UtcDateTime

# A setting in days that is shorter than the one applied last waits until somebody confirms it.
RETENTION = Table(
    "retention",
    METADATA,
    Column("rule", String(24), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("applied_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),  # that went at the last time at which any did
)
