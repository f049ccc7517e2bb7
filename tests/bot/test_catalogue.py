"""The catalogues say the same things in each language, and values never become markup."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.catalogue import LANGUAGES, Catalogue, load_catalogue

CATALOGUE = load_catalogue()
PLACEHOLDERS = string.Formatter()


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in PLACEHOLDERS.parse(text) if field}


def test_every_language_has_every_message() -> None:
    first, *others = (CATALOGUE.keys(language) for language in LANGUAGES)
    assert all(other == first for other in others)


class _Strict(yaml.SafeLoader):
    """Refuses a key that stands twice, of which YAML would keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"twice: {sorted(key for key in keys if keys.count(key) > 1)}"
        return super().construct_mapping(node, deep=deep)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_stands_twice(language: str) -> None:
    files = sorted((Path(__file__).resolve().parents[2] / "bot" / "messages" / language).glob("*.yaml"))
    groups = [group for file in files for group in yaml.load(file.read_text("utf-8"), _Strict)]  # noqa: S506 - a safe loader
    assert len(groups) == len(set(groups)) > 0


@pytest.mark.parametrize("key", sorted(CATALOGUE.keys("vi")))
def test_each_message_takes_the_same_values_in_every_language(key: str) -> None:
    templates = [CATALOGUE._messages[language][key] for language in LANGUAGES]
    assert len({frozenset(_fields(template)) for template in templates}) == 1


def test_values_never_become_markup() -> None:
    catalogue = Catalogue({"vi": {"hello": "Chào **{name}**"}})
    (block,) = catalogue.blocks("hello", "vi", name="**Lan** {x}")
    assert [(span.text, span.bold) for span in block.spans] == [("Chào ", False), ("**Lan** {x}", True)]


def test_the_code_names_no_unknown_message() -> None:
    root = Path(__file__).resolve().parents[2] / "bot"
    groups = {key.split(".")[0] for key in CATALOGUE.keys("vi")}
    named = re.compile(rf"\"((?:{'|'.join(sorted(groups))})\.[a-z_.]+)\"")
    for path in root.rglob("*.py"):
        for key in named.findall(path.read_text("utf-8")):
            assert key in CATALOGUE.keys("vi") or key.endswith((".", ".html")), f"{path.name}: {key}"
