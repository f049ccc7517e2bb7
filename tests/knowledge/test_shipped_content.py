"""The announcements that ship: every file loads, and the benchmark's questions point at what is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.announcement import Kind, Role, Section
from knowledge.facts import Fact, find_facts
from knowledge.loaders import LoadResult, load_path
from knowledge.numbers import parse_number

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "knowledge" / "announcements"
REAL = "tin-ke-hoach-310-thanh-xuan"


@pytest.fixture(scope="module")
def shipped() -> LoadResult:
    return load_path(CONTENT)


@pytest.fixture(scope="module")
def sections(shipped: LoadResult) -> dict[str, Section]:
    return {s.id: s for a in shipped.announcements for s in a.sections}


@pytest.fixture(scope="module")
def questions() -> dict[str, list[dict[str, Any]]]:
    loaded: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (ROOT / "tests" / "benchmarks" / "questions.yaml").read_text(encoding="utf-8")
    )
    return loaded


def test_every_shipped_file_loads(shipped: LoadResult) -> None:
    stems = sorted(p.stem for p in CONTENT.glob("*.md") if p.name != "README.md")
    assert not shipped.refusals
    assert sorted(a.id for a in shipped.announcements) == stems
    assert len(stems) >= 25


def test_shipped_numbers_are_document_numbers(shipped: LoadResult) -> None:
    numbers = [a.number for a in shipped.announcements if a.number]
    assert numbers
    assert [n for n in numbers if parse_number(n) is None] == []


def test_only_the_310_news_is_not_a_sample(shipped: LoadResult) -> None:
    assert [a.id for a in shipped.announcements if not a.is_sample] == [REAL]


def test_310_news_carries_the_facts_of_its_page(shipped: LoadResult) -> None:
    news = next(a for a in shipped.announcements if a.id == REAL)
    assert (news.number, str(news.issued_on), news.issuer) == ("310/KH-UBND", "2022-12-29", "UBND quận Thanh Xuân")
    assert news.published_at is not None
    assert news.published_at.isoformat() == "2023-01-03T03:03:00+00:00"
    assert news.category_path == ("TIN TỨC - SỰ KIỆN", "VĂN HÓA XÃ HỘI")
    assert len(news.sections) == 7


def test_shipped_units_link_to_each_other(shipped: LoadResult) -> None:
    units = {u.id: u for u in shipped.units}
    assert {a.unit_id for a in shipped.announcements} <= set(units)
    assert {s for u in units.values() for s in u.successors} <= set(units)
    assert [u.id for u in units.values() if u.is_sample] == ["phuong-mau"]


def test_shipped_content_shows_every_kind_and_role(shipped: LoadResult, sections: dict[str, Section]) -> None:
    assert {a.kind for a in shipped.announcements} == set(Kind) - {Kind.OTHER, Kind.ANSWER}
    assert {s.role for s in sections.values()} >= {Role.BODY, Role.PREAMBLE, Role.RECIPIENTS, Role.SIGNATURE}


def test_benchmark_expects_sections_that_exist(
    shipped: LoadResult, sections: dict[str, Section], questions: dict[str, list[dict[str, Any]]]
) -> None:
    known = {a.id for a in shipped.announcements} | set(sections)
    expected = {e for q in questions["in_scope"] for e in q["expect"]} | {q["near"] for q in questions["facts_absent"]}
    assert expected - known == set()


def test_benchmark_has_its_registers_and_sizes(questions: dict[str, list[dict[str, Any]]]) -> None:
    registers = Counter(q["register"] for q in questions["in_scope"])
    assert len(registers) == 8
    assert min(registers.values()) >= 15
    assert len(questions["out_of_scope"]) >= 60


def test_sections_near_an_absent_fact_do_not_hold_it(
    sections: dict[str, Section], questions: dict[str, list[dict[str, Any]]]
) -> None:
    held = [q["id"] for q in questions["facts_absent"] if Fact(q["fact"]) in find_facts(sections[q["near"]].text)]
    assert held == []
