"""Personal identifiers never pass; public numbers always do."""

from __future__ import annotations

import runpy
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import MASK, Identifier, mask
from tests.bot.typed import write_public, write_questions

PATTERNS = Path(__file__).resolve().parents[3] / "shared" / "facts" / "patterns.py"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cccd cua em la 001199012345", Identifier.ID_CARD),
        ("001 199 012 345", Identifier.ID_CARD),
        ("cmnd 012345678", Identifier.ID_CARD),
        ("0888 722 567", Identifier.PHONE),
        ("+84 912.345.678", Identifier.PHONE),
        ("84912345678", Identifier.PHONE),
        ("02439038888", Identifier.PHONE),
        ("0208 3859 519", Identifier.PHONE),
        ("028.39102126", Identifier.PHONE),
        ("mst 0101234567", Identifier.TAX_CODE),
        ("MST: 0101234567-001", Identifier.TAX_CODE),
        ("stk 1903 4567 8901 23 techcombank", Identifier.ACCOUNT),
        ("bhyt HS4010123456789", Identifier.INSURANCE),
        ("HC 4 01 0123456789", Identifier.INSURANCE),
        ("sổ bhxh 0123456789", Identifier.INSURANCE),
        ("bien so 30A-123.45", Identifier.PLATE),
        ("29-H1 123.45", Identifier.PLATE),
        ("29H1-1234", Identifier.PLATE),
        ("51G 888.88", Identifier.PLATE),
        ("a.b-c@gmail.com", Identifier.EMAIL),
        ("hộ chiếu B1234567", Identifier.PASSPORT),
        ("passport c1234567", Identifier.PASSPORT),
        ("0 9 1 2 3 4 5 6 7 8", Identifier.PHONE),
        ("+84 (0) 912 345 678", Identifier.PHONE),
        ("(+84) 912345678", Identifier.PHONE),
        ("0084 912345678", Identifier.PHONE),
        ("\uff10\uff19\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", Identifier.PHONE),
        ("0912\u200b345\u200b678", Identifier.PHONE),
        ("0912\u202f345\u202f678", Identifier.PHONE),
        ("0912  345  678", Identifier.PHONE),
        ("0912. 345. 678", Identifier.PHONE),
        ("(091) 234 5678", Identifier.PHONE),
        ("O912.345.678", Identifier.PHONE),
        ("0912345678/0987654321", Identifier.PHONE),
        ("không chín một hai, ba bốn năm sáu bảy tám", Identifier.PHONE),
        ("khong chin mot hai ba bon nam sau bay tam", Identifier.PHONE),
        ("tài khoản vietcombank của tôi là 0011001234567", Identifier.ACCOUNT),
        ("a.b @gmail.com", Identifier.EMAIL),
        ("lan (at) gmail.com", Identifier.EMAIL),
        ("lan a còng gmail chấm com", Identifier.EMAIL),
        ("lan at gmail", Identifier.EMAIL),
        ("0912,345,678", Identifier.PHONE),
        ("0912/345/678", Identifier.PHONE),
        ("0912 - 345 - 678", Identifier.PHONE),
        ("0912\n345\n678", Identifier.PHONE),
        ("0\n9\n1\n2\n3\n4\n5\n6\n7\n8", Identifier.PHONE),
        ("+84,912,345,678", Identifier.PHONE),
        ("024,3903,8888", Identifier.PHONE),
        ("09l2345678", Identifier.PHONE),
        ("o9l2 345 67o", Identifier.PHONE),
        ("không chín 12 ba bốn 5678", Identifier.PHONE),
        ("kho\u0302ng chi\u0301n 12 ba bo\u0302\u0301n 5678", Identifier.PHONE),
        ("\U0001d7ce\U0001d7d7\U0001d7cf\U0001d7d0345678", Identifier.PHONE),
        ("0\ufe0f\u20e39\ufe0f\u20e312345678", Identifier.PHONE),
        ("001,199,012,345", Identifier.ID_CARD),
        ("001199\n012345", Identifier.ID_CARD),
        ("012345678 là số cmnd của tôi", Identifier.ID_CARD),
        ("mã số thuế của bố tôi là 0101 234 567", Identifier.TAX_CODE),
    ],
)
def test_an_identifier_is_masked(text: str, kind: Identifier) -> None:
    masked = mask(text)
    assert kind in masked.kinds
    assert MASK in masked.text
    assert sum(c.isdigit() for c in masked.text) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "so 310/KH-UBND ngay 29/12/2022",
        "Tổng số truy cập: 1786387",
        "1.786.387 lượt",
        "nghị quyết 24/2018/QH14",
        "1900 6035",
        "1022",
        "ngày 03/01/2023 10:03",
        "09/2017/NĐ-CP",
        "2025 2026 2027",
        "mẫu CT01",
        "1656/NQ-UBTVQH15",
        "phí 2.000.000 đồng",
        "tổ 10 ngõ 102",
        "7h30 - 11h30",
        "cccd gắn chip",
        "tài khoản dvcqg",
        "sinh năm 1990",
        "ngày 02-03-2024 07:30",
        "02.03.2024 - 05.03.2024",
        "03-05-2024 08 giờ",
        "tài khoản bị khóa gọi 1900 0368 ai",
        "tài khoản có 100.000.000 đồng",
        "lệ phí căn cước 30.000 50.000 70.000",
        "nghỉ các ngày 03, 05, 07, 09, 11",
        "năm một hai ba lần",
        "02\n04\n06\n08\n10",
        "ngày 08 12 2026 10 giờ",
        "50 m2 20000 đồng",
        "ngo 12 so 34567",
        "lô 12A-1234 khu B",
        "100 m² và 5 km²",
        "tài khoản mở năm 2024, 2025, 2026",
    ],
)
def test_a_public_number_stays(text: str) -> None:
    assert mask(text).text == text


