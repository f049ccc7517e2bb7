"""One document that somebody handed in, read by a child process: what comes back, what is refused and why."""

from __future__ import annotations

import pytest

from knowledge.loaders import Document, Fault, RefusedError, read_handed
from knowledge.record import from_record, to_record

TEXT = "Lịch phun thuốc muỗi tháng 12\n\nTổ 5 phun thuốc muỗi lúc 8 giờ sáng ngày 03/12/2026, bà con che đậy thức ăn."
SLOW = "<div class='item-page'>" + "<b>" * 2_000_000


async def test_the_child_gives_the_whole_announcement() -> None:
    found = await read_handed(TEXT.encode(), Document("tin.txt", default_unit="phuong-thu"))
    assert (found.title, found.unit_id) == ("Lịch phun thuốc muỗi tháng 12", "phuong-thu")
    assert "8 giờ sáng" in found.sections[0].text
    assert from_record(to_record(found)) == found


async def test_a_page_keeps_the_address_that_its_server_told() -> None:
    html = f"<title>Lịch phun thuốc muỗi</title><p>{TEXT}</p>".encode()
    found = await read_handed(html, Document("page.html", "utf-8", "https://phuong.example/1"))
    assert found.url == "https://phuong.example/1"


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("a.txt", f"TỐI MẬT\n{TEXT}", Fault.STAMP),
        ("a.html", f"<p>{TEXT}</p><p>Lưu hành nội bộ</p>", Fault.STAMP),
        ("a.md", f"---\ntitle: Lịch phun thuốc\n---\nMẬT\n{TEXT}", Fault.STAMP),
        ("a.docx", TEXT, Fault.KIND),
        ("a", TEXT, Fault.KIND),
        ("a.txt", "%PDF-1.7", Fault.KIND),
        ("a.txt", "", Fault.EMPTY),
        ("a.md", TEXT, Fault.OTHER),
        ("a.yaml", "title: [", Fault.OTHER),
        ("a.yaml", "- {title: Lịch một, body: Chữ}\n- {title: Lịch hai, body: Chữ}", Fault.OTHER),
        ("a.txt", "Chữ " * 1_300_000, Fault.SIZE),
    ],
)
async def test_each_refusal_tells_its_fault(name: str, data: str, fault: Fault) -> None:
    with pytest.raises(RefusedError) as refused:
        await read_handed(data.encode(), Document(name))
    assert refused.value.fault is fault


async def test_a_hostile_file_is_ended_in_time() -> None:
    with pytest.raises(RefusedError):
        await read_handed(SLOW.encode()[:4_900_000], Document("a.html"), timeout_s=0.05)
