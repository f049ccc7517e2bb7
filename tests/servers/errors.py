"""Refusals of the Bot API, with the texts that the real server gives.

Source: tdlib/telegram-bot-api, Client.cpp; tdlib/td.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ApiError(Exception):
    """One refused request: HTTP status, description and optional parameters of the answer."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_json(self) -> dict[str, Any]:
        """Return the body that the real server sends."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = dict(self.parameters)
        return body


def bad_request(reason: str, **parameters: Any) -> ApiError:
    """Return a 400; like the real server, lower the first letter unless the reason is a CONSTANT_NAME."""
    keeps_case = len(reason) > 1 and (reason[1] == "_" or reason[1].isupper())
    text = reason if keeps_case else reason[:1].lower() + reason[1:]
    return ApiError(400, f"Bad Request: {text}", parameters)


def forbidden(reason: str) -> ApiError:
    """Return a 403."""
    return ApiError(403, f"Forbidden: {reason}")


def conflict(reason: str) -> ApiError:
    """Return a 409."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after_s: int) -> ApiError:
    """Return a 429 that asks to wait."""
    description = f"Too Many Requests: retry after {retry_after_s}"
    return ApiError(429, description, {"retry_after": retry_after_s})