def test_the_old_card_number_behind_its_year_is_masked() -> None:
    assert mask("cmnd của tôi cấp năm 2010 số 012345678").text == f"cmnd của tôi cấp năm 2010 số {MASK}"


def test_no_identifier_of_many_questions_passes() -> None:
    questions = tuple(write_questions(2000))
    assert all(typed.is_in(mask(typed.text).text) is False for typed in questions)
    assert all(typed.is_in(typed.text) for typed in questions)  # what is looked for was there


def test_no_public_number_of_many_questions_is_masked() -> None:
    assert [text for text in write_public(2000) if mask(text).text != text] == []


@pytest.mark.skipif(not PATTERNS.is_file(), reason="the shapes to try are in ../shared, which is not here")
def test_every_shape_of_the_collection_is_told_from_what_is_none() -> None:
    tried = runpy.run_path(str(PATTERNS))
    numbers = (*tried["pos"], *tried["neg"])
    assert [text for text in numbers if mask(text).text != text] == []
    shapes = [tried[name] for name in ("CCCD", "MOB", "LAND", "MAIL", "BHYT", "MST", "STK", "CMND")]
    named = [text for text in tried["T"] if any(shape.search(text) for shape in shapes)]
    assert named
    assert [text for text in named if MASK not in mask(text).text] == []


@pytest.mark.parametrize(
    "piece",
    ["0", "a", "a.b ", "@", "a@", "stk 1", "0 9 ", "khong ", "1 2 ", "cmnd ", "a còng ", "0l", "12a ", "(0", "bhxh 1",
     "09,", "0,9\n", "a at ", "AB1", "+84(", "03 05 "],
)  # fmt: skip
def test_masking_takes_linear_time(piece: str) -> None:
    times = []
    for chars in (20_000, 40_000):
        started = perf_counter()
        mask(piece * (chars // len(piece)))
        times.append(perf_counter() - started)
    assert times[1] < 8 * times[0] + 0.2  # four times as long were quadratic; the rest is a busy machine


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from(["", " ", ".", "-"]))
def test_no_mobile_number_passes(number: str, gap: str) -> None:
    typed = gap.join((number[:4], number[4:7], number[7:]))
    assert number[4:7] not in mask(f"gọi em số {typed} nhé").text
