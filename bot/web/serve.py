"""Serve an ASGI application until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.settings import SettingsError

GRACE_S = 5
MAX_REQUESTS_AT_ONCE = 512
PATIENCE_S = 10.0
MAX_HEADER_BYTES = 16_384


class _Impatient(H11Protocol):
    """Ends a connection on which no whole request comes in time; uvicorn waits for ever once a byte has come.

    Without it a few hundred silent connections take every place that the server has.
    """

    patience_s = PATIENCE_S

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_request()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._await_request()

    def _await_request(self) -> None:
        self.loop.call_later(self.patience_s, self._give_up, self.cycle)

    def _give_up(self, last: object) -> None:
        """Close unless a request has begun since `last`, the one that was the latest when the wait began."""
        if self.cycle is last and (self.cycle is None or self.cycle.response_complete):
            self.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn that leaves the signals to the application and tells when it listens."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    stop: asyncio.Event,
    *,
    on_ready: Callable[[int], None],
    patience_s: float = PATIENCE_S,
) -> None:
    """Serve `app` until `stop` is set, then let running requests end within GRACE_S seconds.

    A connection on which no whole request comes for `patience_s` seconds is closed. `on_ready` gets the port (the real
    one when `port` is 0) once connections are accepted. Raises SettingsError, one line that names the key and the mend,
    when the address cannot be had.
    """
    listener = _bind(host, port)
    real_port: int = listener.getsockname()[1]
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="none",
        http=type("_Protocol", (_Impatient,), {"patience_s": patience_s}),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MAX_REQUESTS_AT_ONCE,
        h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = _Server(config, lambda: on_ready(real_port))
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named: otherwise each reply waits 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise SettingsError(_explain(error, host, port)) from error
    return listener


def _explain(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"web.port: {port} on {host} is taken by another program; set a free one, e.g. LOA_WEB__PORT=8081"
    if error.errno == errno.EACCES:
        return f"web.port: {port} is reserved for the system; set one above 1023, e.g. LOA_WEB__PORT=8080"
    return f"web.host: cannot listen on {host!r} ({error.strerror}); set an address of this machine, e.g. 127.0.0.1"
