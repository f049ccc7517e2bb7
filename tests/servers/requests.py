"""Parameters of an HTTP request: query, urlencoded form, multipart or JSON."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField
from yarl import URL

from tests.servers.arguments import Upload
from tests.servers.errors import bad_request

MAX_REQUEST_BYTES = 60 << 20


async def read_parameters(request: web.BaseRequest) -> dict[str, Any]:
    """Return the raw parameters of a request; those of the body win. Raises ApiError for unreadable JSON."""
    parameters: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method != "POST":
        return parameters
    content_type = request.content_type
    if content_type == "application/json":
        parameters |= _read_json(await request.read())
    elif content_type.startswith("multipart/"):
        parameters |= await _read_multipart(request)
    else:
        # yarl decodes a query string many times as fast as urllib
        body = (await request.read()).decode("utf-8", "replace").strip()
        parameters |= URL.build(path="/", query_string=body, encoded=True).query
    return parameters


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        parameters = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(parameters, dict):
        raise bad_request("expected a JSON object")
    return {name: value for name, value in parameters.items() if value is not None}


async def _read_multipart(request: web.BaseRequest) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            parameters[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            parameters[name] = value
    return parameters
