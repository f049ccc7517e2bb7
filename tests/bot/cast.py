"""The people, days and moments that the tests speak of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.visitor import Channel, Visitor

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12:00 in Hà Nội
LAN = Visitor(person="1a" * 10, channel=Channel.TELEGRAM)
MINH = Visitor(person="2b" * 10, channel=Channel.WEB)
OFFICIAL = Visitor(person="3c" * 10, channel=Channel.TELEGRAM, is_counted=False)
