"""Letters and syllables: folding, cleaning, legal syllables, canonical spellings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.vietnamese import canonical, clean, fold, is_syllable, share_of_syllables


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Phường Khương Đình", "phuong khuong dinh"),
        ("ĐƯỜNG Ðê", "duong de"),
        ("hoà thuỷ", "hoa thuy"),
        ("m² ½", "m² ½"),
    ],
)
def test_fold_drops_case_and_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_is_idempotent_and_blind_to_composition(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text)) == once


def test_clean_repairs_spaces_and_invisible_characters() -> None:
    assert clean("\ufeff10:03\u00a0|\u200bL\u00adượt\u202e xem\r\nÐống Đa") == "10:03 |Lượt xem\nĐống Đa"


@given(st.text(st.characters(exclude_categories=[])))
def test_clean_is_idempotent_and_always_encodable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once.encode().decode())


LEGAL = "phường ủy uỷ nghiêng gì giếng giết quyết khuỷu xoong quốc đường yêu ở kỹ quý oanh"


@pytest.mark.parametrize("word", LEGAL.split(" "))
def test_is_syllable_accepts_legal_spellings(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word).upper())


@pytest.mark.parametrize("word", ["phban", "cĩe", "khơngg", "hoăc", "ce", "tht", "ubnd", "", "x" * 40, "ấá"])
def test_is_syllable_refuses_damaged_words(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        ("hoà hòa HÒA", "hòa"),
        ("thuỷ thủy", "thủy"),
        ("kĩ kỹ", "kỹ"),
        ("quí quý qúy", "quý"),
        ("hoàn", "hoàn"),
        ("ngoài", "ngoài"),
        ("già", "già"),
        ("gì", "gì"),
        ("khuỷu", "khuỷu"),
        ("CT01", "ct01"),
    ],
)
def test_canonical_gives_one_spelling(spellings: str, one: str) -> None:
    assert {canonical(s) for s in spellings.split()} == {one}


@given(st.text(max_size=20))
def test_canonical_is_idempotent(word: str) -> None:
    assert canonical(canonical(word)) == canonical(word)


@given(st.text())
def test_share_of_syllables_stays_in_bounds(text: str) -> None:
    assert 0.0 <= share_of_syllables(text) <= 1.0


def test_share_of_syllables_falls_with_lost_letters() -> None:
    whole = "Chính phủ ban hành nghị định về sắp xếp đơn vị hành chính của UBND tỉnh"
    damaged = "Chính phban hnh nghđịnh vsp xếp đơn vhnh chnh ca UBND tnh"
    assert share_of_syllables(whole) == 1.0
    assert share_of_syllables(damaged) < 0.5
    assert share_of_syllables("") == 1.0
