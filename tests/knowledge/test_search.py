"""The search: questions typed in any way find their section; any text at all gives a clean outcome."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.announcement import Announcement, Hint, Section
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.vietnamese import fold

TEXTS = {
    "khai-sinh": (
        "Thủ tục đăng ký khai sinh",
        "Cha mẹ nộp tờ khai khai sinh và giấy chứng sinh trong 60 ngày.",
    ),
    "ket-hon": ("Thủ tục đăng ký kết hôn", "Hai bên nam nữ cùng có mặt ký vào giấy chứng nhận kết hôn."),
    "tam-tru": ("Đăng ký tạm trú", "Người thuê nhà đăng ký tạm trú tại công an phường, hồ sơ gồm tờ khai CT01."),
    "so-do": ("Cấp giấy chứng nhận lần đầu", "Hộ dân nộp đơn xin cấp giấy chứng nhận quyền sử dụng đất."),
    "tiem": ("Lịch tiêm chủng", "Trạm y tế tiêm vắc xin sởi cho trẻ em vào sáng thứ Tư hằng tuần."),
    "rac-1": ("Thu gom rác", "Rác cồng kềnh phải đăng ký trước. Cảng cá loại I thu gom mỗi ngày."),
    "rac-3": ("Thu gom rác", "Rác cồng kềnh không phải đăng ký trước. Cảng cá loại III thu gom mỗi tuần."),
}


def announce(id_: str, title: str, text: str, number: str | None = None) -> Announcement:
    section = Section(id=f"{id_}/1", announcement_id=id_, position=0, text=text)
    return Announcement(id=id_, title=title, number=number, sections=(section,))


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    index = SearchIndex(load_lexicon())
    index.put_many(announce(id_, title, text) for id_, (title, text) in TEXTS.items())
    index.put(announce("plan", "Kế hoạch tuyên truyền", "Tuyên truyền nhiệm vụ năm 2023.", "310/KH-UBND"))
    return index


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Đăng ký khai sinh cho con cần giấy tờ gì?", "khai-sinh"),
        ("dang ky khai sinh cho con can giay to gi", "khai-sinh"),
        ("ddawng kys khai sinh", "khai-sinh"),
        ("dang kuy khai sihn", "khai-sinh"),
        ("đk kết hôn cần j", "ket-hon"),
        ("thuê trọ có phải đki tạm trú ko", "tam-tru"),
        ("xin cấp GCNQSDĐ", "so-do"),
        ("lam so do", "so-do"),
        ("tiêm sởi ở tyt", "tiem"),
        ("thue tor", "tam-tru"),
        ("xin ssổ đor", "so-do"),
        ("cảng cá loại III", "rac-3"),
        ("cảng cá loại I", "rac-1"),
        ("rác cồng kềnh không phải đăng ký trước", "rac-3"),
    ],
)
def test_search_finds_the_section_however_it_is_typed(index: SearchIndex, question: str, found: str) -> None:
    assert index.search(question).matches[0].announcement_id == found


@pytest.mark.parametrize("question", ["310/kh-ubnd nói gì", "ke hoach 310", "số 310", "kế hoạch số 0310/KH-UBND"])
def test_search_puts_the_named_document_first(index: SearchIndex, question: str) -> None:
    result = index.search(question)
    assert result.matches[0].announcement_id == "plan"
    assert result.hint is Hint.ANSWERED
    assert result.numbers


@pytest.mark.parametrize("question", ["", "👍👍", "???", "\u200b", "xyzt qqqq"])
def test_search_without_shared_words_finds_nothing(index: SearchIndex, question: str) -> None:
    result = index.search(question)
    assert result.matches == ()
    assert result.hint is Hint.NOT_FOUND


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=1500))
def test_search_takes_any_text(index: SearchIndex, question: str) -> None:
    result = index.search(question, limit=3)
    assert len(result.matches) <= 3
    assert all(0.0 <= m.confidence <= 1.0 for m in result.matches)
    assert [m.score for m in result.matches] == sorted((m.score for m in result.matches), reverse=True)


@pytest.mark.parametrize("id_", TEXTS)
def test_search_ranks_the_same_with_and_without_marks(index: SearchIndex, id_: str) -> None:
    question = TEXTS[id_][1]
    with_marks = [m.section_id for m in index.search(question).matches]
    assert [m.section_id for m in index.search(fold(question)).matches] == with_marks
    assert with_marks[0] == f"{id_}/1"


def test_search_explains_its_matches(index: SearchIndex) -> None:
    best = index.search("dang ky tam tru o dau").matches[0]
    assert {"đăng", "ký", "tạm", "trú"} <= set(best.words)
    assert sum(v for v in best.why.values() if isinstance(v, float)) == pytest.approx(best.score, abs=0.01)


SYLLABLES = "thủ tục đăng ký khai sinh kết hôn tạm trú hoà thuỷ công an giấy chứng nhận tiêm vắc xin rác"
WRITTEN = st.lists(
    st.sampled_from(SYLLABLES.split(" ")),
    min_size=1,
    max_size=10,
).map(" ".join)


@settings(max_examples=100, deadline=None)
@given(WRITTEN)
def test_search_is_blind_to_composition_case_and_tone_place(index: SearchIndex, question: str) -> None:
    wanted = index.search(question)
    old_tone = question.replace("hoà", "hòa").replace("thuỷ", "thủy")
    for same in (unicodedata.normalize("NFD", question), question.upper(), question.title(), old_tone):
        assert index.search(same).matches == wanted.matches


LETTERS = "aăâeêioôơuưyàáảãạằấểễịồớũựỳbcdđghklmnpqrstvx0123456789 /-.,?!"


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from(LETTERS + LETTERS.upper()), max_size=300))
def test_search_is_blind_to_composition_and_case_of_any_words(index: SearchIndex, question: str) -> None:
    wanted = index.search(question)
    for same in (unicodedata.normalize("NFD", question), question.upper(), question.lower()):
        assert index.search(same).matches == wanted.matches


def test_search_reads_as_much_of_a_decomposed_question(index: SearchIndex) -> None:
    question = "ễễễễễễễễ " * 50 + "đăng ký tạm trú"
    assert index.search(unicodedata.normalize("NFD", question)).matches == index.search(question).matches
    assert index.search(question).matches[0].announcement_id == "tam-tru"


SPANS = [
    " ".join(words[start : start + length])
    for title, text in TEXTS.values()
    for words in ((title + ". " + text).split(),)
    for length in (3, 5, 8)
    for start in range(len(words) - length + 1)
]


@pytest.mark.parametrize("question", SPANS)
def test_search_ranks_a_quote_the_same_with_and_without_marks(index: SearchIndex, question: str) -> None:
    with_marks = [m.section_id for m in index.search(question).matches]
    assert [m.section_id for m in index.search(fold(question)).matches][:1] == with_marks[:1]


@pytest.mark.parametrize("question", [text for _, text in TEXTS.values()])
def test_search_scores_sections_alike_in_any_order(index: SearchIndex, question: str) -> None:
    turned = SearchIndex(load_lexicon())
    turned.put_many(announce(f"{9 - i}{id_}", *TEXTS[id_]) for i, id_ in enumerate(TEXTS))
    turned.put(announce("0plan", "Kế hoạch tuyên truyền", "Tuyên truyền nhiệm vụ năm 2023.", "310/KH-UBND"))
    scores = {m.announcement_id[1:]: m.score for m in turned.search(question).matches}
    assert scores == pytest.approx({m.announcement_id: m.score for m in index.search(question).matches}, abs=1e-4)
