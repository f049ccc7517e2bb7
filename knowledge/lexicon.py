"""The lexicon: abbreviations, chat spellings, residents' words and question words, read from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from knowledge.vietnamese import canonical, fold, is_syllable
from knowledge.words import fold_word

ShortForm: TypeAlias = tuple[str, tuple[str, ...]]  # as written, its readings, likeliest first
SECTIONS = ("abbreviations", "chat", "synonyms", "question_words", "everyday")


class LexiconError(Exception):
    """A lexicon file cannot be used; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Ways to write the same thing. Words and phrases are canonical, parted by one space.

    `short_forms` maps a folded form to pairs (form as written, its readings, likeliest first); `synonyms` maps a
    folded phrase to the phrases that papers use; `question_weights` maps a folded word to the share in [0, 1] of its
    weight that stays; `spelled_out` gives the words of those abbreviations of papers that have one reading only;
    `asking` lists the question words as they are spelled, `everyday` words that are right even if no announcement
    uses them; `longest_synonym` is the number of words of the longest folded phrase.
    """

    short_forms: Mapping[str, tuple[ShortForm, ...]]
    synonyms: Mapping[tuple[str, ...], tuple[str, ...]]
    question_weights: Mapping[str, float]
    spelled_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asking: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    longest_synonym: int = 0

    def read_words(self) -> list[str]:
        """Return the words of all readings of short forms, each once, sorted."""
        phrases = (phrase for forms in self.short_forms.values() for _, phrases in forms for phrase in phrases)
        return sorted({word for phrase in phrases for word in phrase.split()})

    def readings(self, word: str) -> tuple[str, ...]:
        """Return what the short form `word` may stand for, likeliest first, empty when it is none.

        A form with marks in the lexicon is also met without them; a word typed with marks must agree in them.
        """
        entries = self.short_forms.get(fold_word(word))
        if entries is None:
            return ()
        found = [r for form, readings in entries if word in (form, fold_word(form)) for r in readings]
        return tuple(dict.fromkeys(found))


def load_lexicon(path: Path | None = None) -> Lexicon:
    """Return the lexicon in the YAML file at `path`, the shipped one by default.

    Raises LexiconError when the file is not the expected mapping of mappings.
    """
    source = path or resources.files("knowledge").joinpath("lexicon.yaml")
    try:
        tree = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise LexiconError(f"{source}: cannot be read: {error}") from error
    if not isinstance(tree, dict) or set(tree) - set(SECTIONS):
        raise LexiconError(f"{source}: expected a mapping with the keys {', '.join(SECTIONS)}")
    everyday = tree.pop("everyday", None) or ""
    if not isinstance(everyday, str):
        raise LexiconError(f"{source}: everyday: expected one text of words parted by blanks")
    part = {name: _entries(tree.get(name) or {}, f"{source}: {name}") for name in SECTIONS[:-1]}
    synonyms = {tuple(fold(k).split()): tuple(map(_phrase, v)) for k, v in part["synonyms"].items()}
    return Lexicon(
        short_forms=_short_forms({**part["chat"], **part["abbreviations"]}),
        synonyms=synonyms,
        question_weights={
            fold(word): _share(k, source) for k, words in part["question_words"].items() for word in words
        },
        spelled_out=_spelled_out(part["abbreviations"]),
        asking=tuple(canonical(w) for words in part["question_words"].values() for w in words),
        everyday=tuple(dict.fromkeys(map(canonical, everyday.split()))),
        longest_synonym=max(map(len, synonyms), default=0),
    )


def _entries(section: Any, place: str) -> dict[str, list[str]]:
    if not isinstance(section, dict):
        raise LexiconError(f"{place}: expected a mapping")
    for form, meanings in section.items():
        if not isinstance(meanings, list) or not all(isinstance(m, str) for m in meanings):
            raise LexiconError(f"{place}: {form}: expected a list of phrases (quote numbers, and yes/no/on/off)")
    return {str(form): meanings for form, meanings in section.items()}


def _short_forms(entries: Mapping[str, Iterable[str]]) -> dict[str, tuple[ShortForm, ...]]:
    forms: dict[str, tuple[ShortForm, ...]] = {}
    for form, readings in entries.items():
        entry = (canonical(form), tuple(map(_phrase, readings)))
        forms[fold(form)] = (*forms.get(fold(form), ()), entry)
    return forms


def _spelled_out(abbreviations: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {
        spelling: tuple(_phrase(readings[0]).split())
        for form, readings in abbreviations.items()
        if len(readings) == 1 and not is_syllable(form)
        for spelling in (canonical(form), fold(form))
        if not is_syllable(spelling)
    }


def _phrase(text: str) -> str:
    return " ".join(map(canonical, text.split()))


def _share(text: str, source: object) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise LexiconError(f"{source}: question_words: {text}: expected a share from 0 to 1")
    return share
