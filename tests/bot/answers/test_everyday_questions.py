"""Everyday questions over the shipped announcements: what must be answered, and what must never be."""

from __future__ import annotations

import pytest

from bot.answers.answerer import Answerer
from bot.outcome import Outcome
from tests.benchmarks.answers import build_answerer


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return build_answerer()[1]


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("Mấy giờ phường làm việc?", "lien-he-gio-lam-viec/gio-tiep-nhan-va-tra"),
        ("may gio phuong lam viec", "lien-he-gio-lam-viec/gio-tiep-nhan-va-tra"),
        ("công an phường ở đâu", "lien-he-gio-lam-viec/cong-an-phuong-va"),
        ("số điện thoại công an phường", "lien-he-gio-lam-viec/cong-an-phuong-va"),
        ("mức phạt vứt rác", "phan-loai-rac-gio-thu-gom/6"),
        ("địa chỉ ubnd phường", "lien-he-gio-lam-viec/tru-so-uy-ban-nhan"),
        ("lịch tiếp công dân của chủ tịch", "lich-tiep-cong-dan-2026/3"),
        ("làm giấy khai sinh cần giấy tờ gì", "thu-tuc-khai-sinh/ho-so-gom-nhung-gi"),
        ("thông báo 143/TB-UBND nói về việc gì", "niem-yet-gpmb-duong-vanh-hoa/p1"),
    ],
)
def test_an_everyday_question_is_answered(answerer: Answerer, question: str, section: str) -> None:
    answer = answerer.answer(question)
    assert (answer.outcome, answer.section_id) == (Outcome.ANSWERED, section)


@pytest.mark.parametrize(
    "question",
    [
        "thời tiết ngày mai",
        "thoi tiet ngay mai",
        "hôm nay trời có mưa không",
        "kết quả xổ số hôm nay",
        "giá xăng hôm nay",
        "lịch tiếp công dân của chủ tịch phường Khương Đình",
        "lam the ho ngheo nop o dau",
        "lịch cắt điện tuần từ 30/11 đến 6/12",
        "lịch phun muỗi tháng 12",
        "ai đoạt giải nhất cuộc thi người tốt việc tốt",
    ],
)
def test_what_no_announcement_tells_is_never_answered(answerer: Answerer, question: str) -> None:
    assert answerer.answer(question).outcome is not Outcome.ANSWERED
