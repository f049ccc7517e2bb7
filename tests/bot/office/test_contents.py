"""What becomes the content of a broadcast: within the limits, styles where they belong, blanks found and filled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.broadcasts.broadcast import MAX_TEXT_CHARS, Content, Entity
from bot.catalogue import load_catalogue
from bot.office.contents import QUOTED_CHARS, ContentError, announce, blanks_of, fill_blanks, find_blanks, has_words
from bot.office.templates import list_templates
from knowledge.announcement import Section
from tests.bot.house import WASTE

CATALOGUE = load_catalogue()
TEMPLATE = "CẮT NƯỚC\nNơi: [nơi nào]\nTừ [mấy giờ]"


def styled(content: Content, entity: Entity) -> str:
    """Return the run of text that an entity marks, counted as Telegram counts."""
    units = content.text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=3000))
def test_an_announcement_is_told_in_its_own_first_lines(text: str) -> None:
    section = Section("x/1", "x", 0, text)
    content = announce(replace(WASTE, title="Kế hoạch 🗑 rác", sections=(section,)), CATALOGUE, "vi")
    bold, *quote = content.entities
    assert styled(content, bold) == "Kế hoạch 🗑 rác"
    assert len(content.text) <= MAX_TEXT_CHARS
    for entity in quote:
        kept = styled(content, entity).removesuffix(" …")
        assert len(kept) <= QUOTED_CHARS
        assert all(line in text for line in kept.split("\n"))


def test_what_is_cut_is_marked() -> None:
    section = Section("x/1", "x", 0, "\n".join(f"Dòng thứ {number} của văn bản." for number in range(99)))
    assert announce(replace(WASTE, sections=(section,)), CATALOGUE, "vi").text.endswith("của văn bản. …")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Từ [mấy giờ] đến [..]", ("[mấy giờ]", "[..]")),
        ("Chú thích [1], [23]", ()),
        ("Danh sách [] và [\n]", ()),
    ],
)
def test_blanks_are_found(text: str, found: tuple[str, ...]) -> None:
    assert blanks_of(text) == found


def test_the_words_of_an_announcement_have_no_blanks() -> None:
    assert find_blanks(Content("Mẫu [họ tên]")) == ("[họ tên]",)
    assert find_blanks(Content("Mẫu [họ tên]", announcement_id="x")) == ()


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ("ngõ 12\n8 giờ", "CẮT NƯỚC\nNơi: ngõ 12\nTừ 8 giờ"),
        ("ngõ 12\n\n - ", "CẮT NƯỚC\nNơi: ngõ 12\nTừ [mấy giờ]"),
        ("ngõ \\1 [x]\n8 giờ", "CẮT NƯỚC\nNơi: ngõ \\1 [x]\nTừ 8 giờ"),
        ("CẮT NƯỚC Nơi: ngõ 12\nTừ 8 giờ", None),
        ("Bà con trữ nước từ tối nay", None),
    ],
    ids=["lines", "a dash leaves open", "never a pattern", "the whole text", "another text"],
)
def test_lines_fill_the_blanks_in_order(typed: str, filled: str | None) -> None:
    assert fill_blanks(TEMPLATE, typed) == filled


def test_too_few_short_lines_are_no_text() -> None:
    with pytest.raises(ContentError) as refused:
        fill_blanks(TEMPLATE, "ngõ 12")
    assert refused.value.values == {"wanted": 2, "got": 1}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_template_has_blanks_and_fits(language: str) -> None:
    templates = list_templates(CATALOGUE, language)
    assert len(templates) >= 6
    assert all(blanks_of(template.text) and len(template.text) < MAX_TEXT_CHARS for template in templates)


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u2800 \u3164"])
def test_nothing_to_see_is_no_text(text: str) -> None:
    assert not has_words(text)
