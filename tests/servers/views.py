"""A window on one chat: what the bot sent there, and waiting for more."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.servers.backend import Backend
from tests.servers.sent import SentMessage
from tests.servers.world import Chat, Message

DEFAULT_TIMEOUT_S = 5.0


class ChatView:
    """One chat as its members see it; `next_…` methods go through what happened, in order and each once."""

    def __init__(self, backend: Backend, chat: Chat) -> None:
        self.backend = backend
        self.chat = chat
        self._read: dict[str, int] = {}

    @property
    def messages(self) -> list[SentMessage]:
        """Return all messages that the bot sent here, edits applied, without the deleted ones."""
        return [message for message in self.all_messages if not message.is_deleted]

    @property
    def all_messages(self) -> list[SentMessage]:
        """Return all messages that the bot ever sent here."""
        return [self._view(event.message) for event in self.chat.events if event.kind == "sent"]

    @property
    def last(self) -> SentMessage:
        """Return the newest message of the bot. Raises IndexError when there is none."""
        return self.messages[-1]

    @property
    def actions(self) -> list[str]:
        """Return the chat actions ("typing", ...) that were shown."""
        return [event.message["action"] for event in self.chat.events if event.kind == "action"]

    @property
    def reply_keyboard(self) -> list[list[str]]:
        """Return the labels of the keyboard below the input field."""
        return self.chat.reply_keyboard

    async def next_message(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> SentMessage:
        """Return the next message of the bot that was not returned yet. Raises TimeoutError."""
        return self._view(await self._next("sent", timeout_s))

    async def next_edit(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> SentMessage:
        """Return the next message that the bot edited. Raises TimeoutError."""
        return self._view(await self._next("edited", timeout_s))

    async def next_deletion(self, timeout_s: float = DEFAULT_TIMEOUT_S) -> SentMessage:
        """Return the next message that the bot deleted. Raises TimeoutError."""
        return self._view(await self._next("deleted", timeout_s))

    async def wait_until(self, is_true: Callable[[], object], timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
        """Wait until a condition holds, looking after each event in the chat. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not is_true():
                await self._arrival()

    async def expect_silence(self, for_s: float = 0.3) -> None:
        """Wait and raise AssertionError if the bot sends anything meanwhile."""
        try:
            message = await self.next_message(for_s)
        except TimeoutError:
            return
        raise AssertionError(f"unexpected message: {message.plain!r}")

    def skip_messages(self) -> None:
        """Take all that happened so far as read."""
        self._read = dict.fromkeys(("sent", "edited", "deleted"), len(self.chat.events))

    def _view(self, message: Message) -> SentMessage:
        return SentMessage(self.chat, message["message_id"], message)

    async def _next(self, kind: str, timeout_s: float) -> Message:
        async with asyncio.timeout(timeout_s):
            while True:
                for position in range(self._read.get(kind, 0), len(self.chat.events)):
                    self._read[kind] = position + 1
                    if self.chat.events[position].kind == kind:
                        return self.chat.events[position].message
                await self._arrival()

    async def _arrival(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self.chat.waiters.append(waiter)
        await waiter
