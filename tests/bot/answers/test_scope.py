"""Scope: another place or another year is noticed, one's own is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.answers.scope import foreign_places, missed_days, missed_months, missed_years, owner_of, read_scope
from knowledge.announcement import Announcement, FormerName, Kind, Section, Unit
from knowledge.numbers import asked_numbers

HOME = Unit("phuong-mau", "Phường Hoa Sữa (mẫu)", former_names=(FormerName("Phường Dạ Hương"),))
DISTRICT = Unit("quan-thanh-xuan", "Quận Thanh Xuân", ended_on=date(2025, 7, 1))
HOURS = Announcement("gio", "Giờ làm việc", kind=Kind.RECORD, issuer="UBND phường Hoa Sữa", issued_on=date(2025, 8, 1))
PLAN = Announcement("kh", "Kế hoạch năm 2026", kind=Kind.PLAN, issuer="UBND phường Hoa Sữa")
SECTION = Section("gio/p1", "gio", 0, "Sáng từ 8 giờ.")


def foreign(question: str, announcement: Announcement = HOURS) -> tuple[str, ...]:
    scope = read_scope(question, numbers=asked_numbers(question), units=(HOME, DISTRICT))
    return foreign_places(scope, announcement, SECTION, home=HOME, owner=None)


@pytest.mark.parametrize("question", ["giờ làm việc phường Hoa Sữa", "phường Dạ Hương mở cửa mấy giờ", "phường mình"])
def test_own_and_former_names_are_home(question: str) -> None:
    assert foreign(question) == ()


def test_another_place_is_foreign() -> None:
    assert foreign("giờ làm việc phường Khương Đình") == ("phường Khương Đình",)


def test_a_place_that_the_issuer_names_is_no_foreign_one() -> None:
    of_district = replace(HOURS, issuer="UBND quận Thanh Xuân")
    assert foreign("giờ làm việc quận thanh xuân", of_district) == ()
    assert foreign("giờ làm việc phường Thanh Xuân", of_district) == ("phường Thanh Xuân",)


def years(question: str, announcement: Announcement) -> tuple[int, ...]:
    scope = read_scope(question, numbers=asked_numbers(question), units=())
    return missed_years(scope, announcement, SECTION)


def test_another_year_is_missed() -> None:
    assert years("kế hoạch năm 2024", PLAN) == (2024,)
    assert years("kế hoạch năm 2026", PLAN) == ()


@pytest.mark.parametrize("question", ["sinh năm 1950 được hưởng gì", "nghị quyết 24/2018/QH14 nói gì"])
def test_births_and_document_numbers_name_no_year(question: str) -> None:
    assert years(question, PLAN) == ()


def test_lasting_texts_without_a_year_fit_any() -> None:
    assert years("giờ làm việc năm 2027", HOURS) == ()


def test_the_issuer_decides_whose_paper_it_is() -> None:
    paper = Announcement("tin", "Tin", issuer="UBND quận Thanh Xuân", unit_id=HOME.id)
    assert owner_of(paper, (HOME, DISTRICT)) == DISTRICT
    assert owner_of(replace(paper, issuer="Sở Y tế"), (HOME, DISTRICT)) == HOME


CUTS = Announcement(
    "cat", "Lịch cắt điện từ 23/11 đến 29/11/2026", sections=(Section("cat/1", "cat", 0, "Tổ 5 mất điện ngày 24/11."),)
)


@pytest.mark.parametrize(
    ("question", "is_missed"),
    [("cắt điện ngày 25/11", False), ("cắt điện từ 30/11 đến 6/12", True), ("bao giờ cắt điện", False)],
)
def test_days_outside_what_a_text_tells_are_missed(question: str, *, is_missed: bool) -> None:
    assert bool(missed_days(read_scope(question, numbers=(), units=()), CUTS)) is is_missed


@pytest.mark.parametrize(("question", "is_missed"), [("cắt điện tháng 12", True), ("cắt điện tháng 11", False)])
def test_another_month_is_missed(question: str, *, is_missed: bool) -> None:
    assert bool(missed_months(read_scope(question, numbers=(), units=()), CUTS, CUTS.sections[0])) is is_missed
