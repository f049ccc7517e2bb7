"""The Bot API without HTTP: state, checks and the carrying out of one call."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.servers.arguments import Arguments, Upload, decode_arguments
from tests.servers.clock import Clock
from tests.servers.entities import unknown_kinds
from tests.servers.errors import ApiError, bad_request
from tests.servers.faults import Faults
from tests.servers.files import FileStore
from tests.servers.formatting import UnsupportedError
from tests.servers.journal import Call, Journal
from tests.servers.limits import Limiter, Limits
from tests.servers.queries import Queries
from tests.servers.spec import Method, load_spec
from tests.servers.updates import UpdateQueue
from tests.servers.webhooks import Webhooks
from tests.servers.world import User, World

NO_METHOD = ApiError(404, "Not Found: method not found")
Handler = Callable[["Backend", Arguments], Any]  # what a method does; may be a coroutine function


@dataclass(frozen=True, slots=True)
class Options:
    """How a server behaves beyond what Telegram documents."""

    limits: Limits | None = None
    time_scale: float = 1.0
    seed: int = 0
    allows_loopback_webhook: bool = True
    reads_all_group_messages: bool = False
    paces_polls: bool = False
    checks_answers: bool = True
    keeps_only_ids: bool = False  # the log forgets texts and answers: for runs of hundreds of thousands of calls
    clock: Clock | None = None


class Backend:
    """One bot's world on the server; `execute` carries out one call."""

    def __init__(self, bot: User, options: Options, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self.spec = load_spec()
        self.options = options
        self.clock = options.clock or Clock(options.time_scale)
        self.world = World(bot)
        self.updates = UpdateQueue(self.clock)
        self.webhooks = Webhooks(self.updates, self.clock, self._execute_in_answer, options.seed)
        self.limiter = Limiter(options.limits, self.clock)
        self.faults = Faults(options.seed)
        self.files = FileStore()
        self.queries = Queries(self.clock)
        self.journal = Journal()
        self.violations: list[str] = []
        self.inline_messages: dict[str, dict[str, Any]] = {}
        self.commands: dict[tuple[str, ...], list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.allows_loopback_webhook = options.allows_loopback_webhook
        self.reads_all_group_messages = options.reads_all_group_messages
        self._last_poll: tuple[int, float] = (0, float("-inf"))

    def push(self, kind: str, content: dict[str, Any], queue_id: int) -> int | None:
        """Queue an update for the bot and return its id. Raises ValueError when it breaks the specification."""
        if problems := self.spec.problems("Update", {"update_id": 1, kind: content}):
            raise ValueError("; ".join(problems))
        return self.updates.add(kind, content, queue_id)

    def violate(self, reason: str) -> None:
        """Record that the bot broke the specification."""
        self.violations.append(reason)

    def pace_poll(self, offset: int, limit: int, timeout_s: int) -> tuple[int, int]:
        """Return limit and timeout of a getUpdates; with `paces_polls` asking the same again soon gets crumbs."""
        if not self.options.paces_polls:
            return limit, timeout_s
        now = time.monotonic()
        last_offset, last_at = self._last_poll
        self._last_poll = (offset, now)
        if offset == last_offset and now < last_at + 3.0:
            timeout_s = max(timeout_s, 3)
            limit = 1 if now < last_at + 0.5 else limit
        return limit, timeout_s

    async def execute(self, call: Call, raw: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Carry out a call and return the HTTP status and the body of the answer."""
        method = self.spec.methods.get(call.method.lower())
        try:
            if method is None:
                raise NO_METHOD
            call.method = method.name
            result = await self._run(method, call, raw)
        except ApiError as error:
            call.status, call.description = error.code, error.description
            return error.code, error.as_json()
        call.status, call.result, call.is_processed = 200, result, True
        return 200, {"ok": True, "result": result}

    async def _run(self, method: Method, call: Call, raw: Mapping[str, Any]) -> Any:
        decoded = decode_arguments(self.spec, method, raw)
        call.arguments = _loggable(decoded.arguments)
        self.violations.extend(decoded.violations)
        self.violations.extend(f"{method.name}: no entity {kind!r}" for kind in unknown_kinds(decoded.arguments))
        if decoded.refusal is not None:
            raise decoded.refusal
        try:
            result = self._handle(method, decoded.arguments)
            if inspect.isawaitable(result):
                result = await result
        except UnsupportedError as reason:
            self.violate(f"{method.name}: {reason}")
            raise ApiError(501, f"Not Implemented: {reason}") from reason
        except (AttributeError, KeyError, TypeError) as error:
            if not decoded.violations:
                raise
            raise bad_request("wrong parameter type specified") from error
        if self.options.checks_answers:
            self._check_answer(method, result)
        return result

    def _handle(self, method: Method, arguments: Arguments) -> Any:
        handler = self._handlers.get(method.name.lower())
        if handler is not None:
            return handler(self, arguments)
        if method.returns == "Boolean":
            return True
        raise UnsupportedError(f"{method.name} is not known to this server")

    def _check_answer(self, method: Method, result: Any) -> None:
        if problems := self.spec.problems(method.returns, result):
            raise AssertionError(f"{method.name} would answer against the specification: {problems}")

    async def _execute_in_answer(self, method: str, parameters: dict[str, Any]) -> Any:
        return await self.execute(self.journal.open(method, {}, self.clock.now()), parameters)


def _loggable(arguments: Arguments) -> Arguments:
    """Return arguments for the log, uploads by name and size instead of their bytes."""
    if not any(isinstance(value, Upload) for value in arguments.values()):
        return arguments
    return {
        name: f"<file {value.name}, {len(value.data)} bytes>" if isinstance(value, Upload) else value
        for name, value in arguments.items()
    }
