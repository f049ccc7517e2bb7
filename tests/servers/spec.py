"""The Bot API as data: checks of parameters and answers against spec.json, compiled on first use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from tests.servers.reduce_spec import SPEC_PATH

Problems = list[str] | None
Check = Callable[[Any], Problems]
_ARRAY = "Array of "


class Parameter(NamedTuple):
    """One parameter of a method: its declared type names and whether it must be there."""

    types: tuple[str, ...]
    type_text: str
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
        found = self.check(type_text)(value)
        return [(path or type_text) + problem for problem in found] if found else []

    def check(self, type_text: str) -> Check:
        """Return the compiled check of a type such as `User`, `Array of Update` or `Message|Boolean`."""
        compiled = self._checks.get(type_text)
        if compiled is None:
            # a reference first: types refer to each other in circles
            self._checks[type_text] = lambda value: self._checks[type_text](value)  # noqa: PLW0108 - found later
            compiled = self._checks[type_text] = self._compile(type_text)
        return compiled

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

        def check_object(value: Any) -> Problems:
            if type(value) is not dict:
                return [f": expected {name}, got {type(value).__name__}"]
            found: list[str] = []
            for key, item in value.items():
                field_check = fields.get(key)
                if field_check is None:
                    found.append(f".{key}: no such field in {name}")
                elif problems := field_check(item):
                    found.extend(f".{key}{problem}" for problem in problems)
            for field in required:
                if field not in value:
                    found.append(f".{field}: required in {name}")  # noqa: PERF401 - the usual case adds nothing
            if tag_field is not None and value.get(tag_field) != tag:
                found.append(f".{tag_field}: must be {tag!r} in {name}")
            return found

        return check_object

    def _compile_union(self, name: str, members: list[str]) -> Check:
        if all(member.startswith(_ARRAY) for member in members):
            return _check_array(self.check("|".join(member[len(_ARRAY) :] for member in members)))
        tags = [self._types.get(member, {}).get("tag") for member in members]
        if all(tags) and len({field for field, _ in tags}) == 1:
            return self._check_tagged(name, tags[0][0], dict(zip((tag for _, tag in tags), members, strict=True)))
        checks = [self.check(member) for member in members]

        def check_any(value: Any) -> Problems:
            closest: list[str] | None = None
            for check in checks:
                attempt = check(value)
                if not attempt:
                    return None
                closest = attempt if closest is None or len(attempt) < len(closest) else closest
            return [f": fits no member of {name}; nearest: {'; '.join(closest or [])}"]

        return check_any

    def _check_tagged(self, name: str, field: str, members: Mapping[str, str]) -> Check:
        checks = {tag: self.check(member) for tag, member in members.items()}

        def check_tagged(value: Any) -> Problems:
            tag = value.get(field) if type(value) is dict else None
            if not isinstance(tag, str) or tag not in checks:
                return [f".{field}: {tag!r} is no kind of {name}"]
            return checks[tag](value)

        return check_tagged


def _check_array(check_item: Check) -> Check:
    def check_array(value: Any) -> Problems:
        if type(value) is not list:
            return [f": expected an array, got {type(value).__name__}"]
        found: list[str] = []
        for position, item in enumerate(value):
            if problems := check_item(item):
                found.extend(f"[{position}]{problem}" for problem in problems)
        return found

    return check_array


def _check_primitive(name: str, *allowed: type) -> Check:
    def check_primitive(value: Any) -> Problems:
        return None if type(value) in allowed else [f": expected {name}, got {type(value).__name__}"]

    return check_primitive


_PRIMITIVES: Mapping[str, Check] = {
    "Integer": _check_primitive("Integer", int),
    "Float": _check_primitive("Float", float, int),
    "String": _check_primitive("String", str),
    "Boolean": _check_primitive("Boolean", bool),
}


def _read_method(name: str, entry: Mapping[str, Any]) -> Method:
    parameters = {
        field: Parameter(tuple(text.rstrip("!").split("|")), text.rstrip("!"), text.endswith("!"))
        for field, text in entry["fields"].items()
    }
    return Method(name, parameters, entry["returns"])


@cache
def load_spec() -> Spec:
    """Return the specification of spec.json, read once per process."""
    return Spec(json.loads(SPEC_PATH.read_text(encoding="utf-8")))
