"""The loopback Bot API server: HTTP around a backend, with faults, latency and the log."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers import control
from tests.servers.backend import Backend, Options
from tests.servers.driver import Driver
from tests.servers.errors import ApiError
from tests.servers.faults import Effect, Fault, Faults
from tests.servers.group import Group
from tests.servers.journal import Call, Journal
from tests.servers.limits import Limits
from tests.servers.methods import HANDLERS
from tests.servers.requests import MAX_REQUEST_BYTES, read_parameters
from tests.servers.world import User

DEFAULT_TOKEN = "7000000001:loopback-token-of-the-test-bot"
_UNAUTHORIZED = ApiError(401, "Unauthorized")
_NOT_FOUND = ApiError(404, "Not Found")


class BotApiServer(Driver):
    """A Bot API server on 127.0.0.1 as an async context manager; the driver's methods play the residents.

    `options` beyond these four: see `Options`.
    """

    def __init__(
        self,
        token: str = DEFAULT_TOKEN,
        *,
        limits: Limits | None = None,
        latency_s: float = 0.0,
        port: int = 0,
        **options: Any,
    ) -> None:
        bot_id = int(token.partition(":")[0])
        bot = User(bot_id, "Loa Phường", username="loa_phuong_bot", language_code="", is_bot=True)
        super().__init__(Backend(bot, Options(limits=limits, **options), HANDLERS))
        self.token = token
        self.latency_s = latency_s
        self._port = port
        self._closing = asyncio.Event()
        self._runner: web.ServerRunner | None = None

    @property
    def base_url(self) -> str:
        """Return the address for TELEGRAM_API_URL, "http://127.0.0.1:PORT"."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> Journal:
        """Return all requests that came, in order."""
        return self.backend.journal

    @property
    def violations(self) -> list[str]:
        """Return what the bot did against the specification; tests assert that this is empty."""
        return self.backend.violations

    @property
    def faults(self) -> Faults:
        """Return the script of faults."""
        return self.backend.faults

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, access_log=None, request_factory=self._make_request)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self.backend.updates.abort_held(ApiError(500, "Internal Server Error: restart"))
        await self.backend.webhooks.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def _make_request(self, message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_REQUEST_BYTES)

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        first, _, rest = request.path.lstrip("/").partition("/")
        if first == f"bot{self.token}":
            return await self._serve_method(request, rest)
        if first == "file" and rest.startswith(f"bot{self.token}/"):
            return self._serve_file(rest.partition("/")[2])
        if first == "__driver":
            return await control.serve(self, request, rest)
        return _answer(*_refusal(_UNAUTHORIZED if first.startswith("bot") and ":" in first else _NOT_FOUND))

    async def _serve_method(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        received_at = self.backend.clock.now()
        try:
            raw = await read_parameters(request)
        except ApiError as error:
            call = self.log.open(name, {}, received_at)
            call.status, call.description = error.code, error.description
            return _answer(*_refusal(error))
        except ConnectionError:  # the client died while it wrote: nothing was asked
            return web.Response(status=400)
        call = self.log.open(name, {}, received_at)
        chat_id = _chat_id(raw)
        call.arguments = raw if chat_id is None else raw | {"chat_id": chat_id}
        fault = self.faults.pick(name, chat_id) if self.faults.script else None
        try:
            return await self._carry_out(request, (call, raw), fault)
        finally:
            call.finished_at = self.backend.clock.now()
            if self.backend.options.keeps_only_ids:
                call.forget_contents()

    async def _carry_out(
        self, request: web.BaseRequest, received: tuple[Call, dict[str, Any]], fault: Fault | None
    ) -> web.StreamResponse:
        call, raw = received
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        if fault is not None and (early := await self._strike_before(request, call, fault)) is not None:
            return early
        try:
            answer = await self.backend.execute(call, raw)
        except Exception as error:  # a fault of this server must fail the test that met it, whatever the bot does
            call.status, call.description = 500, repr(error)
            self.violations.append(f"the server itself failed in {call.method}: {error!r}")
            answer = _refusal(ApiError(500, "Internal Server Error"))
        if fault is not None and fault.effect in {Effect.LOST_ANSWER, Effect.LATE_RESET}:
            await self._wait(fault.seconds)
            return _cut(request)
        return _answer(*answer)

    async def _strike_before(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.StreamResponse | None:
        call.fault = fault.effect
        if fault.effect is Effect.MIGRATE:
            self._migrate(call.chat_id)
            return None
        if fault.effect is Effect.ANSWER:
            call.status = fault.status
            return web.Response(status=fault.status, body=fault.body, content_type=fault.content_type)
        if fault.effect in {Effect.SILENCE, Effect.DELAY}:
            await self._wait(fault.seconds)
        return None if fault.effect in {Effect.DELAY, Effect.LOST_ANSWER, Effect.LATE_RESET} else _cut(request)

    def _migrate(self, chat_id: int | str | None) -> None:
        chat = None if chat_id is None else self.backend.world.find_chat(chat_id)
        if chat is not None and chat.migrated_to is None:
            Group(self.backend, chat).migrate()

    async def _wait(self, seconds: float) -> None:
        """Wait real seconds, or until the server closes."""
        try:
            await asyncio.wait_for(self._closing.wait(), seconds)
        except TimeoutError:
            return

    def _serve_file(self, path: str) -> web.StreamResponse:
        stored = self.backend.files.at_path(path)
        if stored is None:
            return _answer(*_refusal(_NOT_FOUND))
        return web.Response(body=stored.data, content_type="application/octet-stream")


def _chat_id(raw: dict[str, Any]) -> Any:
    chat_id = raw.get("chat_id")
    is_number = isinstance(chat_id, str) and chat_id.lstrip("-").isdecimal()
    return int(chat_id) if is_number and isinstance(chat_id, str) else chat_id


def _refusal(error: ApiError) -> tuple[int, dict[str, Any]]:
    return error.code, error.as_json()


def _answer(status: int, body: dict[str, Any]) -> web.Response:
    response = web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")
    if status == 429 and "parameters" in body:
        response.headers["Retry-After"] = str(body["parameters"]["retry_after"])
    return response


def _cut(request: web.BaseRequest) -> web.Response:
    """Reset the connection, so that the client reads no answer."""
    transport = request.transport
    if transport is not None:
        peer = transport.get_extra_info("socket")
        if peer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response(status=500)
