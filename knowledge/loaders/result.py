"""What loading gives: announcements, units and clear refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from knowledge.announcement import MAX_ANNOUNCEMENT_ID, Announcement, Unit, content_digest


class Fault(StrEnum):
    """What is wrong with a source, for those who say it in their own words."""

    STAMP = "stamp"  # a secrecy stamp
    KIND = "kind"  # not a kind of file that is read
    SIZE = "size"
    LETTERS = "letters"  # code pages, font codes
    EMPTY = "empty"  # no text of an announcement
    SLOW = "slow"
    ADDRESS = "address"  # no public web address
    WEB = "web"  # the address gives no page
    OTHER = "other"  # the reason alone tells


@dataclass(frozen=True, slots=True)
class Refusal:
    """A source that was not taken; `reason` is one clear line with file, line, field and the mend."""

    source: str
    reason: str
    fault: Fault = Fault.OTHER


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What one or more sources gave, in their order."""

    announcements: tuple[Announcement, ...] = ()
    units: tuple[Unit, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class RefusedError(Exception):
    """A source cannot be taken; `reason` says why and what to do."""

    def __init__(self, reason: str, fault: Fault = Fault.OTHER) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fault = fault


def refuse(source: str, reason: str, fault: Fault = Fault.OTHER) -> LoadResult:
    """Return a result that holds one refusal."""
    return LoadResult(refusals=(Refusal(source, f"{source}: {reason}", fault),))


def join_results(results: Iterable[LoadResult]) -> LoadResult:
    """Return one result with everything in `results`, in order.

    Two announcements with one id but different titles (two pages about the same plan) both stay: the later one's id
    gets four digits of its title's digest.
    """
    results = tuple(results)
    titles: dict[str, str] = {}
    return LoadResult(
        tuple(_tell_apart(a, titles) for r in results for a in r.announcements),
        tuple(u for r in results for u in r.units),
        tuple(x for r in results for x in r.refusals),
    )


def to_json(result: LoadResult) -> str:
    """Return the result as JSON."""
    return _adapter().dump_json(result).decode()


def from_json(text: bytes) -> LoadResult:
    """Return the result of which `to_json` made the text."""
    return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[LoadResult]:
    return TypeAdapter(LoadResult)


def _tell_apart(announcement: Announcement, titles: dict[str, str]) -> Announcement:
    """Return the announcement under an id that no other title in `titles` bears; notes it there."""
    if titles.setdefault(announcement.id, announcement.title) == announcement.title:
        return announcement
    suffix = f"-{content_digest(announcement.title)[:4]}"
    own = announcement.id[: MAX_ANNOUNCEMENT_ID - len(suffix)].rstrip("-") + suffix
    sections = tuple(
        replace(s, id=f"{own}/{s.id.partition('/')[2]}", announcement_id=own) for s in announcement.sections
    )
    return replace(announcement, id=own, sections=sections)
