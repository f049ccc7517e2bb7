"""What looks wrong with a draft, and what must not be called wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.office.checking import find_problems
from knowledge.announcement import Announcement, Kind, Section
from knowledge.base import KnowledgeBase
from knowledge.index import SearchIndex
from knowledge.lexicon import load_lexicon
from tests.bot.cast import TODAY
from tests.bot.house import CERTIFICATION, WARD, WASTE

BODY = "Từ 8 giờ đến 17 giờ ngày 03/12/2026 tạm ngừng cấp nước tại tổ dân phố số 5 để sửa đường ống chính."
GOOD = Announcement(
    id="nuoc",
    title="Thông báo tạm ngừng cấp nước",
    kind=Kind.NOTICE,
    number="15/TB-UBND",
    issued_on=date(2026, 11, 20),
    category_path=("Môi trường",),
    sections=(Section("nuoc/p1", "nuoc", 0, BODY),),
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    made = KnowledgeBase(SearchIndex(load_lexicon()), [WARD])
    made.change((CERTIFICATION, WASTE))
    return made


def names(draft: Announcement, base: KnowledgeBase, replaces: str = "") -> list[str]:
    return [problem.name for problem in find_problems(draft, base, TODAY, replaces=replaces)]


def text(words: str) -> Announcement:
    return replace(GOOD, sections=(Section("nuoc/p1", "nuoc", 0, f"{BODY}\n{words}"),))


def test_a_good_one_has_no_problem(base: KnowledgeBase) -> None:
    assert names(GOOD, base) == []


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        (replace(GOOD, number=None), "no_number"),
        (replace(GOOD, issued_on=None), "no_date"),
        (replace(GOOD, issued_on=date(2027, 1, 1)), "future"),
        (replace(GOOD, expires_on=date(2026, 11, 22)), "expired"),
        (replace(GOOD, category_path=()), "no_category"),
        (replace(GOOD, category_path=("Môi trườn",)), "new_category"),
        (replace(GOOD, quality=0.4), "damaged"),
        (replace(GOOD, title="THÔNG BÁO TẠM NGỪNG CẤP NƯỚC"), "capitals"),
        (replace(GOOD, sections=(Section("nuoc/p1", "nuoc", 0, "Cắt nước."),)), "short"),
        (replace(GOOD, number="12/KH-UBND"), "same_number"),
        (replace(GOOD, title=WASTE.title.upper()[0] + WASTE.title[1:]), "same_title"),
        (text("Ông Nguyễn Văn A, CCCD 001085012345"), "private"),
        (text("Gặp chị Lan 0912 345 678"), "private"),
        (text("Thư gửi nguyenvana@gmail.com"), "private"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_fault_is_named(base: KnowledgeBase, draft: Announcement, name: str) -> None:
    assert name in names(draft, base)


@pytest.mark.parametrize(
    "words",
    [
        "Liên hệ 024 3858 1234 hoặc (024) 38581234",
        "Tổng đài 1900 6789, đường dây nóng 1022",
        "Thư điện tử vanthu@thanhxuan.hanoi.gov.vn",
        "Theo Kế hoạch số 310/KH-UBND ngày 15/8/2022, kinh phí 120.000.000 đồng",
    ],
)
def test_what_belongs_to_offices_is_no_private_matter(base: KnowledgeBase, words: str) -> None:
    assert names(text(words), base) == []


def test_the_place_is_shown_without_the_number(base: KnowledgeBase) -> None:
    (problem,) = find_problems(text("Gặp chị Lan 0912345678 tại tổ 5"), base, TODAY)
    assert "Gặp chị Lan" in str(problem.values["places"])
    assert "0912345678" not in str(problem.values)


def test_a_number_of_another_year_is_another_paper(base: KnowledgeBase) -> None:
    assert "same_number" not in names(replace(GOOD, number="12/KH-UBND", issued_on=date(2025, 2, 3)), base)


def test_a_change_is_no_twin_of_what_it_replaces(base: KnowledgeBase) -> None:
    assert names(replace(GOOD, id=WASTE.id, title=WASTE.title, number=WASTE.number), base, replaces=WASTE.id) == []


def test_the_nearest_category_is_offered(base: KnowledgeBase) -> None:
    (problem,) = find_problems(replace(GOOD, category_path=("moi truong do thi",)), base, TODAY)
    assert problem.category == "Môi trường"


def test_a_private_id_never_reaches_the_preview_s_first_bytes(base: KnowledgeBase) -> None:
    problems = find_problems(text("Số CMND: 012345678 cấp ngày 1/2/2010"), base, TODAY)
    assert [problem.name for problem in problems] == ["private"]
