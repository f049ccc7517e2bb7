"""When the next message may go out: Telegram's limits as one budget, replies before bulk.

Replies are never slowed down until Telegram asks for silence. Telegram does not say whether it means one chat or the
whole bot: one chat is held alone, two at the same time mean everybody. Bulk messages keep to a rate of their own, leave
the budget's rest to replies, and pause as a whole for any refusal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

CAREFUL_S = 30.0
OVERALL_PER_S = 30.0  # Source: core.telegram.org/bots/faq (about 30 a second over all chats)
CAREFUL_PER_S = 25.0
PRIVATE_GAP_S = 1.0  # Source: the same (about 1 a second in one chat)
CATCH_UP_S = 0.25  # a bulk turn missed by no more than this, or by one turn's time, is made up for
MAX_CHATS = 20_000


class Pace:
    """Turns of replies and of bulk messages. `clock` tells monotonic seconds."""

    def __init__(self, clock: Callable[[], float], *, bulk_per_s: float = 25.0, group_per_minute: int = 20) -> None:
        self._clock = clock
        self._bulk_per_s = bulk_per_s
        self._budget = max(OVERALL_PER_S, bulk_per_s * OVERALL_PER_S / CAREFUL_PER_S)
        self._catch_up_s = max(CATCH_UP_S, 1 / bulk_per_s)
        self._group_gap_s = 60.0 / group_per_minute
        self._held_until: dict[int, float] = {}
        self._all_until = 0.0
        self._careful_until = 0.0
        self._next_at = 0.0
        self._bulk_until = 0.0
        self._bulk_at = float("-inf")
        self._recent: deque[float] = deque()
        self._last_at: dict[int, float] = {}

    def hold(self, chat_id: int, seconds: float) -> None:
        """Note that Telegram refused a reply to this chat for so many seconds."""
        now = self._clock()
        self._held_until = {chat: until for chat, until in self._held_until.items() if until > now}
        self._held_until[chat_id] = now + seconds
        if len(self._held_until) > 1:
            self._all_until = max(self._all_until, now + seconds)
            self._careful_until = self._all_until + CAREFUL_S

    def held_s(self, chat_id: int) -> float:
        """Return the seconds for which this chat has to wait, at most 0 when it may be written to."""
        return max(self._held_until.get(chat_id, 0.0), self._all_until) - self._clock()

    def take_turn_s(self) -> float:
        """Take a reply's turn and return the seconds until it comes, 0 unless all chats were held a while ago."""
        now = self._clock()
        turn_at = now
        if now < self._careful_until:
            turn_at = max(now, self._next_at)
            self._next_at = turn_at + 1 / CAREFUL_PER_S
        self._recent.append(turn_at)
        return turn_at - now

    def hold_bulk(self, seconds: float) -> None:
        """Note that Telegram refused a bulk message for so many seconds: the whole lane waits."""
        self._bulk_until = max(self._bulk_until, self._clock() + seconds)

    def bulk_turns(self) -> int:
        """Return how many bulk messages may go out now."""
        now = self._clock()
        if now < max(self._bulk_until, self._all_until):
            return 0
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        room = int(self._budget) - 1 - len(self._recent)
        due = int((now - max(self._bulk_at, now - self._catch_up_s)) * self._bulk_per_s + 1e-6)
        return max(0, min(room, due))

    def take_bulk(self, chat_id: int) -> None:
        """Take one of the turns that `bulk_turns` offered, for a message to this chat now."""
        now = self._clock()
        self._bulk_at = max(self._bulk_at, now - self._catch_up_s) + 1 / self._bulk_per_s
        self._recent.append(now)
        if len(self._last_at) >= MAX_CHATS:
            self._last_at = {chat: at for chat, at in self._last_at.items() if at > now - self._group_gap_s}
        self._last_at[chat_id] = now

    def bulk_wait_s(self, count: int) -> float:
        """Return the seconds until about `count` bulk messages may go out, as far as can be told now."""
        now = self._clock()
        held_s = max(self._bulk_until, self._all_until) - now
        due_s = max(self._bulk_at, now - self._catch_up_s) + count / self._bulk_per_s - now
        full_s = self._recent[0] + 1 - now if len(self._recent) >= int(self._budget) - 1 else 0.0
        return max(0.0, held_s, due_s, full_s)

    def chat_wait_s(self, chat_id: int) -> float:
        """Return the seconds until one more bulk message may go to this chat: groups (negative ids) get few."""
        gap_s = self._group_gap_s if chat_id < 0 else PRIVATE_GAP_S
        return self._last_at.get(chat_id, float("-inf")) + gap_s - self._clock()
