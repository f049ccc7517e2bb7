"""HTTP for python-telegram-bot over aiohttp: kept-alive, bounded, and it never shows the token."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

MAX_ANSWER_BYTES = 8 << 20  # Source: tdlib/telegram-bot-api cuts a getUpdates answer at about 4 MiB
MAX_FILE_BYTES = 20 << 20  # Source: core.telegram.org/bots/api#getfile
MAX_RETRY_AFTER_S = 86_400.0
KEEP_ALIVE_S = 30.0


class NotSentError(NetworkError):
    """The request never left: nothing was delivered, a repetition is safe."""


class NotSentTimeoutError(NotSentError, TimedOut):
    """No connection within the time allowed: nothing was delivered."""


class RefusedError(NetworkError):
    """The Bot API server itself says that it failed (5xx): nothing was delivered. A gateway's page tells nothing."""


class FloodWait(RetryAfter):
    """Telegram asks for `retry_after_s` seconds of silence."""

    def __init__(self, retry_after_s: float) -> None:
        TelegramError.__init__(self, f"Too Many Requests: retry after {retry_after_s:g}")
        self._retry_after = timedelta(seconds=retry_after_s)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class _Strings:
    """Stands for the library's RequestData, which converts every parameter anew."""

    json_parameters: dict[str, str]
    contains_files: bool = False


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for each stage of a request; `upload_s` stands for `write_s` where files go along."""

    read_s: float = 15.0
    write_s: float = 15.0
    connect_s: float = 10.0
    pool_s: float = 10.0
    upload_s: float = 60.0


class AiohttpRequest(BaseRequest):
    """One pool of at most `connections` kept-alive connections; `proxy` is a URL such as http://host:3128."""

    def __init__(self, *, connections: int, timeouts: Timeouts | None = None, proxy: str | None = None) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Return the read time-out in seconds that holds where a call names none."""
        return self._timeouts.read_s

    async def initialize(self) -> None:
        """Open the pool; a second call changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_S)
            headers = {"User-Agent": self.USER_AGENT}
            self._session = aiohttp.ClientSession(
                connector=connector, headers=headers, cookie_jar=aiohttp.DummyCookieJar(), proxy=self._proxy
            )

    async def shutdown(self) -> None:
        """Close the pool and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def post_strings(self, url: str, parameters: dict[str, str]) -> Any:
        """Return the result of a call whose parameters are strings already; errors are those of `post`."""
        return await self.post(url, cast("RequestData", _Strings(parameters)))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body. Time-outs are in seconds, None for none.

        Raises NotSentError where nothing reached the server, FloodWait on 429, else TimedOut or NetworkError: then the
        server may have acted.
        """
        defaults = self._timeouts
        has_files = request_data is not None and request_data.contains_files
        write_s = _given(write_timeout, defaults.upload_s if has_files else defaults.write_s)
        limits = _limits(
            pool_s=_given(pool_timeout, defaults.pool_s),
            connect_s=_given(connect_timeout, defaults.connect_s),
            write_s=write_s,
            read_s=_given(read_timeout, defaults.read_s),
        )
        try:
            status, body = await self._exchange(url, method, data=_encode(request_data), limits=limits)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _translate(error) from None  # the cause may quote the URL, and with it the token
        return _read_status(status, body, is_file=method == "GET")

    async def _exchange(
        self, url: str, method: str, *, data: aiohttp.FormData | bytes | None, limits: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the HTTP pool is not open")
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if isinstance(data, bytes) else None
        max_bytes = MAX_FILE_BYTES if method == "GET" else MAX_ANSWER_BYTES
        async with self._session.request(
            method, url, data=data, headers=headers, timeout=limits, allow_redirects=False
        ) as response:
            return response.status, await _read_body(response, max_bytes)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the JSON object of an answer; raises NetworkError for anything else, without quoting it.

        What a sent message replies to is left out: Telegram repeats the question as typed, and the library logs it.
        """
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("Invalid server response")
        if isinstance(sent := answer.get("result"), dict):
            sent.pop("reply_to_message", None)
        return answer


def find_proxy(url: str) -> str | None:
    """Return the proxy that the environment names for `url`, None for a direct connection."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _given(value: Any, default: float) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _limits(
    *, pool_s: float | None, connect_s: float | None, write_s: float | None, read_s: float | None
) -> aiohttp.ClientTimeout:
    stages = (pool_s, connect_s, write_s, read_s)
    first = None if pool_s is None or connect_s is None else pool_s + connect_s
    total = None if None in stages else sum(stage or 0.0 for stage in stages)
    return aiohttp.ClientTimeout(total=total, connect=first, sock_connect=connect_s, sock_read=read_s)


def _encode(request_data: RequestData | None) -> aiohttp.FormData | bytes | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return urlencode(request_data.json_parameters).encode()
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > max_bytes:
            raise aiohttp.ClientPayloadError(f"the answer is longer than {max_bytes} bytes")
    return bytes(body)


def _translate(error: Exception) -> NetworkError:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSentTimeoutError("no connection in time")
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSentError(f"no connection: {error.os_error.strerror or type(error.os_error).__name__}")
    if isinstance(error, aiohttp.InvalidURL):
        return NotSentError("the address of the Bot API server is not a URL")
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return TimedOut("no answer in time")
    return NetworkError(f"connection lost: {type(error).__name__}")


def _read_status(status: int, body: bytes, *, is_file: bool) -> tuple[int, bytes]:
    """Return status and body as the library expects them, whatever a proxy or a sloppy server sent."""
    is_success = HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES
    if is_success and (is_file or body.startswith(b'{"ok":true,"result":')):
        return status, body
    try:
        answer = AiohttpRequest.parse_json_payload(body)
    except NetworkError:
        return (status, body) if is_success else (status, b"{}")
    parameters = answer.get("parameters") or {}
    if not isinstance(parameters, dict):
        return status, b"{}"
    retry_after = parameters.get("retry_after")
    if isinstance(retry_after, int | float) and retry_after > 0:
        raise FloodWait(min(retry_after, MAX_RETRY_AFTER_S))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.get("ok") is False:
        raise RefusedError(f"{answer.get('description')} ({status})")
    if is_success and "result" not in answer:
        code = answer.get("error_code")
        return (code if isinstance(code, int) and code >= HTTPStatus.BAD_REQUEST else 502), body
    return status, body
