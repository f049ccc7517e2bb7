"""Every refusal and field that publishing can name has its words."""

from __future__ import annotations

import pytest

from bot.broadcasts.broadcast import MediaKind
from bot.catalogue import LANGUAGES, load_catalogue
from bot.office.mending import FIELDS
from bot.office.office import DEEDS, OfficeCommand
from knowledge.loaders import Fault

KEYS = load_catalogue().keys("vi")
FILES = ("file_too_big", "file_gone", "file_unreachable")


@pytest.mark.parametrize("reason", [*Fault, *FILES, MediaKind.PHOTO, MediaKind.VOICE], ids=str)
def test_each_refusal_of_a_text_has_words(reason: str) -> None:
    assert f"office.publish.unread.{reason}" in KEYS


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_has_a_name(name: str) -> None:
    assert f"office.publish.field.{name}" in KEYS


@pytest.mark.parametrize("command", OfficeCommand, ids=str)
def test_each_command_is_explained_in_the_menu(command: OfficeCommand) -> None:
    assert f"telegram.commands.{command}" in KEYS
    assert f"office.work.{command}" in KEYS


def test_every_command_passes_the_gate() -> None:
    guards_itself = {OfficeCommand.CANCEL, OfficeCommand.STAFF}
    assert set(DEEDS) == set(OfficeCommand) - guards_itself


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_menu_description_fits(language: str) -> None:
    catalogue = load_catalogue()
    texts = [catalogue.text(f"telegram.commands.{command}", language) for command in OfficeCommand]
    assert all(0 < len(text) <= 256 for text in texts)
