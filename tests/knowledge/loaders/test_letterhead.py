"""Who issued a document and when: letterhead, title, lead; never a cited document."""

from datetime import date

import pytest

from knowledge.loaders.letterhead import Issue, read_issue


def shown(issue: Issue) -> tuple[str | None, str | None, date | None]:
    return issue.number.text if issue.number else None, issue.issuer, issue.issued_on


def test_letterhead_gives_number_body_and_day() -> None:
    lines = [
        "UBND QUẬN MẪU | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "PHÒNG VĂN HÓA | Độc lập - Tự do - Hạnh phúc",
        "Số: 9/TB-VH | Quận Mẫu, ngày 05 tháng 7 năm 2025",
        "Theo Kế hoạch số 12/KH-UBND, phòng mở lớp vẽ.",
    ]
    assert shown(read_issue("Mở lớp vẽ", lines)) == ("9/TB-VH", "PHÒNG VĂN HÓA", date(2025, 7, 5))


def test_blank_form_gives_neither_number_nor_day() -> None:
    lines = [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số:    /TB-UBND",
        "…, ngày … tháng … năm 2025",
        "Dự thảo lấy ý kiến.",
    ]
    assert shown(read_issue("Dự thảo", lines)) == (None, None, None)


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        (
            "Ngày 29/12/2025, UBND phường Mẫu vừa ban hành Kế hoạch số 31/KH-UBND về hội xuân.",
            ("31/KH-UBND", "UBND phường Mẫu", date(2025, 12, 29)),
        ),
        (
            "Trạm Y tế phường đã ban hành Thông báo số 4/TB-TYT ngày 02/3/2026 về tiêm chủng.",
            ("4/TB-TYT", "Trạm Y tế phường", date(2026, 3, 2)),
        ),
        ("Căn cứ Quyết định số 4/QĐ-UBND ngày 02/3/2026, phường mở lớp vẽ.", (None, None, None)),
        ("Thực hiện Kế hoạch số 31/KH-UBND của UBND Thành phố, phường dọn kênh.", (None, None, None)),
    ],
)
def test_lead_tells_who_issued_what(lead: str, expected: tuple[str | None, str | None, date | None]) -> None:
    assert shown(read_issue("Tin phường", [lead])) == expected
