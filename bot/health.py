"""Whether the service can do its work, and if not, which part cannot and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the service; `reason` is one sentence for the person who keeps it running, without secrets."""

    name: str
    is_ready: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """The state of every part at one moment."""

    parts: tuple[Part, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Return whether every part is ready."""
        return all(part.is_ready for part in self.parts)
