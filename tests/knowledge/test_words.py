"""Words as numbers: reading piece by piece gives what cutting the whole text gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.words import BREAK, Vocabulary, WordReader, cut_words


@given(st.text(st.sampled_from("aăÂ đ.;?!\n\t_\u0301\u00a0- 1"), max_size=60))
def test_reader_reads_what_cutting_finds(text: str) -> None:
    vocabulary = Vocabulary()
    wanted = [vocabulary[word] for word in cut_words(text)]
    assert WordReader(vocabulary, {}).read(text) == wanted


def test_reader_spells_out_abbreviations() -> None:
    vocabulary = Vocabulary()
    numbers = WordReader(vocabulary, {"bhyt": ("bảo", "hiểm", "y", "tế")}).read("Thẻ BHYT.")
    assert [vocabulary.words[n] for n in numbers] == ["thẻ", "bhyt", "bảo", "hiểm", "y", "tế", ""]
    assert numbers[-1] == BREAK
