"""Delivery of updates to a webhook: one in flight per chat, parallel across chats, Telegram's retry schedule.

Source: tdlib/telegram-bot-api WebhookActor.cpp.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.servers.clock import Clock
from tests.servers.updates import EXPIRY_S, Pending, UpdateQueue

DEFAULT_CONNECTIONS = 40
ANSWER_TIMEOUT_S = 60
MAX_RETRY_AFTER_S = 3600
MAX_DELAY_S = 60
GONE_S = 23 * 3600
QUIET_S = 10
_NOT_IN_ANSWERS = frozenset({"setwebhook", "deletewebhook", "close", "logout"})
Execute = Callable[[str, dict[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go, and how many requests at once."""

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to the webhook and what came back; status 0 when no answer came."""

    update_id: int
    queue_id: int
    sent_at: float
    status: int


class Webhooks:
    """The present webhook and its deliveries."""

    def __init__(self, updates: UpdateQueue, clock: Clock, execute: Execute, seed: int = 0) -> None:
        self.current: Webhook | None = None
        self.deliveries: list[Delivery] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._updates = updates
        self._clock = clock
        self._execute = execute
        self._random = random.Random(seed)
        self._queues: dict[int, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._freed = asyncio.Condition()
        self._last_success_at = float("-inf")
        self._last_error: tuple[int, str] | None = None
        self._gone_since: float | None = None

    async def start(self, webhook: Webhook) -> None:
        """Replace the webhook and deliver what is pending to the new one."""
        await self.stop()
        self.current = webhook
        self._last_error = self._gone_since = None
        self._last_success_at = float("-inf")
        timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S / self._clock.time_scale)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))
        self._updates.on_added = self._enqueue
        for pending in self._updates.pending():
            self._enqueue(pending)

    async def stop(self) -> None:
        """Forget the webhook; what is in flight is cancelled."""
        self.current = None
        self._updates.on_added = None
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._queues.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> dict[str, Any]:
        """Return `WebhookInfo` without what the queue of updates knows."""
        webhook = self.current
        if webhook is None:
            return {"url": "", "has_custom_certificate": False}
        info = {"url": webhook.url, "has_custom_certificate": False, "max_connections": webhook.max_connections}
        if self._last_error is not None:
            info |= {"last_error_date": self._last_error[0], "last_error_message": self._last_error[1]}
        return info

    def _enqueue(self, pending: Pending) -> None:
        queue = self._queues.get(pending.queue_id)
        if queue is not None:
            queue.append(pending)
            return
        self._queues[pending.queue_id] = deque([pending])
        task = asyncio.create_task(self._drain(pending.queue_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, queue_id: int) -> None:
        """Deliver the updates of one chat, one after another."""
        queue = self._queues[queue_id]
        while queue and self.current is not None:
            await self._deliver(queue.popleft())
        self._queues.pop(queue_id, None)

    async def _deliver(self, pending: Pending) -> None:
        """Send one update until it is taken or expires."""
        delay_s, failures = 1.0, 0
        while True:
            status, retry_after_s = await self._attempt(pending)
            if 200 <= status <= 299:
                self._updates.forget(pending.update_id, is_taken=True)
                return
            if status == 410 and await self._is_gone():
                return
            wait_s = float(min(max(retry_after_s, 0), MAX_RETRY_AFTER_S))
            if wait_s == 0 and failures > 0:
                delay_s = wait_s = min(delay_s * 2, self._random.uniform(MAX_DELAY_S, 2 * MAX_DELAY_S))
            failures += 1
            if self._clock.now() + wait_s > pending.created_at + EXPIRY_S:
                self._updates.forget(pending.update_id, is_taken=False)
                return
            await self._clock.sleep(wait_s)

    async def _is_gone(self) -> bool:
        """Remove the webhook after 23 hours of 410 and return whether that is so."""
        now = self._clock.now()
        self._gone_since = now if self._gone_since is None else self._gone_since
        if now - self._gone_since <= GONE_S:
            return False
        await self.stop()
        return True

    async def _attempt(self, pending: Pending) -> tuple[int, int]:
        """Send one update once, when a connection is free; return the status and the Retry-After."""
        async with self._freed:
            await self._freed.wait_for(self._has_free_connection)
            self.in_flight += 1
            self.most_in_flight = max(self.most_in_flight, self.in_flight)
        sent_at = self._clock.now()
        status, retry_after_s = 0, 0
        try:
            status, retry_after_s = await self._post(pending)
        except (aiohttp.ClientError, TimeoutError) as error:
            self._note_error(f"Connection failed: {type(error).__name__}")
        finally:
            self.deliveries.append(Delivery(pending.update_id, pending.queue_id, sent_at, status))
            self.in_flight -= 1
        async with self._freed:
            self._freed.notify_all()
        return status, retry_after_s

    def _has_free_connection(self) -> bool:
        is_quiet = self._clock.now() - self._last_success_at > QUIET_S
        allowed = 1 if is_quiet or self.current is None else self.current.max_connections
        return self.in_flight < allowed

    async def _post(self, pending: Pending) -> tuple[int, int]:
        webhook, session = self.current, self._session
        if webhook is None or session is None:
            raise aiohttp.ClientConnectionError("the webhook was removed")
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        body = json.dumps(pending.body).encode()
        async with session.post(webhook.url, data=body, headers=headers, allow_redirects=False) as response:
            answer = await response.read()
            if 200 <= response.status <= 299:
                self._last_success_at, self._gone_since = self._clock.now(), None
                await self._execute_answer(response, answer)
            else:
                self._note_error(f"Wrong response from the webhook: {response.status} {response.reason}")
            retry_after = response.headers.get("Retry-After", "")
            return response.status, int(retry_after) if retry_after.isdecimal() else 0

    async def _execute_answer(self, response: aiohttp.ClientResponse, answer: bytes) -> None:
        """Carry out a method given in the answer; its result reaches nobody."""
        if response.content_type != "application/json":
            return
        try:
            parameters = json.loads(answer)
        except ValueError:
            return
        method = parameters.pop("method", "") if isinstance(parameters, dict) else ""
        if method and method.lower() not in _NOT_IN_ANSWERS and not method.lower().startswith("get"):
            await self._execute(method, parameters)

    def _note_error(self, message: str) -> None:
        self._last_error = (self._clock.date(), message)
