"""Our own announcement files: every field, YAML's traps, and errors that name file, line, field and mend."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge.announcement import Attachment, Kind, Status
from knowledge.loaders import LoadResult, load_path

FULL = """---
title: "Đổi giờ mở cửa nhà văn hóa: từ tháng 6"   # ghi chú
number: 12/TB-UBND
issuer: UBND phường Mẫu
unit: phuong-mau
issued_on: 2026-05-28
published_at: "2026-05-29 18:30"
expires_on: 31/12/2026
category: [THÔNG BÁO, VĂN HÓA]
department: Phòng Văn hóa - Xã hội
url: https://hoasua.example/tin/9
attachments:
  - {name: Bảng giờ, url: https://hoasua.example/gio.pdf}
status: published
sample: true
aliases: [giờ nhà văn hóa, no, 010]
---

Từ ngày **01/6/2026**, nhà văn hóa đổi giờ mở cửa.

| Ngày | Giờ |
|---|---|
| Thứ Hai | 7h30 |

Xem [bảng giờ](https://hoasua.example/gio.pdf).
"""


def load(tmp_path: Path, text: str, name: str = "gio-mo-cua.md") -> LoadResult:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return load_path(tmp_path / name)


def reasons(tmp_path: Path, text: str, name: str = "gio-mo-cua.md") -> list[str]:
    result = load(tmp_path, text, name)
    assert result.announcements == ()
    return [r.reason for r in result.refusals]


def test_file_gives_every_field(tmp_path: Path) -> None:
    (made,) = load(tmp_path, FULL).announcements
    assert (made.id, made.kind, made.status) == ("gio-mo-cua", Kind.NOTICE, Status.PUBLISHED)
    assert made.title == "Đổi giờ mở cửa nhà văn hóa: từ tháng 6"
    assert (made.number, made.issuer, made.unit_id) == ("12/TB-UBND", "UBND phường Mẫu", "phuong-mau")
    assert (made.issued_on, made.expires_on) == (date(2026, 5, 28), date(2026, 12, 31))
    assert made.published_at == datetime(2026, 5, 29, 11, 30, tzinfo=UTC)
    assert made.category_path == ("THÔNG BÁO", "VĂN HÓA")
    assert made.attachments == (Attachment("Bảng giờ", "https://hoasua.example/gio.pdf"),)
    assert made.is_sample


def test_yaml_1_1_changes_no_value(tmp_path: Path) -> None:
    text = FULL.replace("department: Phòng Văn hóa - Xã hội", "department: 18:30").replace("UBND phường Mẫu", "no")
    (made,) = load(tmp_path, text).announcements
    assert made.aliases == ("giờ nhà văn hóa", "no", "010")
    assert (made.department, made.issuer) == ("18:30", "no")


def test_markdown_marks_do_not_show(tmp_path: Path) -> None:
    (made,) = load(tmp_path, FULL).announcements
    assert [s.text for s in made.sections] == [
        "Từ ngày 01/6/2026, nhà văn hóa đổi giờ mở cửa.",
        "Ngày | Giờ\nThứ Hai | 7h30",
        "Xem bảng giờ (https://hoasua.example/gio.pdf).",
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "issued_on: 2026-05-28",
            "issued_on: 28.5",
            "line 6: field 'issued_on': '28.5' is no day; write e.g. 2025-03-17",
        ),
        ("issued_on: 2026-05-28", "issued_on: 2026-02-30", "line 6: field 'issued_on': '2026-02-30' is no day"),
        ('"2026-05-29 18:30"', "18:30", "line 7: field 'published_at': '18:30' is no day and time"),
        ("department:", "deparment:", "line 10: field 'deparment': is not known; did you mean 'department'?"),
        ("sample: true", "sample: maybe", "line 15: field 'sample': 'maybe' is neither true nor false"),
        (
            "status: published",
            "status: publish",
            "line 14: field 'status': 'publish' is not known; write e.g.",
        ),
        ("number: 12/TB-UBND", "number: mười hai", "line 3: field 'number': 'mười hai' is no document number"),
        ("https://hoasua.example/tin/9", "hoasua/tin", "line 11: field 'url': 'hoasua/tin' is no web address"),
        ("[THÔNG BÁO, VĂN HÓA]", "[[a]]", "line 9: field 'category': must list plain texts"),
        ("UBND phường Mẫu", "{a: b}", "line 4: field 'issuer': must be one line of text"),
        ("- {name: Bảng giờ, url", "- {nam: Bảng giờ, url", "line 13: field 'nam': is not known; did you mean 'name'?"),
        ("issuer: UBND", "title: UBND", "line 4: field 'title': stands twice"),
        ('title: "', 'tilte: "', "field 'title': is missing"),
    ],
)
def test_mistake_is_named_by_file_line_and_field(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in FULL
    assert any(r.startswith("gio-mo-cua.md: ") and reason in r for r in reasons(tmp_path, FULL.replace(old, new)))


def test_every_mistake_of_a_file_is_named(tmp_path: Path) -> None:
    text = FULL.replace("2026-05-28", "mai").replace("sample: true", "sample: 3")
    assert len(reasons(tmp_path, text)) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Chỉ có chữ.", "line 1: has no fields at its top"),
        ("---\ntitle: a: b\n---\nChữ.", "line 2: is no valid YAML"),
        ("---\n- một\n---\nChữ.", "line 2: must hold fields"),
        ("---\ntitle: A\n---\n\n", "the text under the fields is empty"),
        ("---\n" + "[" * 5000 + "\n---\nChữ.", "is no valid YAML"),
        ("---\ntitle: A\n---\nTỐI MẬT\nChữ.", "bears a secrecy stamp"),
        ("---\ntitle: A\n---\n(Lưu hành nội bộ)\nChữ.", "bears a secrecy stamp"),
    ],
)
def test_file_that_cannot_be_read_says_why(tmp_path: Path, text: str, reason: str) -> None:
    (only,) = reasons(tmp_path, text)
    assert reason in only


def test_one_wrong_file_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FULL, encoding="utf-8")
    (tmp_path / "b.md").write_text("hỏng", encoding="utf-8")
    (tmp_path / "README.md").write_text("# Hướng dẫn", encoding="utf-8")
    result = load_path(tmp_path, default_unit="phuong-khac")
    assert [a.id for a in result.announcements] == ["a"]
    assert [r.source for r in result.refusals] == ["b.md"]


def test_kind_comes_from_the_title_without_a_number(tmp_path: Path) -> None:
    (made,) = load(tmp_path, "---\ntitle: Kế hoạch dọn kênh\n---\nDọn sạch.").announcements
    assert made.kind is Kind.PLAN


def test_yaml_file_holds_an_announcement_with_body(tmp_path: Path) -> None:
    text = "title: Lịch họp tổ\nunit: phuong-mau\nbody: |\n  ## Giờ họp\n  19h30.\n\n  ## Nơi họp\n  Nhà văn hóa.\n"
    (made,) = load(tmp_path, text, "lich-hop.yaml").announcements
    assert [s.id for s in made.sections] == ["lich-hop/gio-hop", "lich-hop/noi-hop"]
    assert made.kind is Kind.CALENDAR


UNITS = """units:
  - id: phuong-mau
    name: Phường Mẫu
    former_names: [{name: Phường Cũ, until: 2025-06-30}]
    departments: [Văn phòng]
    areas: [Tổ 1, Tổ 2]
    hours: "7:30 - 17:00"
  - id: quan-cu
    name: Quận Cũ
    ended_on: 2025-07-01
    successors: [phuong-mau]
"""


@pytest.mark.parametrize("text", [UNITS, UNITS.removeprefix("units:\n")], ids=["named", "bare list"])
def test_unit_file_gives_units(tmp_path: Path, text: str) -> None:
    first, second = load(tmp_path, text, "unit.yaml").units
    assert first.former_names[0].until == date(2025, 6, 30)
    assert first.areas == ("Tổ 1", "Tổ 2")
    assert (first.hours, second.successors, second.ended_on) == ("7:30 - 17:00", ("phuong-mau",), date(2025, 7, 1))


def test_wrong_unit_is_refused_alone(tmp_path: Path) -> None:
    result = load(tmp_path, UNITS.replace("id: quan-cu", "id: Quận Cũ"), "unit.yaml")
    assert [u.id for u in result.units] == ["phuong-mau"]
    assert "unit.yaml: line 8: field 'id'" in result.refusals[0].reason
