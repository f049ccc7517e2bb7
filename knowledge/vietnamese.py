"""Vietnamese text on the level of letters and syllables: fold, clean, judge and canonicalise."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
_TO_DROP_IN_FOLD = re.compile(f"[\u0300-\u036f{_INVISIBLE}]+")
_TO_DROP_IN_CLEAN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f{_INVISIBLE}\ud800-\udfff]+")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_D_WITH_STROKE = str.maketrans({"đ": "d", "ð": "d"})
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = ("\u0301", "\u0323")
_ONSETS = frozenset(
    ["", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "qu", "th", "tr", "ch", *list("bcdđghklmnprstvx")],
)
_OPEN = "a e ê i y o ô ơ u ư ia ua ưa ai ay ây ao au âu eo êu iu oi ôi ơi ui ưi ưu iêu yêu uôi ươi ươu oa oe uê uy uơ oai oay uây oao oeo uyu uya"  # noqa: E501
_CLOSED = {
    "a": "c ch m n ng nh p t",
    "ă": "c m n ng p t",
    "â": "c m n ng p t",
    "e": "c m n ng p t",
    "ê": "ch m n nh p t",
    "i": "ch m n nh p t",
    "iê": "c m n ng p t",
    "yê": "m n ng t",
    "o": "c m n ng p t",
    "oo": "c ng",
    "ô": "c m n ng p t",
    "ơ": "m n p t",
    "u": "c m n ng p t",
    "ư": "c m n ng t",
    "uô": "c m n ng t",
    "ươ": "c m n ng p t",
    "oa": "c ch m n ng nh p t",
    "oă": "c m n ng p t",
    "oe": "n t",
    "uâ": "n ng t",
    "uê": "ch n nh",
    "uy": "ch n nh p t",
    "uyê": "n t",
}
_RHYMES = frozenset(_OPEN.split()) | {v + c for v, codas in _CLOSED.items() for c in codas.split()}
_AFTER_QU = frozenset({"y", "ych", "ynh", "yt", "yên", "yêt", "yu", "ya", "yn", "yp"})
_AFTER_GI = frozenset({"", "n", "êc", "êm", "ên", "êng", "êp", "êt", "êu"})
_PLAIN_OPEN_I = re.compile("^(h|k|l|m|qu|s|t|v)i$")
_WORD = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Return `text` in lower case without marks, đ as d and without invisible characters, for comparing.

    Composed and decomposed input give the same result; folding twice changes nothing more.
    """
    if text.isascii():
        return text.lower()
    bare = _TO_DROP_IN_FOLD.sub("", unicodedata.normalize("NFD", text)).lower().translate(_D_WITH_STROKE)
    return unicodedata.normalize("NFC", bare)


def clean(text: str) -> str:
    """Return `text` in NFC for storing and showing.

    Odd spaces become plain ones, line ends become a line feed, the look-alike eth becomes đ; zero-width, soft-hyphen,
    byte-order, bidirectional, control and lone surrogate characters go.
    """
    if text.isascii() and text.isprintable():
        return text
    even = _LINE_ENDS.sub("\n", _SPACES.sub(" ", text)).translate(_ETH)
    return unicodedata.normalize("NFC", _TO_DROP_IN_CLEAN.sub("", even))


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Return whether `word` (any case) is spelled as one legal Vietnamese syllable, wherever its tone mark stands.

    Source: the inventory of onsets, rhymes and the rule that a stop coda bears only the tones sắc and nặng, as in the
    schoolbook spelling.
    """
    if len(word) > 12:
        return False
    bare, tone = _part_tone(word)
    return tone is not None and any(
        _is_rhyme_after(bare[:cut], bare[cut:], tone) for cut in range(min(4, len(bare) + 1)) if bare[:cut] in _ONSETS
    )


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """Return the one spelling, lower case, that stands for all usual spellings of `word`.

    The tone mark goes where statutes put it (hoà -> hòa, thuỷ -> thủy) and a lone i after h, k, l, m, qu, s, t, v
    becomes y (kĩ -> kỹ). A word that is no syllable comes back in lower case only.
    """
    lower = unicodedata.normalize("NFC", word).lower()
    if not is_syllable(lower):
        return lower
    bare, tone = _part_tone(lower)
    if _PLAIN_OPEN_I.match(bare):
        bare = bare[:-1] + "y"
    return _place_tone(bare, tone or "")


@lru_cache(maxsize=65536)
def tone_of(word: str) -> str:
    """Return the tone marks of `word` as combining characters, empty for a word without any."""
    return "".join(_TONE.findall(unicodedata.normalize("NFD", word)))


def share_of_syllables(text: str) -> float:
    """Return the share in [0, 1] of the words in `text` that are legal syllables, 1.0 for a text without words.

    Words in capitals and words of one letter are not counted: they are abbreviations and list marks. Low values mean
    damaged text (lost letters, a wrong code page, glued words). Linear in the length of `text`.
    """
    words = [w for w in _WORD.findall(unicodedata.normalize("NFC", text)) if len(w) > 1 and not w.isupper()]
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


def _part_tone(word: str) -> tuple[str, str | None]:
    """Return the word without its tone mark, in NFC lower case, and the mark; None for more than one mark."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    bare = unicodedata.normalize("NFC", _TONE.sub("", decomposed))
    return bare, None if len(tones) > 1 else "".join(tones)


def _is_rhyme_after(onset: str, rhyme: str, tone: str) -> bool:
    if rhyme.endswith(_STOPS) and tone not in _STOP_TONES:
        return False
    if (onset in ("c", "g", "ng") and rhyme[:1] in ("e", "ê", "y")) or (onset == "c" and rhyme[:1] == "i"):
        return False
    if onset in ("gh", "ngh") and rhyme[:1] not in ("e", "ê", "i", "y"):
        return False
    if (onset == "qu" and rhyme in _AFTER_QU) or (onset == "gi" and rhyme in _AFTER_GI):
        return True
    return rhyme in _RHYMES and not (onset == "qu" and rhyme[0] in "uư")


def _place_tone(bare: str, tone: str) -> str:
    """Return the syllable with its tone mark at the place that statutes use."""
    if not tone:
        return bare
    start = 2 if bare[:2] in ("qu", "gi") and any(c in "aeiouyăâêôơư" for c in bare[2:]) else 0
    vowels = [i for i in range(start, len(bare)) if bare[i] in "aeiouyăâêôơư"]
    marked = [i for i in vowels if bare[i] in "ăâêôơư"]
    closed = vowels[-1] < len(bare) - 1
    if marked:
        at = marked[-1]
    elif closed:
        at = vowels[-1]
    else:
        at = vowels[1] if len(vowels) == 3 else vowels[0]
    return unicodedata.normalize("NFC", bare[: at + 1] + tone + bare[at + 1 :])
