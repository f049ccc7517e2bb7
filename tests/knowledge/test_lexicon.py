"""The lexicon: what ships is sound, readings respect marks, bad files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.lexicon import Lexicon, LexiconError, load_lexicon
from knowledge.vietnamese import is_syllable


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.mark.parametrize("typed", ["hđnd", "hdnd"])
def test_readings_meet_a_short_form_with_or_without_marks(lexicon: Lexicon, typed: str) -> None:
    assert lexicon.readings(typed) == ("hội đồng nhân dân",)


def test_readings_refuse_other_marks_than_those_of_the_form(lexicon: Lexicon) -> None:
    assert lexicon.readings("hđnđ") == ()


def test_readings_keep_ambiguity_likeliest_first(lexicon: Lexicon) -> None:
    assert lexicon.readings("hk") == ("không", "học kỳ", "hộ khẩu")


def test_shipped_readings_are_spelled_in_legal_syllables(lexicon: Lexicon) -> None:
    readings = {r for entries in lexicon.short_forms.values() for _, rs in entries for r in rs}
    readings |= {p for phrases in lexicon.synonyms.values() for p in phrases}
    assert [w for r in readings for w in r.split() if not w.isdigit() and not is_syllable(w)] == []


def test_question_words_keep_a_share_of_their_weight(lexicon: Lexicon) -> None:
    assert lexicon.question_weights["gi"] < lexicon.question_weights["muon"] < 1.0
    assert "khong" not in lexicon.question_weights


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("- a", "expected a mapping"),
        ("chats: {}", "keys"),
        ("chat: {off: yes}", "chat: False"),
        ("question_words: {2: [gì]}", "question_words: 2"),
        ("everyday: [a]", "everyday"),
        ("chat: [", "cannot be read"),
    ],
)
def test_load_names_what_is_wrong(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=named) as caught:
        load_lexicon(path)
    assert "words.yaml" in str(caught.value)
