"""Emergencies: a cry for help is heard, talk about drills and rules is not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.emergency import Emergency, recognise_emergency


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("cháy nhà số 5 rồi cứu với", Emergency.FIRE),
        ("chay nha o ngo 12", Emergency.FIRE),
        ("CHÁY!!!", Emergency.FIRE),
        ("có em bé bị đuối nước ở hồ", Emergency.FIRE),
        ("kẹt trong thang máy gọi ai", Emergency.FIRE),
        ("xe máy đang cháy dưới hầm", Emergency.FIRE),
        ("có trộm đang phá cửa nhà tôi", Emergency.CRIME),
        ("bi cuop giat dien thoai goi so nao", Emergency.CRIME),
        ("ngoài ngõ đang đánh nhau", Emergency.CRIME),
        ("bố em bị đột quỵ", Emergency.MEDICAL),
        ("tai nạn giao thông đầu phố", Emergency.MEDICAL),
        ("chảy máu nhiều quá làm sao", Emergency.MEDICAL),
        ("bạn em muốn tự tử", Emergency.MEDICAL),
    ],
)
def test_a_cry_for_help_is_heard(question: str, expected: Emergency) -> None:
    assert recognise_emergency(question) is expected


@pytest.mark.parametrize(
    "question",
    [
        "nghiệm thu phòng cháy chữa cháy ở đâu",
        "mua bình chữa cháy loại nào",
        "lịch diễn tập cháy nhà cao tầng",
        "vắc xin cháy hàng chưa",
        "chương trình đang chạy ở sân đình",
        "nước chảy yếu quá",
        "nhà bị cháy năm ngoái được hỗ trợ bao nhiêu",
        "mất trộm xe tuần trước trình báo ở đâu",
        "tập huấn sơ cấp cứu ngày nào",
        "lớp bơi phòng chống đuối nước",
        "bảo hiểm tai nạn học sinh",
        "bán chạy không em",
        "mọi việc cứ từ từ",
        "hôm nay đánh con gì",
    ],
)
def test_talk_about_danger_is_no_cry_for_help(question: str) -> None:
    assert recognise_emergency(question) is None


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert recognise_emergency(text) in {None, *Emergency}
