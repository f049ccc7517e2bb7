"""Residents' questions over the shipped announcements: what is found, answered and shown stays within its guards."""

from __future__ import annotations

import pytest

from tests.benchmarks.answers import Asked, ask_all, find_failures, measure, report


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return ask_all()


def test_no_share_falls_below_its_guard(asked: list[Asked]) -> None:
    assert find_failures(measure(asked)) == []


def test_every_reply_to_an_answerable_question_names_its_source(asked: list[Asked]) -> None:
    assert [a.question for a in asked if a.is_answered and not a.answer.sources and "unit" not in a.answer.detail] == []


def test_a_worse_share_is_told() -> None:
    failures = find_failures({"found first": 0.0, "answered right": 1.0, "shown": 1.0, "answered falsely": 1.0})
    assert len(failures) == 2


def test_the_report_has_a_row_for_each_register(asked: list[Asked]) -> None:
    told = report(asked)
    assert all(register in told for register in ("formal", "chatty", "no_diacritics", "dialect", "out_of_scope"))
