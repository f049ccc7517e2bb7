"""Reading a question back: only words, never what a face would make clickable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.asked import Asked
from bot.answers.scope import Scope
from knowledge.announcement import SearchResult


def read_back(question: str, meant: str) -> str | None:
    return Asked(question, "vi", "", (), Scope(), SearchResult(did_you_mean=meant)).meant


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("le phi sao y bao nhieu", "lệ phí sao y bao nhiêu"),
        ("ke hoach 310/KH-UBND, ban hanh ngay nao?", "kế hoạch 310/KH-UBND, ban hành ngày nào?"),
        ("lich tiem ngay 2/12", "lịch tiêm ngày 2/12"),
    ],
)
def test_a_question_of_words_is_read_back(question: str, meant: str) -> None:
    assert read_back(question, meant) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "http://xau.example/a",
        "xau.com",
        "t.me/xau",
        "@xau_bot",
        "/xoa",
        "a@b.vn",
        "<b>dam</b>",
        "[a](b)",
        "*dam*",
        "_nghieng_",
        "0912345678",
        "tg://user",
    ],
)
def test_what_a_face_makes_clickable_is_not_read_back(typed: str) -> None:
    assert read_back(f"le phi {typed} bao nhieu", f"lệ phí {typed} bao nhiêu") is None
    assert read_back(f"{typed} le phi", f"{typed} lệ phí") is None


def test_a_question_that_changed_beyond_its_letters_is_not_read_back() -> None:
    assert read_back("le phi 2 ban", "lệ phí 3 bản") is None
    assert read_back("lệ phí", "lệ phí") is None


@given(st.text(max_size=60))
def test_reading_back_never_shows_markup(typed: str) -> None:
    meant = read_back("le phi", typed)
    assert meant is None or not set("<>&*_`[](){}@:#\\\n") & set(meant)
