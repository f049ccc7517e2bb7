"""When the next message may go out, after Telegram has asked for silence.

Nobody is slowed down until then. Telegram does not say whether it means one chat or the whole bot: one chat is held
alone, two at the same time mean everybody.
"""

from __future__ import annotations

from collections.abc import Callable

CAREFUL_S = 30.0
CAREFUL_PER_S = 25.0  # Source: core.telegram.org/bots/faq (about 30 a second over all chats)


class Pace:
    """Holds chats, or all of them, for as long as Telegram said; afterwards messages start again one by one."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._held_until: dict[int, float] = {}
        self._all_until = 0.0
        self._careful_until = 0.0
        self._next_at = 0.0

    def hold(self, chat_id: int, seconds: float) -> None:
        """Note that Telegram refused a message to this chat for so many seconds."""
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
        """Take the next turn and return the seconds until it comes, 0 unless all chats were held a while ago."""
        now = self._clock()
        if now >= self._careful_until:
            return 0.0
        turn_at = max(now, self._next_at)
        self._next_at = turn_at + 1 / CAREFUL_PER_S
        return turn_at - now
