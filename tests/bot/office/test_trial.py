"""Questions for a draft: what its title is about, and that the answers are real."""

from __future__ import annotations

import pytest

from bot.office.trial import read_topic


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Thông báo tạm ngừng cấp nước tại tổ 5", "tạm ngừng cấp nước tại tổ 5"),
        ("THÔNG BÁO VỀ VIỆC CẮT ĐIỆN", "cắt điện"),
        ("Kế hoạch số 310/KH-UBND về phát triển chính quyền số", "phát triển chính quyền số"),
        ("Công văn 12/UBND-VP V/v: phòng chống bão", "phòng chống bão"),
        ("Lịch tiếp công dân tháng 12", "lịch tiếp công dân tháng 12"),
        ("Thông báo", "thông báo"),
    ],
)
def test_a_title_tells_its_topic(title: str, topic: str) -> None:
    assert read_topic(title) == topic
