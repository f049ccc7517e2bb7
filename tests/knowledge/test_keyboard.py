"""Fingers: keystrokes left undecoded, words one slip away, letters held down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge.keyboard import Neighbourhood, decode_keys, slip_cost, squeeze

LETTERS = st.text("abcdeghiu", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("keys", "meant"),
    [
        ("phuwowngf", "phường"),
        ("dduwowcj", "được"),
        ("truwowfng", "trường"),
        ("giaays", "giấy"),
        ("kys", "ký"),
        ("nhaan", "nhân"),
        ("nôpj", "nộp"),
        ("uyr", "ủy"),
        ("phu7o7ng2", "phường"),
        ("d9u7o75c", "được"),
        ("te61", "tế"),
        ("tu5c", "tục"),
    ],
)
def test_decode_keys_reads_telex_and_vni(keys: str, meant: str) -> None:
    assert meant in list(decode_keys(keys))


@pytest.mark.parametrize("word", ["app", "zalo", "wifi", "a", "x" * 50, "phường"])
def test_decode_keys_leaves_what_makes_no_syllable(word: str) -> None:
    assert list(decode_keys(word)) == []


@pytest.mark.parametrize(("typed", "read"), [("lâuuuu", "lâu"), ("ơiiii", "ơi"), ("iii", "iii"), ("cccd", "cccd")])
def test_squeeze_shortens_held_vowels_only(typed: str, read: str) -> None:
    assert squeeze(typed) == read


@given(st.lists(LETTERS, unique=True), LETTERS)
def test_neighbourhood_finds_all_words_one_slip_away(words: list[str], typed: str) -> None:
    neighbourhood = Neighbourhood()
    neighbourhood.add(words)
    assert neighbourhood.near(typed) == sorted(w for w in words if OSA.distance(typed, w) == 1)


def test_slip_cost_prefers_likely_slips() -> None:
    assert slip_cost("hoo", "ho") < slip_cost("hoa", "ho")
    assert slip_cost("rhu", "thu") < slip_cost("ohu", "thu")


@given(LETTERS, LETTERS)
def test_slip_cost_takes_any_two_words_one_slip_apart(typed: str, meant: str) -> None:
    if OSA.distance(typed, meant) == 1:
        assert slip_cost(typed, meant) > 0
