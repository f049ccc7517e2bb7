"""An announcement's page: verbatim, anchored, counted."""

from __future__ import annotations

import httpx

from tests.web.conftest import CALENDAR, House


async def test_page_shows_every_field_of_the_announcement(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/thong-bao/lich-cat-nuoc")).text
    for fact in (
        "Lịch cắt nước &lt;tháng 12&gt; &amp; cách trữ nước",
        "45/TB-UBND",
        "UBND phường Cúc Vàng",
        "20/11/2026",
        "01:30, 21/11/2026",  # 18:30 UTC in Hà Nội
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Đang đăng",
        '<a href="https://cucvang.example/tin/45" rel="noopener nofollow">',
    ):
        assert fact in page


async def test_every_section_stands_verbatim_at_its_anchor(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/thong-bao/lich-cat-nuoc")).text
    for section in CALENDAR.sections:
        anchored = page.partition(f'<section id="{section.id.partition("/")[2]}"')[2].partition("</section>")[0]
        for line in section.text.split("\n"):
            assert f">{line}<" in anchored


async def test_a_heading_stands_once_above_what_it_opens(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/thong-bao/lich-cat-nuoc")).text
    assert page.count(">I. THỜI GIAN</h2>") == 1
    assert page.count(">2. Dự phòng</h3>") == 1
    assert page.index("I. THỜI GIAN") < page.index("2. Dự phòng") < page.index("II. LIÊN HỆ")


async def test_a_defunct_unit_a_sample_and_a_bad_link_are_marked(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/thong-bao/ke-hoach-cu")).text
    assert "Quận Cũ đã kết thúc hoạt động từ 01/07/2025" in page
    assert "Nay liên hệ: Phường Cúc Vàng (mẫu)." in page
    assert "Văn bản mẫu để chạy thử" in page
    assert "javascript:" not in page


async def test_a_view_is_counted_for_the_announcement(lan: httpx.AsyncClient, house: House) -> None:
    await lan.get("/thong-bao/lich-cat-nuoc")
    await lan.head("/thong-bao/lich-cat-nuoc")
    assert (await house.conversation.visits()).total == 1
    statistics = (await lan.post("/api/command", json={"command": "thongke"})).json()["html"]
    assert "Lịch cắt nước &lt;tháng 12&gt; &amp; cách trữ nước — 1" in statistics


async def test_page_speaks_english_around_the_vietnamese_text(lan: httpx.AsyncClient) -> None:
    page = (await lan.get("/thong-bao/lich-cat-nuoc?lang=en")).text
    assert '<html lang="en">' in page
    assert "Issued by" in page
    assert '<div class="text" lang="vi">' in page
