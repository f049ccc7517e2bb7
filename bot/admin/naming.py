"""What outcomes, channels, topics and announcements are called where staff read of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.catalogue import Catalogue
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Names:
    """Words for what the tables hold; a topic or an announcement that is no longer held keeps its id."""

    catalogue: Catalogue
    base: KnowledgeBase

    def say(self, key: str, language: str, **values: object) -> str:
        """Return the message numbers.<key>."""
        return self.catalogue.text(f"numbers.{key}", language, **values)

    def outcome(self, outcome: str, language: str) -> str:
        """Return what an outcome is called."""
        return self.say(f"outcome.{outcome}", language)

    def channel(self, channel: str, language: str) -> str:
        """Return what a channel is called."""
        return self.say(f"channel.{channel}", language)

    def rating(self, is_useful: bool | None, language: str) -> str:
        """Return what an asker said of an answer."""
        name = "none" if is_useful is None else "useful" if is_useful else "useless"
        return self.say(f"rating.{name}", language)

    def column(self, column: str, language: str) -> str:
        """Return the head of a column."""
        return self.say(f"column.{column}", language)

    def topics(self) -> Mapping[str, str]:
        """Return what the topics are called, by slug."""
        return {category.slug: category.name for category in self.base.categories()}

    def announcement(self, announcement_id: str) -> str:
        """Return the title of an announcement."""
        announcement = self.base.announcement(announcement_id)
        return announcement.title if announcement else announcement_id
