"""A key that counts up, wide enough for years."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer

BIG_KEY = BigInteger().with_variant(Integer, "sqlite")
