"""Fetch updates by long polling: commit them to the inbox first, confirm them to Telegram afterwards.

Source: core.telegram.org/bots/api#getupdates (an offset confirms everything below it).
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from telegram.error import Conflict, InvalidToken
from telegram.request import BaseRequest

from bot.telegram.inbox import Inbox, Unreadable
from bot.telegram.reduction import ALLOWED_UPDATES, Incoming, MalformedUpdateError, Reduction, read_int
from bot.telegram.transport import FloodWait
from bot.telegram.waiting import first_of

BATCH = 100
READ_SLACK_S = 10.0
PAUSE_S = 0.2
MAX_BACK_OFF_S = 30.0

_LOG = logging.getLogger(__name__)


class PollingError(ConnectionError):
    """No update could be fetched for too long; the message says why."""


@dataclass(frozen=True, slots=True)
class PollSettings:
    """How to poll. `stale_after_s` without success ends the process; fetching pauses at `inbox_limit` pending rows."""

    timeout_s: int = 30
    stale_after_s: float = 300.0
    inbox_limit: int = 2000
    first_back_off_s: float = 1.0


class Intake:
    """The one long-polling loop of this bot. `base_url` ends with the token and is never shown."""

    def __init__(
        self, request: BaseRequest, base_url: str, inbox: Inbox, reduction: Reduction, *, settings: PollSettings
    ) -> None:
        self.last_good_poll_at: datetime | None = None
        self.problem = ""
        self._request = request
        self._base_url = base_url
        self._inbox = inbox
        self._reduction = reduction
        self._settings = settings
        self._offset: int | None = None
        self._failing_since: float | None = None
        self._failures = 0

    async def run(self, stop: asyncio.Event, *, pending: Callable[[], int], on_stored: Callable[[], None]) -> None:
        """Fetch until `stop`. Raises PollingError after `stale_after_s` of failures in a row."""
        while not stop.is_set():
            if pending() >= self._settings.inbox_limit:
                await first_of(stop, timeout_s=PAUSE_S)
                continue
            try:
                updates = await self._poll_until(stop)
                if updates is None:
                    return
                await self._keep(updates)
            except Exception as error:  # whatever it is: told, waited out, and in the end raised
                await first_of(stop, timeout_s=self._fail(error))
            else:
                self._failing_since, self._failures, self.problem = None, 0, ""
                self.last_good_poll_at = datetime.now(UTC)
                if updates:
                    on_stored()
                elif self._settings.timeout_s == 0:
                    await first_of(stop, timeout_s=PAUSE_S)

    async def _poll_until(self, stop: asyncio.Event) -> list[Any] | None:
        """Return a batch, or None when `stop` came first: what the server sent then is sent again."""
        polling, stopping = asyncio.create_task(self._poll()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return polling.result() if polling.done() else None
        finally:
            polling.cancel()
            stopping.cancel()
            await asyncio.wait({polling, stopping})

    async def _poll(self) -> list[Any]:
        timeout_s = self._settings.timeout_s
        query = {"timeout": timeout_s, "limit": BATCH, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            query["offset"] = self._offset
        url = f"{self._base_url}/getUpdates?{urlencode(query)}"
        result = await self._request.post(url, read_timeout=timeout_s + READ_SLACK_S)
        if not isinstance(result, list):
            raise TypeError("getUpdates gave no list")
        return result

    async def _keep(self, updates: list[Any]) -> None:
        """Commit a batch, then move the offset, which confirms it with the next poll."""
        numbered = [(update_id, update) for update in updates if (update_id := _read_id(update)) is not None]
        if updates and not numbered:
            raise TypeError("getUpdates gave updates without ids")
        reduced = (self._reduce(update_id, update) for update_id, update in numbered)
        await self._inbox.store([each for each in reduced if each])
        # With nothing left to confirm, ask from the start: after a quiet week Telegram draws a new first id at random.
        self._offset = max(update_id for update_id, _ in numbered) + 1 if numbered else None

    def _reduce(self, update_id: int, update: dict[str, Any]) -> Incoming | Unreadable | None:
        try:
            return self._reduction.reduce(update)
        except MalformedUpdateError as error:
            _LOG.warning("update %d cannot be read: %s", update_id, error)
            return Unreadable(update_id, str(error))
        except Exception as error:  # our mistake; it must not hold up the others
            _LOG.exception("update %d cannot be reduced", update_id)
            return Unreadable(update_id, repr(error))

    def _fail(self, error: Exception) -> float:
        """Note a failed poll and return the seconds to wait. Raises PollingError."""
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        self._failures += 1
        self.problem = explain(error)
        failing_s = now - self._failing_since
        if failing_s >= self._settings.stale_after_s:
            raise PollingError(f"Telegram: no update could be fetched for {failing_s:.0f} s: {self.problem}") from error
        _LOG.warning("polling failed (%d in a row): %s", self._failures, self.problem)
        if isinstance(error, FloodWait):
            return error.retry_after_s
        back_off_s: float = self._settings.first_back_off_s * 2 ** min(self._failures - 1, 10)
        return min(back_off_s, MAX_BACK_OFF_S)


def explain(error: Exception) -> str:
    """Return what is wrong with the connection to Telegram, and the mend where there is one."""
    if isinstance(error, InvalidToken):
        return "the server refuses the token (401 or 404): check TELEGRAM_TOKEN and TELEGRAM_API_URL"
    if isinstance(error, Conflict):
        return f"another process uses the same token: run only one ({error})"
    return f"{type(error).__name__}: {error}"


def _read_id(update: Any) -> int | None:
    try:
        return read_int(update, "update_id") if isinstance(update, dict) else None
    except MalformedUpdateError:
        return None
