"""What loading gives: announcements, units and clear refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.announcement import Announcement, Unit


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that was not taken; `reason` is one clear line with file, line, field and the mend."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one or more sources gave, in their order."""

    announcements: tuple[Announcement, ...] = ()
    units: tuple[Unit, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class RefusedError(Exception):
    """A source cannot be taken; `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse(source: str, reason: str) -> LoadResult:
    """Return a result that holds one refusal."""
    return LoadResult(refusals=(Refusal(source, f"{source}: {reason}"),))


def join_results(results: Iterable[LoadResult]) -> LoadResult:
    """Return one result with everything in `results`, in order."""
    results = tuple(results)
    return LoadResult(
        tuple(a for r in results for a in r.announcements),
        tuple(u for r in results for u in r.units),
        tuple(x for r in results for x in r.refusals),
    )
