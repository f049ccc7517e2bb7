"""Contrast of the page's colours, both themes: WCAG 2.2 AA (1.4.3 text 4.5, 1.4.11 edges and focus 3)."""

from __future__ import annotations

import re
from importlib import resources

import pytest

TEXT = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "asked"),
    ("ink", "quote"),
    ("faint", "paper"),
    ("faint", "card"),
    ("link", "paper"),
    ("link", "card"),
    ("link", "quote"),
    ("on-accent", "accent"),
]
SHAPES = [("edge", "paper"), ("edge", "card"), ("focus", "paper"), ("focus", "card"), ("wave", "accent")]


def read_themes() -> dict[str, dict[str, str]]:
    css = (resources.files("bot.web") / "static" / "site.css").read_text("utf-8")
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", part)) for part in css.split("@media", 2)[:2])
    return {"light": light, "dark": dark}


def luminance(colour: str) -> float:
    """Return the relative luminance. Source: WCAG 2.2, "relative luminance"."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_shapes_have_enough_contrast(theme: str) -> None:
    colours = read_themes()[theme]
    found = {
        (one, other): round(contrast(colours[one], colours[other]), 2)
        for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for one, other in pairs
        if contrast(colours[one], colours[other]) < least
    }
    assert found == {}


def test_both_themes_name_the_same_colours() -> None:
    themes = read_themes()
    assert themes["light"].keys() == themes["dark"].keys()
    assert len(themes["light"]) >= 10


def test_contrast_of_black_on_white_is_the_greatest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
