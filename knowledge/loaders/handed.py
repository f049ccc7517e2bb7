"""Read one document that somebody handed in, whatever its kind, in a process of its own with limits."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.announcement import Announcement
from knowledge.loaders.result import Fault, RefusedError
from knowledge.loaders.sources import read_bytes
from knowledge.loaders.worker import TIMEOUT_S, run_apart, serve_apart
from knowledge.record import from_record, to_record

_NAME = __spec__.name if __spec__ else "knowledge.loaders.handed"


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a document beside its bytes; the suffix of `name` tells its kind."""

    name: str
    charset: str | None = None
    url: str | None = None
    default_unit: str | None = None


async def read_handed(data: bytes, document: Document, *, timeout_s: float = TIMEOUT_S) -> Announcement:
    """Return the one announcement that a document holds.

    Raises:
        RefusedError: the document is refused, or holds not exactly one announcement, or takes too long.
    """
    request = json.dumps(asdict(document)).encode() + b"\n" + data
    return from_record(json.loads(await run_apart(_NAME, request, timeout_s=timeout_s)))


def read_document(data: bytes, document: Document) -> Announcement:
    """Return the one announcement that a document holds, read in this process: without limits of time and memory.

    Raises:
        RefusedError: the document is refused, or holds not exactly one announcement.
    """
    result = read_bytes(data=data, **asdict(document))
    if result.refusals:
        raise RefusedError(result.refusals[0].reason, result.refusals[0].fault)
    if len(result.announcements) != 1:
        raise RefusedError(f"holds {len(result.announcements)} announcements; hand in one at a time", Fault.OTHER)
    return result.announcements[0]


def main() -> int:
    """Read a request from standard input, write the announcement as JSON; 3 and the reason where it is refused."""
    return serve_apart(_answer)


def _answer(request: dict[str, Any], data: bytes) -> str:
    return json.dumps(to_record(read_document(data, Document(**request))))


if __name__ == "__main__":
    sys.exit(main())
