"""Judgement: what the search found is called an answer only when nothing stands against it."""

from __future__ import annotations

import pytest

from bot.answers.judgement import judge
from bot.answers.scope import Scope
from bot.outcome import Outcome
from knowledge.announcement import Announcement, Hint, Match, Role, SearchResult, Section, Unit
from knowledge.base import KnowledgeBase
from knowledge.facts import Fact
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon

HOME = Unit("phuong-mau", "Phường Mẫu")
SECTIONS = (
    Section("boi/1", "boi", 0, "Lớp học bơi mở cho thiếu nhi trong phường.", ("Giới thiệu",)),
    Section("boi/2", "boi", 1, "Mỗi em nộp 150.000 đồng cho cả khóa học bơi.", ("Học phí",)),
    Section("boi/3", "boi", 2, "Lớp học từ 7h00 đến 8h30 các ngày trong tuần.", ("Lịch học",)),
    Section("boi/4", "boi", 3, "- Nhà văn hóa;\n- Lưu: VT.", role=Role.RECIPIENTS),
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    base = KnowledgeBase(SearchIndex(load_lexicon()), [HOME])
    base.change([Announcement("boi", "Lớp học bơi hè", sections=SECTIONS)])
    return base


def found(hint: Hint, *scored: tuple[str, float]) -> SearchResult:
    return SearchResult(tuple(Match(s, "boi", score, 0.5) for s, score in scored), hint)


def verdict(base: KnowledgeBase, result: SearchResult, question: str) -> tuple[Outcome, str | None]:
    judged = judge(base, result, question, scope=Scope(), home=HOME)
    return judged.outcome, judged.best.section.id if judged.best else None


def test_a_section_that_holds_the_fact_goes_before_a_better_match(base: KnowledgeBase) -> None:
    result = found(Hint.ANSWERED, ("boi/1", 10), ("boi/2", 9))
    assert verdict(base, result, "lớp bơi nộp bao nhiêu tiền") == (Outcome.ANSWERED, "boi/2")


def test_a_sibling_under_a_telling_heading_is_found_although_the_search_left_it_out(base: KnowledgeBase) -> None:
    assert verdict(base, found(Hint.ANSWERED, ("boi/1", 10)), "học bơi lúc mấy giờ") == (Outcome.ANSWERED, "boi/3")


def test_without_the_fact_it_is_related(base: KnowledgeBase) -> None:
    result = found(Hint.ANSWERED, ("boi/1", 10))
    assert verdict(base, result, "cho xin số điện thoại lớp bơi") == (Outcome.RELATED, "boi/1")


def test_recipients_never_answer(base: KnowledgeBase) -> None:
    assert verdict(base, found(Hint.ANSWERED, ("boi/4", 10)), "nhà văn hóa") == (Outcome.NOT_FOUND, None)


def test_doubt_of_the_search_is_kept(base: KnowledgeBase) -> None:
    result = found(Hint.CLARIFY, ("boi/1", 10), ("boi/2", 9.5))
    assert verdict(base, result, "chuyện bơi lội ngoài hồ")[0] is Outcome.CLARIFY


def test_a_verdict_tells_what_was_asked(base: KnowledgeBase) -> None:
    judged = judge(base, found(Hint.ANSWERED, ("boi/2", 9)), "học phí bao nhiêu", scope=Scope(), home=HOME)
    assert judged.asked == {Fact.PRICE}
