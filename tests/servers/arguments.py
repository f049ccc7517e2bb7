"""The arguments of one call: decoded from strings or JSON, checked against the specification."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.servers.errors import ApiError, bad_request
from tests.servers.spec import Method, Parameter, Spec

Arguments = dict[str, Any]
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_BOOLEANS: Mapping[str, bool] = {"true": True, "false": False, "1": True, "0": False}
# Source: tdlib/telegram-bot-api Client.cpp; anything else is 'parameter "x" is required'
_MISSING: Mapping[str, str] = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "file_id": "file_id not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "action": "wrong parameter action in request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "inline_query_id": "query is too old and response timeout expired or query ID is invalid",
    "commands": "can't parse commands JSON object",
    "media": "can't parse media JSON object",
}
_UNREADABLE: Mapping[str, str] = {
    "reply_markup": "can't parse reply keyboard markup JSON object",
    "reply_parameters": "can't parse reply parameters JSON object",
    "link_preview_options": "can't parse link preview options JSON object",
    "results": "can't parse inline query results JSON object",
    "scope": "can't parse BotCommandScope JSON object",
    "menu_button": "can't parse menu button JSON object",
    "reaction": "can't parse reaction types JSON object",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that came in a multipart request."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(slots=True)
class Decoded:
    """The outcome of decoding: usable arguments, violations of the specification, the refusal if any."""

    arguments: Arguments
    violations: list[str]
    refusal: ApiError | None = None


def decode_arguments(spec: Spec, method: Method, raw: Mapping[str, Any]) -> Decoded:
    """Return the arguments of `method` out of raw parameters (strings, uploads or JSON values)."""
    decoded = Decoded({}, [])
    for name, value in raw.items():
        parameter = method.parameters.get(name)
        if parameter is None:
            if not isinstance(value, Upload):  # other parts of a multipart body are what attach:// refers to
                decoded.violations.append(f"{method.name}: unknown parameter {name}")
            else:
                decoded.arguments[name] = value
        elif value != "":
            _decode_one(spec, method, parameter, (name, value), decoded)
    for name, parameter in method.parameters.items():
        if parameter.is_required and name not in decoded.arguments and decoded.refusal is None:
            decoded.violations.append(f"{method.name}: {name} is required")
            decoded.refusal = bad_request(_MISSING.get(name, f'parameter "{name}" is required'))
    return decoded


def _decode_one(spec: Spec, method: Method, parameter: Parameter, item: tuple[str, Any], into: Decoded) -> None:
    name, value = item
    types = parameter.types
    if isinstance(value, Upload):
        if "InputFile" not in types:
            into.violations.append(f"{method.name}.{name}: a file is not allowed")
        into.arguments[name] = value
        return
    if isinstance(value, str):
        try:
            value = _read_string(types, value)
        except ValueError:
            into.violations.append(f"{method.name}.{name}: cannot be read as {'|'.join(types)}")
            if any(known not in _SIMPLE for known in types):
                into.refusal = bad_request(_UNREADABLE.get(name, f"can't parse {name} JSON object"))
            return
    if types == ("InputFile",):
        into.violations.append(f"{method.name}.{name}: must be uploaded as a file")
    elif "InputFile" not in types or type(value) is not str:
        into.violations += spec.problems(parameter.type_text, value, f"{method.name}.{name}")
    into.arguments[name] = value


_SIMPLE = frozenset({"String", "Integer", "Float", "Boolean", "InputFile"})


def _read_string(types: tuple[str, ...], text: str) -> Any:
    """Return the value that the text of a form field stands for; raise ValueError when it is none."""
    if "Integer" in types and _INTEGER.fullmatch(text):
        return int(text)
    if "String" in types:
        return text
    if types == ("Boolean",):
        if (value := _BOOLEANS.get(text.lower())) is None:
            raise ValueError(text)
        return value
    if types == ("Float",):
        return float(text)
    if types == ("Integer",):
        raise ValueError(text)
    return json.loads(text)
