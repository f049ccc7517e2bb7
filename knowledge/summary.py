"""A verbatim extract of a section: whole sentences in reading order, with the matched words and asked facts marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.announcement import Section
from knowledge.facts import Fact, find_facts, fold_in_place, kinds_that_meet
from knowledge.vietnamese import fold

Span = tuple[int, int]

OMISSION = "…"
_END = re.compile(r"[.!?…]+[\"'”’»)]*(?=\s)")
_LAST_TOKEN = re.compile(r"[^\s(\"“]{1,20}$")
_SHORT = "tp q p f tx tt h x ths ts pgs gs bs ks cn ncs tr đ đ/c đc stt sđt vd vv v.v nxb no mr mrs st"
_ABBREVIATIONS = frozenset(_SHORT.split())
_LIST_MARK = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLC]{1,6}|[a-zđ])$")
_ITEM = re.compile(r"^\s*(?:[-–—+•*]|[a-zđ]\)|[a-zđ]\.|\d{1,2}[.)])\s")
_WORD = re.compile(r"\w+")
_LITTLE = (
    "a ai anh ay ba ban bi boi ca cac cai can cho chi co con cua cung da dang de den di do duoc em gi hay hoac khi "
    "khong la lam len luc ma mot nao nay nen neu nhu nhung o phai qua ra rang sau se tai thi theo toi trong tren tu va "
    "vao ve vi viec voi"
)
_UNMARKED = frozenset(_LITTLE.split())


@dataclass(frozen=True, slots=True)
class Run:
    """Words of an extract; `is_marked` for those that matched or answer."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """Verbatim words of a section in reading order, "…" where something was left out."""

    runs: tuple[Run, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        """Return the extract without marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    line: int
    is_item: bool
    worth: float = 0.0


def summarise(section: Section, *, words: Iterable[str], max_chars: int, facts: Collection[Fact] = ()) -> Extract:
    """Return an extract of `section` of about `max_chars` characters at most, marks and omission signs not counted.

    Sentences that hold an asked fact come first, then those with the most of `words`; a list item brings its lead.
    `words` are compared folded. A section that fits comes back whole. Linear in the length of the section.
    """
    text = section.text.strip()
    wanted = frozenset(fold(word) for word in words) - _UNMARKED
    answering = _answering_spans(text, facts)
    marks = _merge([*_word_spans(text, wanted), *answering], text)
    if len(text) <= max_chars:
        return Extract(tuple(_runs(text, (0, len(text)), marks)), is_whole=True)
    sentences = [_weigh(s, marks, answering) for s in _sentences(text)]
    spans = _choose(text, sentences, max_chars)
    return Extract(tuple(_join(text, spans, marks)), is_whole=False)


def split_sentences(line: str) -> tuple[Span, ...]:
    """Return (start, end) of each sentence of a line; abbreviations, list marks and decimals end none."""
    spans, start = [], 0
    for match in _END.finditer(line):
        if _ends_sentence(line, match.start(), match.end()):
            spans.append((start, match.end()))
            start = match.end() + 1
    if line[start:].strip():
        spans.append((start, len(line)))
    return tuple(spans)


def _ends_sentence(line: str, stop: int, after: int) -> bool:
    following = line[after:].lstrip()[:1]
    if not following or following.islower():
        return False
    if line[stop] != ".":
        return True
    token = _LAST_TOKEN.search(line[max(0, stop - 20) : stop])
    word = token.group() if token else ""
    is_mark = _LIST_MARK.match(line[:stop]) is not None
    return not (is_mark or word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()))


def _sentences(text: str) -> Iterator[_Sentence]:
    offset = 0
    for number, line in enumerate(text.split("\n")):
        is_item = _ITEM.match(line) is not None
        for start, end in split_sentences(line):
            yield _Sentence(offset + start, offset + end, number, is_item)
        offset += len(line) + 1


def _answering_spans(text: str, facts: Collection[Fact]) -> list[Span]:
    if not facts:
        return []
    found = find_facts(text)
    return [span for fact in facts for kind in kinds_that_meet(fact) for span in found.get(kind, ())]


def _word_spans(text: str, wanted: Collection[str]) -> Iterator[Span]:
    folded = fold_in_place(text)
    return (m.span() for m in _WORD.finditer(folded) if m.group() in wanted)


def _merge(spans: Iterable[Span], text: str) -> list[Span]:
    """Return the spans in order, neighbours that only blanks part made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip(" ")):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _weigh(sentence: _Sentence, marks: Sequence[Span], answering: Sequence[Span]) -> _Sentence:
    holds = sum(sentence.start <= start < sentence.end for start, _ in answering)
    marked = sum(end - start for start, end in marks if sentence.start <= start < sentence.end)
    worth = (2.0 if holds else 0.0) + marked / 20
    return _Sentence(sentence.start, sentence.end, sentence.line, sentence.is_item, worth)


def _choose(text: str, sentences: Sequence[_Sentence], max_chars: int) -> list[Span]:
    """Return the spans to show: the worthiest sentence with its lead, then others while they fit."""
    order = sorted(range(len(sentences)), key=lambda i: (-sentences[i].worth, i))
    best = order[0]
    if sentences[best].end - sentences[best].start > max_chars:
        return [_window(text, sentences[best], max_chars)]
    chosen, room = {best}, max_chars - (sentences[best].end - sentences[best].start)
    lead = _lead_of(text, sentences, best)
    near = sorted(order[1:], key=lambda i: (-sentences[i].worth, abs(i - best), i))
    for i in ([lead] if lead is not None else []) + [i for i in near if i != lead]:
        length = sentences[i].end - sentences[i].start + 1
        if length <= room:
            chosen.add(i)
            room -= length
    return [(sentences[i].start, sentences[i].end) for i in sorted(chosen)]


def _lead_of(text: str, sentences: Sequence[_Sentence], item: int) -> int | None:
    """Return the sentence that opens the list of an item ("Hồ sơ gồm:"), None outside lists."""
    if not sentences[item].is_item:
        return None
    before = (i for i in range(item - 1, -1, -1) if not sentences[i].is_item)
    lead = next(before, None)
    return lead if lead is not None and text[: sentences[lead].end].endswith(":") else None


def _window(text: str, sentence: _Sentence, max_chars: int) -> Span:
    """Return the beginning of a sentence that is too long, cut behind a clause or else a word."""
    cut = text[sentence.start : sentence.start + max_chars]
    stop = max(cut.rfind("; "), cut.rfind(", "))
    stop = stop if stop > max_chars // 2 else cut.rfind(" ")
    return sentence.start, sentence.start + (stop if stop > 0 else len(cut))


def _join(text: str, spans: Sequence[Span], marks: Sequence[Span]) -> Iterator[Run]:
    at = 0
    for number, (start, end) in enumerate(spans):
        gap = text[at:start]
        if gap.strip():
            yield Run(f"{OMISSION} " if number == 0 else f" {OMISSION}{_break(gap)}")
        elif number:
            yield Run(gap)
        yield from _runs(text, (start, end), marks)
        at = end
    if text[at:].strip():
        yield Run(f" {OMISSION}")


def _break(gap: str) -> str:
    return "\n" if "\n" in gap else " "


def _runs(text: str, span: Span, marks: Sequence[Span]) -> Iterator[Run]:
    at, end = span
    for mark_start, mark_end in marks:
        start, stop = max(mark_start, at), min(mark_end, end)
        if start < stop:
            if at < start:
                yield Run(text[at:start])
            yield Run(text[start:stop], is_marked=True)
            at = stop
    if at < end:
        yield Run(text[at:end])
