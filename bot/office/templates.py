"""Ready texts with blanks [like this]; their words stand in the message catalogues."""

from __future__ import annotations

from dataclasses import dataclass

from bot.catalogue import Catalogue

NAMES = ("water", "power", "storm", "child", "vaccination", "event", "garbage", "correction")


@dataclass(frozen=True, slots=True)
class Template:
    """One ready text: `name` stands in buttons and dialogues, `title` is what it is called."""

    name: str
    title: str
    text: str


def list_templates(catalogue: Catalogue, language: str) -> tuple[Template, ...]:
    """Return the templates in the order in which they are offered."""
    return tuple(_read(catalogue, name, language) for name in NAMES)


def find_template(catalogue: Catalogue, name: str, language: str) -> Template | None:
    """Return the template of that name."""
    return _read(catalogue, name, language) if name in NAMES else None


def _read(catalogue: Catalogue, name: str, language: str) -> Template:
    title, text = (catalogue.text(f"office.compose.template.{name}.{part}", language) for part in ("title", "text"))
    return Template(name, title, text)
