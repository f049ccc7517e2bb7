"""What admins see of the staff in the chat."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from bot.catalogue import Catalogue
from bot.office.describing import in_pairs
from bot.reply import Action, Block, Button, Reply, Verb
from bot.staff import Member, StaffRole
from bot.subscribing.choices import Choices, Kind

LISTED = 60
LABEL_CHARS = 48
_ON = "✅ "


class StaffPages:
    """Composes the pages of /nhansu."""

    def __init__(self, catalogue: Catalogue, choices: Choices) -> None:
        self._catalogue = catalogue
        self._choices = choices

    def listing(self, members: Sequence[Member], language: str) -> Reply:
        """Return all staff as buttons, and how to add somebody."""
        rows = [(self._button(self._label(each, language), f"show.{each.telegram_id}"),) for each in members[:LISTED]]
        return Reply(self._blocks("list", language, count=len(members)), tuple(rows))

    def member(self, member: Member, language: str, *, said: str = "") -> Reply:
        """Return one member with what can be changed."""
        number = member.telegram_id
        roles = self._roles(number, language, member.role)
        topics = self._button(self._text("button.topics", language), f"topics.{number}")
        drop = self._button(self._text("button.drop", language), f"drop.{number}")
        rows = (roles, (topics,), (drop,)) if member.role is StaffRole.OFFICIAL else (roles, (drop,))
        before = self._blocks(said, language) if said else ()
        return Reply((*before, *self._describe(member, language)), rows)

    def topics(self, member: Member, language: str) -> Reply:
        """Return the topics as switches."""
        number = member.telegram_id
        buttons = [
            self._button(
                f"{_ON if each.slug in member.topics else ''}{each.name[:LABEL_CHARS]}",
                f"topic.{number}.{topic_mark(each.slug)}",
            )
            for each in self._choices.topics()[:LISTED]
        ]
        back = self._button(self._text("button.back", language), f"show.{number}")
        blocks = (*self._describe(member, language), *self._blocks("pick_topics", language))
        return Reply(blocks, (*in_pairs(buttons), (back,)))

    def offer(self, number: int, name: str, language: str) -> Reply:
        """Return the roles for somebody who has none."""
        return Reply(self._blocks("offer", language, who=name or number), (self._roles(number, language, None),))

    def confirm(self, member: Member, language: str) -> Reply:
        """Return the question before a role is taken."""
        number = member.telegram_id
        sure = self._button(self._text("button.gone", language), f"gone.{number}")
        back = self._button(self._text("button.back", language), f"show.{number}")
        return Reply(self._blocks("confirm", language, who=self._label(member, language)), ((sure,), (back,)))

    def gone(self, member: Member, language: str) -> Reply:
        """Return the word that a role was taken."""
        return Reply(self._blocks("gone", language, who=self._label(member, language)))

    def refused(self, reason: str, member: Member | None, language: str) -> Reply:
        """Return why a change cannot be, above what stands."""
        said = self._blocks(f"refused.{reason}", language)
        if member is None:
            return Reply(said)
        shown = self.member(member, language)
        return Reply((*said, *shown.blocks), shown.buttons)

    def unread(self, language: str) -> Reply:
        """Return how to name a person."""
        return Reply(self._blocks("unread", language))

    def founded(self, language: str) -> Reply:
        """Return the welcome of the first admin."""
        return Reply(self._blocks("founded", language))

    def wrong_code(self, language: str) -> Reply:
        """Return the word about a code that opens nothing."""
        return Reply(self._blocks("wrong_code", language))

    def _roles(self, number: int, language: str, current: StaffRole | None) -> tuple[Button, ...]:
        return tuple(
            self._button(
                f"{_ON if role is current else ''}{self._text(f'role.{role}', language)}", f"role.{number}.{role}"
            )
            for role in StaffRole
        )

    def _describe(self, member: Member, language: str) -> tuple[Block, ...]:
        names = ", ".join(self._choices.name(Kind.TOPIC, each) for each in member.topics)
        topics = names or self._text("every_topic", language)
        role = self._text(f"role.{member.role}", language)
        return self._blocks(
            "member", language, name=member.name or "—", number=member.telegram_id, role=role, topics=topics
        )

    def _label(self, member: Member, language: str) -> str:
        return f"{member.name or member.telegram_id} · {self._text(f'role.{member.role}', language)}"

    def _button(self, label: str, action: str) -> Button:
        return Button(label, Action(Verb.OFFICE, f"staff.{action}"))

    def _text(self, key: str, language: str) -> str:
        return self._catalogue.text(f"staff.{key}", language)

    def _blocks(self, key: str, language: str, **values: object) -> tuple[Block, ...]:
        return self._catalogue.blocks(f"staff.{key}", language, **values)


def topic_mark(slug: str) -> str:
    """Return a short sign of a topic: an id and a slug are longer together than a button may hold."""
    return hashlib.sha256(slug.encode()).hexdigest()[:8]
