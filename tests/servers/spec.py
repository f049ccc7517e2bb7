"""The Bot API as data: checks of parameters and answers against spec.json, compiled on first use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from tests.servers.reduce_spec import SPEC_PATH

Check = Callable[[Any, str, list[str]], None]
_ARRAY = "Array of "


class Parameter(NamedTuple):
    """One parameter of a method: its declared type names and whether it must be there."""

    types: tuple[str, ...]
    is_required: bool


class Method(NamedTuple):
    """One method of the Bot API."""

    name: str
    parameters: Mapping[str, Parameter]
    returns: str


class Spec:
    """All methods and types; methods are found whatever the case of the letters, as on the real server."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.version: str = raw["version"]
        self.methods = {name.lower(): _read_method(name, entry) for name, entry in raw["methods"].items()}
        self._types: Mapping[str, Any] = raw["types"]
        self._checks: dict[str, Check] = dict(_PRIMITIVES)

    def problems(self, type_text: str, value: Any, path: str = "") -> list[str]:
        """Return what is wrong with a decoded JSON value of type `type_text`, as "path: reason" lines."""
        found: list[str] = []
        self.check(type_text)(value, path or type_text, found)
        return found

    def check(self, type_text: str) -> Check:
        """Return the compiled check of a type such as `User`, `Array of Update` or `Message|Boolean`."""
        compiled = self._checks.get(type_text)
        if compiled is None:
            # a reference first: types refer to each other in circles
            self._checks[type_text] = self._refer(type_text)
            compiled = self._checks[type_text] = self._compile(type_text)
        return compiled

    def _refer(self, type_text: str) -> Check:
        def check_later(value: Any, path: str, found: list[str]) -> None:
            self._checks[type_text](value, path, found)

        return check_later

    def _compile(self, type_text: str) -> Check:
        if "|" in type_text:
            return self._compile_union(type_text, type_text.split("|"))
        if type_text.startswith(_ARRAY):
            return _check_array(self.check(type_text[len(_ARRAY) :]))
        declared = self._types[type_text]
        if "union" in declared:
            return self._compile_union(type_text, declared["union"])
        return self._compile_object(type_text, declared)

    def _compile_object(self, name: str, declared: Mapping[str, Any]) -> Check:
        fields = {field: self.check(text.rstrip("!")) for field, text in declared["fields"].items()}
        required = [field for field, text in declared["fields"].items() if text.endswith("!")]
        tag_field, tag = declared.get("tag", (None, None))

        def check_object(value: Any, path: str, found: list[str]) -> None:
            if type(value) is not dict:
                found.append(f"{path}: expected {name}, got {type(value).__name__}")
                return
            for key, item in value.items():
                field_check = fields.get(key)
                if field_check is None:
                    found.append(f"{path}.{key}: no such field in {name}")
                else:
                    field_check(item, f"{path}.{key}", found)
            found.extend(f"{path}.{field}: required in {name}" for field in required if field not in value)
            if tag_field is not None and value.get(tag_field) != tag:
                found.append(f"{path}.{tag_field}: must be {tag!r} in {name}")

        return check_object

    def _compile_union(self, name: str, members: list[str]) -> Check:
        if all(member.startswith(_ARRAY) for member in members):
            return _check_array(self.check("|".join(member[len(_ARRAY) :] for member in members)))
        tags = [self._types.get(member, {}).get("tag") for member in members]
        if all(tags) and len({field for field, _ in tags}) == 1:
            return self._check_tagged(name, tags[0][0], dict(zip((tag for _, tag in tags), members, strict=True)))
        checks = [self.check(member) for member in members]

        def check_any(value: Any, path: str, found: list[str]) -> None:
            closest: list[str] | None = None
            for check in checks:
                attempt: list[str] = []
                check(value, path, attempt)
                if not attempt:
                    return
                closest = attempt if closest is None or len(attempt) < len(closest) else closest
            found.append(f"{path}: fits no member of {name}; nearest: {'; '.join(closest or [])}")

        return check_any

    def _check_tagged(self, name: str, field: str, members: Mapping[str, str]) -> Check:
        checks = {tag: self.check(member) for tag, member in members.items()}

        def check_tagged(value: Any, path: str, found: list[str]) -> None:
            tag = value.get(field) if type(value) is dict else None
            if tag not in checks:
                found.append(f"{path}.{field}: {tag!r} is no kind of {name}")
            else:
                checks[tag](value, path, found)

        return check_tagged


def _check_array(check_item: Check) -> Check:
    def check_array(value: Any, path: str, found: list[str]) -> None:
        if type(value) is not list:
            found.append(f"{path}: expected an array, got {type(value).__name__}")
            return
        for position, item in enumerate(value):
            check_item(item, f"{path}[{position}]", found)

    return check_array


def _check_primitive(name: str, *allowed: type) -> Check:
    def check_primitive(value: Any, path: str, found: list[str]) -> None:
        if type(value) not in allowed:
            found.append(f"{path}: expected {name}, got {type(value).__name__}")

    return check_primitive


_PRIMITIVES: Mapping[str, Check] = {
    "Integer": _check_primitive("Integer", int),
    "Float": _check_primitive("Float", float, int),
    "String": _check_primitive("String", str),
    "Boolean": _check_primitive("Boolean", bool),
}


def _read_method(name: str, entry: Mapping[str, Any]) -> Method:
    parameters = {
        field: Parameter(tuple(text.rstrip("!").split("|")), text.endswith("!"))
        for field, text in entry["fields"].items()
    }
    return Method(name, parameters, entry["returns"])


@cache
def load_spec() -> Spec:
    """Return the specification of spec.json, read once per process."""
    return Spec(json.loads(SPEC_PATH.read_text(encoding="utf-8")))
