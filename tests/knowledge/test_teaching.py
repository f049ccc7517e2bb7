"""Each kind of lesson changes what it should and nothing else; without lessons nothing changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.announcement import Announcement, SearchResult, Section, Status
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from knowledge.loaders import load_path
from knowledge.teaching import Lesson, LessonKind
from knowledge.vetting import Fault

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "tests" / "benchmarks" / "questions.yaml"

TEXTS = {
    "khai-sinh": ("Đăng ký khai sinh", "Nộp tờ khai đăng ký khai sinh và giấy chứng sinh tại bộ phận một cửa."),
    "can-cuoc": ("Cấp căn cước", "Công an phường cấp căn cước cho người từ đủ 14 tuổi trở lên."),
    "phan-loai-rac": ("Phân loại rác tại nguồn", "Rác hữu cơ để riêng, xe thu gom đi qua ngõ lúc 18 giờ."),
    "tiep-dan": ("Lịch tiếp công dân", "Chủ tịch tiếp công dân sáng thứ năm hằng tuần tại trụ sở."),
    "truyen-thanh": ("Kế hoạch truyền thanh cơ sở", "Nâng cao chất lượng hệ thống truyền thanh của phường."),
    "ho-tich": ("Trích lục hộ tịch", "Lệ phí trích lục hộ tịch là 8.000 đồng một bản."),
}
NUMBERS = {"truyen-thanh": "310/KH-UBND"}


def announce(id_: str, text: str | None = None, status: Status = Status.PUBLISHED) -> Announcement:
    title, body = TEXTS[id_]
    section = Section(f"{id_}/p1", id_, 0, text or body)
    return Announcement(
        id_, title, number=NUMBERS.get(id_), issued_on=date(2026, 3, 1), status=status, sections=(section,)
    )


@pytest.fixture
def base() -> KnowledgeBase:
    made = KnowledgeBase(SearchIndex(load_lexicon()))
    made.change(map(announce, TEXTS))
    return made


def first(result: SearchResult) -> str:
    return result.matches[0].announcement_id if result.matches else ""


def pin(base: KnowledgeBase, wording: str, section_id: str) -> Lesson:
    section = base.section(section_id)
    assert section is not None
    return Lesson(7, LessonKind.PIN, wording, target=section_id, digest=section.digest)


def synonym(said: str, meant: str) -> Lesson:
    return Lesson(1, LessonKind.SYNONYM, said, meant)


def test_a_synonym_works_in_both_directions_and_without_marks(base: KnowledgeBase) -> None:
    assert first(base.search("lam the nhua o dau")) != "can-cuoc"
    base.teach([synonym("thẻ nhựa", "căn cước")])
    assert first(base.search("lam the nhua o dau")) == "can-cuoc"


def test_a_spelling_stands_for_its_words(base: KnowledgeBase) -> None:
    assert first(base.search("cccđ")) != "can-cuoc"
    base.teach([Lesson(1, LessonKind.SPELLING, "cccđ", "căn cước")])
    assert first(base.search("cccđ")) == "can-cuoc"


def test_an_alias_is_read_as_the_number_of_its_announcement(base: KnowledgeBase) -> None:
    base.teach([Lesson(4, LessonKind.ALIAS, "kế hoạch loa phường", target="truyen-thanh")])
    named = base.spell_names("Ke hoach loa phuong, ban hành ngày nào?")
    assert (named.question, named.lessons) == ("310/KH-UBND, ban hành ngày nào?", (4,))
    assert base.spell_names("kế hoạch loa").lessons == ()


def test_the_longer_of_two_aliases_is_read(base: KnowledgeBase) -> None:
    lessons = [
        Lesson(1, LessonKind.ALIAS, "loa", target="tiep-dan"),
        Lesson(2, LessonKind.ALIAS, "loa phường", target="truyen-thanh"),
    ]
    base.teach(lessons)
    assert base.spell_names("loa phuong").lessons == (2,)


@pytest.mark.parametrize(
    "asked",
    [
        "mấy giờ xe rác đi qua ngõ",
        "may gio xe rac di qua ngo",
        "mấy h xe rác đi qua ngõ vậy ạ",
        "may gio xe racs qua ngo",
    ],
)
def test_a_pin_is_found_in_other_spellings(base: KnowledgeBase, asked: str) -> None:
    base.teach([pin(base, "mấy giờ xe rác đi qua ngõ", "phan-loai-rac/p1")])
    found = base.search(asked).pin
    assert found is not None
    assert (found.section_id, found.lesson_id) == ("phan-loai-rac/p1", 7)


@pytest.mark.parametrize("asked", ["mấy giờ tiếp công dân", "xe rác", "mấy giờ", "mấy giờ xe buýt đi qua trụ sở"])
def test_a_pin_leaves_other_questions_alone(base: KnowledgeBase, asked: str) -> None:
    base.teach([pin(base, "mấy giờ xe rác đi qua ngõ", "phan-loai-rac/p1")])
    assert base.search(asked).pin is None


def test_a_pin_heeds_every_number(base: KnowledgeBase) -> None:
    base.teach([pin(base, "tổ dân phố số 5 tiếp công dân sáng thứ mấy hằng tuần", "tiep-dan/p1")])
    assert base.search("to dan pho so 5 tiep cong dan sang thu may hang tuan").pin
    assert base.search("to dan pho so 6 tiep cong dan sang thu may hang tuan").pin is None


def test_a_pin_dies_with_its_words_and_an_alias_with_its_announcement(base: KnowledgeBase) -> None:
    pinned = pin(base, "mấy giờ xe rác đi qua ngõ", "phan-loai-rac/p1")
    alias = Lesson(4, LessonKind.ALIAS, "kế hoạch loa phường", target="truyen-thanh")
    base.teach([pinned, alias])
    base.change(
        [announce("phan-loai-rac", "Xe rác đi qua ngõ lúc 19 giờ."), announce("truyen-thanh", None, Status.DRAFT)]
    )
    assert not base.is_alive(pinned)
    assert not base.is_alive(alias)
    assert base.search("mấy giờ xe rác đi qua ngõ").pin is None
    assert base.spell_names("kế hoạch loa phường").lessons == ()


def test_a_base_taught_otherwise_leaves_the_first_alone(base: KnowledgeBase) -> None:
    other = base.taught([synonym("thẻ nhựa", "căn cước")])
    assert first(other.search("lam the nhua o dau")) == "can-cuoc"
    assert first(base.search("lam the nhua o dau")) != "can-cuoc"


@pytest.mark.parametrize(
    ("lesson", "fault"),
    [
        (synonym("cho em hỏi", "căn cước"), Fault.EMPTY),
        (synonym("căn cước", "bao nhiêu"), Fault.EMPTY),
        (synonym("can cuoc", "căn cước"), Fault.SAME),
        (synonym("thẻ nhựa", "bìa cứng"), Fault.NOT_HELD),
        (synonym("thẻ nhựa", " ".join(["căn cước"] * 5)), Fault.TOO_LONG),
        (synonym("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"), Fault.KNOWN),
        (Lesson(1, LessonKind.SPELLING, "không", "căn cước"), Fault.EMPTY),
        (Lesson(1, LessonKind.SPELLING, "người", "căn cước"), Fault.IS_WORD),
        (Lesson(1, LessonKind.SPELLING, "can cuoc", "căn cước"), Fault.NOT_ONE_WORD),
        (Lesson(1, LessonKind.SPELLING, "310", "căn cước"), Fault.EMPTY),
        (Lesson(1, LessonKind.SPELLING, "ccz", "bìa cứng"), Fault.NOT_HELD),
        (Lesson(1, LessonKind.ALIAS, "ở đâu", target="can-cuoc"), Fault.EMPTY),
        (Lesson(1, LessonKind.PIN, "cho em hỏi với ạ", target="can-cuoc/p1"), Fault.EMPTY),
        (Lesson(1, LessonKind.PIN, "rác " * 61, target="can-cuoc/p1"), Fault.TOO_LONG),
    ],
    ids=lambda value: value.wording if isinstance(value, Lesson) else value,
)
def test_a_harmful_or_idle_lesson_has_a_fault(base: KnowledgeBase, lesson: Lesson, fault: Fault) -> None:
    assert base.find_fault(lesson) is fault


@pytest.mark.parametrize(
    "lesson",
    [
        synonym("thẻ nhựa", "căn cước"),
        Lesson(1, LessonKind.SPELLING, "cccđ", "căn cước"),
        Lesson(1, LessonKind.ALIAS, "kế hoạch loa phường", target="truyen-thanh"),
        Lesson(1, LessonKind.PIN, "mấy giờ xe rác đi qua ngõ", target="phan-loai-rac/p1"),
    ],
    ids=lambda lesson: lesson.kind,
)
def test_a_fit_lesson_has_none(base: KnowledgeBase, lesson: Lesson) -> None:
    assert base.find_fault(lesson) is None


def shipped() -> tuple[KnowledgeBase, list[str]]:
    loaded = load_path(ROOT / "knowledge" / "announcements")
    made = KnowledgeBase(SearchIndex(load_lexicon()), loaded.units)
    made.change(loaded.announcements)
    kept = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    return made, [str(entry["q"]) for group in kept.values() if isinstance(group, list) for entry in group]


def test_words_that_are_everywhere_are_no_synonym_and_no_alias() -> None:
    made, _ = shipped()
    assert made.find_fault(synonym("phường", "quận")) is Fault.COMMON
    assert made.find_fault(Lesson(1, LessonKind.ALIAS, "khai sinh", target="tin-ke-hoach-310")) is Fault.COMMON


def test_lessons_taken_back_leave_every_result_identical() -> None:
    made, questions = shipped()
    before = [made.search(question) for question in questions]
    made.teach([synonym("thẻ nhựa", "căn cước"), Lesson(2, LessonKind.SPELLING, "cccđ", "căn cước")])
    taught = [made.search(question) for question in questions]
    made.teach([])
    assert [made.search(question) for question in questions] == before
    assert taught == before, "no question of these speaks of what was taught"
