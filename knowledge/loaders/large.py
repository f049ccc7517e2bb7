"""Read a large local file in a process of its own, with limits; `sources` calls it by name."""

from __future__ import annotations

import sys
from typing import Any

from knowledge.loaders.result import to_json
from knowledge.loaders.sources import read_bytes
from knowledge.loaders.worker import serve_apart


def main() -> int:
    """Read a request from standard input, write what the file holds as JSON; 3 and the reason where it is refused."""
    return serve_apart(_answer)


def _answer(request: dict[str, Any], data: bytes) -> str:
    return to_json(read_bytes(request["name"], data, default_unit=request["default_unit"]))


if __name__ == "__main__":
    sys.exit(main())
