"""Portal pages of every family: the right fields, the article's own lines, nothing of the site around it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge.announcement import Announcement, Kind, Role
from knowledge.loaders import load_path
from knowledge.loaders.article import read_announcement
from knowledge.loaders.page import Page
from knowledge.loaders.result import RefusedError
from knowledge.vietnamese import clean

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
SEED = Path(__file__).resolve().parents[3] / ".." / "shared" / "seed"
CHROME = ("Truy cập nội dung", "Đang online", "Tổng số truy cập", "cùng chuyên mục", "Trang chủ", "Lượt xem", "Tác giả")


def load(name: str) -> Announcement:
    result = load_path(SAMPLES / name)
    assert result.refusals == ()
    return result.announcements[0]


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.iterdir()))
def test_page_keeps_nothing_of_the_site(name: str) -> None:
    text = "\n".join(s.text for s in load(name).sections)
    assert len(text) > 100
    assert not any(word in text for word in CHROME)


@pytest.mark.parametrize("name", ["liferay.html", "liferay.txt"])
def test_liferay_page_and_its_saved_text_give_the_same(name: str) -> None:
    page = load(name)
    assert page.title == "Ngõ 12 phố Bằng Lăng có thư viện nhỏ cho trẻ em"
    assert page.category_path == ("TIN PHƯỜNG", "ĐỜI SỐNG")
    assert page.department == "Phòng Văn hóa - Xã hội"
    assert page.published_at == datetime(2026, 4, 14, 9, 20, tzinfo=UTC)
    assert (page.portal_views, page.kind, page.number) == (1204, Kind.NEWS, None)
    assert page.sections == load("liferay.html").sections


def test_liferay_page_names_its_address() -> None:
    assert load("liferay.html").url == "https://hoasua.example/web/guest/-/view_content/881-thu-vien"


def test_table_and_list_stay_whole() -> None:
    texts = [s.text for s in load("liferay.html").sections]
    assert "Loại sách | Số cuốn\nTruyện tranh | 140\nKhoa học | 75" in texts
    assert "- Mỗi lần mượn hai cuốn;\n- Trả trong mười ngày." in texts


def test_nukeviet_page_reads_unlabelled_counters_and_headings() -> None:
    page = load("nukeviet.html")
    assert page.published_at == datetime(2024, 6, 5, 0, 52, tzinfo=UTC)
    assert (page.portal_views, page.kind) == (123, Kind.NOTICE)
    assert [s.heading_path for s in page.sections] == [(), ("1. Thời gian",), ("2. Địa điểm",)]


def test_hanoi_page_reads_time_before_day_and_cites_without_owning() -> None:
    page = load("hanoi.txt")
    assert page.published_at == datetime(2026, 4, 7, 9, 8, tzinfo=UTC)
    assert (page.title, page.number) == ("Phường mẫu thử đèn đường tự tắt khi trời sáng", None)


def test_joomla_counters_before_the_text_do_not_end_it() -> None:
    page = load("joomla.txt")
    assert page.title == "Mở lớp dạy bơi miễn phí cho học sinh tiểu học"
    assert len(page.sections) == 2


def test_sharepoint_document_reads_its_letterhead() -> None:
    page = load("sharepoint.html")
    assert page.id.startswith("45-kh-ubnd-2025-")
    assert (page.number, page.kind) == ("45/KH-UBND", Kind.PLAN)
    assert (page.issuer, page.issued_on) == ("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", date(2025, 6, 25))
    assert [s.role for s in page.sections if s.role is not Role.BODY] == [
        Role.PREAMBLE,
        Role.RECIPIENTS,
        Role.SIGNATURE,
    ]


def test_day_of_the_visit_is_not_the_publication() -> None:
    page = load("custom.txt")
    assert page.published_at == datetime(2024, 1, 20, 17, 0, tzinfo=UTC)
    assert (page.title, page.portal_views) == ("Bà con xóm Đình góp tiền sửa giếng cổ", 87)


def test_unknown_layout_falls_back_to_main_text() -> None:
    page = load("unknown.html")
    assert page.title == "Sân chơi mới ở ngõ 7 mở cửa"
    assert page.published_at == datetime(2026, 5, 2, 2, 15, tzinfo=UTC)
    assert len(page.sections) == 3


def test_short_page_in_an_unknown_layout_still_loads(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<title>Mất chó</title><p>Ai thấy chó vàng xin báo tổ 3.</p>", encoding="utf-8")
    (made,) = load_path(tmp_path).announcements
    assert made.sections[0].text == "Ai thấy chó vàng xin báo tổ 3."


def test_ward_portal_id_gives_the_day_when_the_line_is_relative() -> None:
    page = Page(["Mở chợ đêm phố Hoàng Lan", "17 giờ trước", "Chợ mở từ 18 giờ, bán hàng thủ công và đồ ăn sạch."])
    made = read_announcement(page, url="https://hoasua.example/mo-cho-dem-2800250801171234708.htm")
    assert made.published_at == datetime(2025, 8, 1, 10, 12, 34, tzinfo=UTC)


def test_page_without_text_is_refused() -> None:
    with pytest.raises(RefusedError, match="no article text"):
        read_announcement(Page(["Trang chủ", "Đang online: 5"]))


@pytest.mark.skipif(not SEED.is_dir(), reason="the first real page is not stored in the repository")
@pytest.mark.parametrize("name", ["thanh-xuan-310.txt", "thanh-xuan-310.html"])
def test_first_real_page_gives_its_fields_and_paragraphs(name: str) -> None:
    (page,) = load_path(SEED / name).announcements
    assert page.title.startswith("QUẬN THANH XUÂN TRIỂN KHAI")
    assert page.id.startswith("310-kh-ubnd-2022-")
    assert (page.number, page.kind) == ("310/KH-UBND", Kind.NEWS)
    assert (page.issuer, page.issued_on) == ("UBND quận Thanh Xuân", date(2022, 12, 29))
    assert page.published_at == datetime(2023, 1, 3, 3, 3, tzinfo=UTC)
    assert page.category_path == ("TIN TỨC - SỰ KIỆN", "VĂN HÓA XÃ HỘI")
    assert (page.department, page.portal_views) == ("Phòng Văn hóa và Thông tin quận", 22)
    text = clean((SEED / "thanh-xuan-310.txt").read_text("utf-8"))
    source = [line.strip() for line in text.split("\n") if line.strip()]
    assert [s.text for s in page.sections] == source[5:12]
