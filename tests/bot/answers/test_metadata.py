"""Metadata questions: told from questions about content, answered from the fields."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.answers.metadata import Field, name_document, recognise_field, subject_of, tell_field
from bot.catalogue import load_catalogue
from knowledge.announcement import Announcement

PLAN = Announcement(
    "ke-hoach",
    "Kế hoạch trồng cây",
    number="7/KH-UBND",
    issuer="UBND phường Mẫu",
    issued_on=date(2026, 2, 3),
    published_at=datetime(2026, 2, 4, 1, 5, tzinfo=UTC),
    department="Văn phòng",
    portal_views=22,
    url="https://mau.example/tin/7",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kế hoạch 7 ban hành hôm nào", Field.ISSUED_ON),
        ("ngay ky ke hoach 7", Field.ISSUED_ON),
        ("thông báo nghỉ tết ra ngày nào", Field.ISSUED_ON),
        ("tin trồng cây đăng lúc mấy giờ", Field.PUBLISHED_AT),
        ("kế hoạch trồng cây do cơ quan nào ban hành", Field.ISSUER),
        ("kế hoạch 7 ai ký", Field.SIGNER),
        ("phòng nào đăng tin này", Field.DEPARTMENT),
        ("kế hoạch trồng cây số mấy", Field.NUMBER),
        ("bài này mấy người xem", Field.VIEWS),
        ("cho xin link kế hoạch 7", Field.LINK),
        ("kế hoạch 7 còn hiệu lực không", Field.VALIDITY),
    ],
)
def test_fields_are_recognised(question: str, expected: Field) -> None:
    assert recognise_field(question) is expected


@pytest.mark.parametrize(
    "question",
    ["đăng ký lớp 1 khi nào", "lễ hội ngày nào", "ai ký giấy khai sinh", "nộp hồ sơ ở link nào", "xe rác ra mấy giờ"],
)
def test_questions_about_content_ask_for_no_field(question: str) -> None:
    assert recognise_field(question) is None


def test_subject_is_what_remains() -> None:
    assert subject_of("Kế hoạch trồng cây ban hành ngày nào?", Field.ISSUED_ON) == "ke hoach trong cay"


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (Field.ISSUED_ON, "Kế hoạch số 7/KH-UBND được UBND phường Mẫu ban hành ngày 03/02/2026."),
        (Field.PUBLISHED_AT, "08:05, 04/02/2026"),
        (Field.ISSUER, "UBND phường Mẫu"),
        (Field.DEPARTMENT, "Văn phòng"),
        (Field.NUMBER, "7/KH-UBND"),
        (Field.VIEWS, "22 lượt xem"),
    ],
)
def test_fields_are_told_in_a_sentence(field: Field, told: str) -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    blocks, is_told = tell_field(PLAN, field, load_catalogue(), language="vi", zone=zone)
    assert is_told
    assert told in blocks[0].text


def test_validity_is_never_asserted() -> None:
    blocks, is_told = tell_field(PLAN, Field.VALIDITY, load_catalogue(), language="vi", zone=UTC)
    assert not is_told
    assert "không xác nhận" in blocks[0].text


@pytest.mark.parametrize("field", [f for f in Field if f is not Field.SIGNER])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_missing_field_is_said_to_be_missing(field: Field, language: str) -> None:
    bare = Announcement("tin", "Tin ngắn")
    blocks, is_told = tell_field(bare, field, load_catalogue(), language=language, zone=UTC)
    assert not is_told
    assert "Tin ngắn" in blocks[0].text


def test_a_document_is_named_by_the_type_in_its_number() -> None:
    catalogue = load_catalogue()
    assert name_document(PLAN, catalogue, "vi") == "Kế hoạch số 7/KH-UBND"
    assert name_document(replace(PLAN, number="9/UBND-VP"), catalogue, "vi") == "Công văn số 9/UBND-VP"
