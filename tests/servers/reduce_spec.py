"""Reduce a full description of the Bot API to the names, types and flags that spec.json keeps."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SPEC_PATH = Path(__file__).with_name("spec.json")
_TAG = re.compile(r"(?:always|must be) [“\"*_]?([a-z0-9_]+)[”\"*_]?\.?$")


def reduce_spec(api: dict[str, Any]) -> dict[str, Any]:
    """Return the methods and types of `api` without prose: `{"name": "TypeA|TypeB!"}`, `!` for required."""
    return {
        "version": api["version"],
        "methods": {name: _reduce_method(method) for name, method in api["methods"].items()},
        "types": {name: _reduce_type(declared) for name, declared in api["types"].items()},
    }


def _reduce_method(method: dict[str, Any]) -> dict[str, Any]:
    return {"returns": "|".join(method["returns"]), "fields": _reduce_fields(method)}


def _reduce_type(declared: dict[str, Any]) -> dict[str, Any]:
    if "subtypes" in declared:
        return {"union": declared["subtypes"]}
    reduced: dict[str, Any] = {"fields": _reduce_fields(declared)}
    for field in declared.get("fields", [])[:1]:
        tag = _TAG.search(field["description"])
        if field["types"] == ["String"] and field["required"] and tag:
            reduced["tag"] = [field["name"], tag[1]]
    return reduced


def _reduce_fields(owner: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: "|".join(field["types"]) + "!" * field["required"] for field in owner.get("fields", [])}


def main(arguments: Sequence[str]) -> int:
    """Write spec.json from the description named by the only argument and return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m tests.servers.reduce_spec PATH\n")
        return 2
    reduced = reduce_spec(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    SPEC_PATH.write_text(json.dumps(reduced, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
